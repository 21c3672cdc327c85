-- exists
SELECT 1
  FROM "articles" LIMIT 1

-- facet
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT 101

-- facet of a relation
SELECT DISTINCT "crud_r1"."crud_r1_name"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE "crud_r1"."crud_r1_name" IS NOT NULL
  ORDER BY "crud_r1"."crud_r1_name" LIMIT 101

-- facet of a to-many relation
SELECT DISTINCT "crud_r2"."crud_r2_name"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r2_through"."article_id" AS "crud_r2_article_id","crud_r2_table"."name" AS "crud_r2_name"
  FROM "article_tags" AS "crud_r2_through" JOIN "tags" AS "crud_r2_table" ON "crud_r2_through"."tag_id" = "crud_r2_table"."id") AS "crud_r2" ON "crud_r2"."crud_r2_article_id" = "articles"."id"
  WHERE "crud_r2"."crud_r2_name" IS NOT NULL
  ORDER BY "crud_r2"."crud_r2_name" LIMIT 101

-- count
SELECT count(*)
  FROM "articles"

-- count up to a limit
SELECT count(*)
  FROM (SELECT 1
  FROM "articles" LIMIT 101) AS "articles"

-- estimate
EXPLAIN (FORMAT JSON) SELECT 1
  FROM "articles"

-- counted facet
SELECT "articles"."title",count(*)
  FROM "articles" GROUP BY "articles"."title"
  ORDER BY "articles"."title" LIMIT 101

-- counted facet of a relation
SELECT "crud_r1"."crud_r1_name",count(*)
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id" GROUP BY "crud_r1"."crud_r1_name"
  ORDER BY "crud_r1"."crud_r1_name" LIMIT 101

-- counted facet of a to-many relation
SELECT "c0",count(*)
  FROM (SELECT DISTINCT "crud_r2"."crud_r2_name" AS "c0","articles"."id" AS "k0"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r2_through"."article_id" AS "crud_r2_article_id","crud_r2_table"."name" AS "crud_r2_name"
  FROM "article_tags" AS "crud_r2_through" JOIN "tags" AS "crud_r2_table" ON "crud_r2_through"."tag_id" = "crud_r2_table"."id") AS "crud_r2" ON "crud_r2"."crud_r2_article_id" = "articles"."id"
  WHERE "crud_r2"."crud_r2_name" IS NOT NULL) AS "articles" GROUP BY "c0"
  ORDER BY "c0" LIMIT 101

-- some values of a counted facet
SELECT "crud_r1"."crud_r1_name",count(*)
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE ("crud_r1"."crud_r1_name" IN ($1,$2) OR "crud_r1"."crud_r1_name" IS NULL) GROUP BY "crud_r1"."crud_r1_name"
  ORDER BY "crud_r1"."crud_r1_name" LIMIT 101
--   1: a
--   2: b

-- some values of a counted to-many facet
SELECT "c0",count(*)
  FROM (SELECT DISTINCT "crud_r2"."crud_r2_name" AS "c0","articles"."id" AS "k0"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r2_through"."article_id" AS "crud_r2_article_id","crud_r2_table"."name" AS "crud_r2_name"
  FROM "article_tags" AS "crud_r2_through" JOIN "tags" AS "crud_r2_table" ON "crud_r2_through"."tag_id" = "crud_r2_table"."id") AS "crud_r2" ON "crud_r2"."crud_r2_article_id" = "articles"."id"
  WHERE "crud_r2"."crud_r2_name" IN ($1,$2) AND "crud_r2"."crud_r2_name" IS NOT NULL) AS "articles" GROUP BY "c0"
  ORDER BY "c0" LIMIT 101
--   1: a
--   2: b

-- offset page
SELECT "articles"."id","crud_r3"."crud_r3_name","crud_r1"."crud_r1_name","articles"."id"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  LEFT JOIN (SELECT "crud_r3_table"."id" AS "crud_r3_id","crud_r3_table"."name" AS "crud_r3_name"
  FROM "people" AS "crud_r3_table") AS "crud_r3" ON "crud_r3"."crud_r3_id" = "articles"."editor_id"
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT 21 OFFSET $1
--   1: 40

-- scopes are groups
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE ((a
OR
b) AND (c)) AND ((e = $1) OR (d)) AND ((soft_deleted)) LIMIT $2) AS "articles"
--   1: 1
--   2: 101

-- hints stay at their clauses
SELECT count(*)
  FROM (SELECT /*+ hint */ 1
  FROM "articles" JOIN tenants ON true /* after */ LIMIT 101) AS "articles"

