-- any tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- any tags.name, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not any tags.name
SELECT 1
  FROM "articles"
  WHERE (EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice any tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" >= $1 AND ("crud_r1"."name" IN ($2,$3) OR "crud_r1"."name" IS NULL)) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

-- any notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- any notes.id, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not any notes.id
SELECT 1
  FROM "articles"
  WHERE (EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice any notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" >= $1 AND ("crud_r3"."id" IN ($2,$3) OR "crud_r3"."id" IS NULL)) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

-- none tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- none tags.name, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not none tags.name
SELECT 1
  FROM "articles"
  WHERE (NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" IS DISTINCT
  FROM $1)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice none tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND "crud_r1"."name" >= $1) AND NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND ("crud_r1"."name" IN ($2,$3) OR "crud_r1"."name" IS NULL)) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

-- none notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- none notes.id, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not none notes.id
SELECT 1
  FROM "articles"
  WHERE (NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" IS DISTINCT
  FROM $1)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice none notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND "crud_r3"."id" >= $1) AND NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND ("crud_r3"."id" IN ($2,$3) OR "crud_r3"."id" IS NULL)) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

-- all tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND ("crud_r1"."name" IS DISTINCT
  FROM $1) IS NOT TRUE) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- all tags.name, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND ("crud_r1"."name" IS DISTINCT
  FROM $1) IS NOT TRUE)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not all tags.name
SELECT 1
  FROM "articles"
  WHERE (NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND ("crud_r1"."name" IS DISTINCT
  FROM $1) IS NOT TRUE)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice all tags.name
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND ("crud_r1"."name" >= $1) IS NOT TRUE) AND NOT EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r1_through" JOIN "tags" AS "crud_r1" ON "crud_r1_through"."tag_id" = "crud_r1"."id"
  WHERE "crud_r1_through"."article_id" = "articles"."id" AND (("crud_r1"."name" IN ($2,$3) OR "crud_r1"."name" IS NULL)) IS NOT TRUE) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

-- all notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND ("crud_r3"."id" IS DISTINCT
  FROM $1) IS NOT TRUE) LIMIT $2) AS "articles"
--   1: a
--   2: 21

-- all notes.id, page 2
SELECT "articles"."id","articles"."id"
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND ("crud_r3"."id" IS DISTINCT
  FROM $1) IS NOT TRUE)
  ORDER BY "articles"."id" LIMIT $2 OFFSET $3
--   1: a
--   2: 21
--   3: 20

-- not all notes.id
SELECT 1
  FROM "articles"
  WHERE (NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND ("crud_r3"."id" IS DISTINCT
  FROM $1) IS NOT TRUE)) IS NOT TRUE LIMIT $2
--   1: a
--   2: 1

-- twice all notes.id
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND ("crud_r3"."id" >= $1) IS NOT TRUE) AND NOT EXISTS (SELECT 1
  FROM "notes" AS "crud_r3"
  WHERE "crud_r3"."article_id" = "articles"."id" AND (("crud_r3"."id" IN ($2,$3) OR "crud_r3"."id" IS NULL)) IS NOT TRUE) LIMIT $4) AS "articles"
--   1: a
--   2: b
--   3: c
--   4: 21

