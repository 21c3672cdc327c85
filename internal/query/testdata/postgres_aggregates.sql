-- exists
SELECT 1
  FROM "articles" LIMIT 1

-- facet
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT 101

-- facet of a relation
SELECT DISTINCT "r1"."r1_name"
  FROM "articles"
  LEFT JOIN (SELECT "r1_table"."id" AS "r1_id","r1_table"."name" AS "r1_name"
  FROM "categories" AS "r1_table"
  WHERE "r1_table"."deleted_at" IS NULL) AS "r1" ON "r1"."r1_id" = "articles"."category_id"
  WHERE "r1"."r1_name" IS NOT NULL
  ORDER BY "r1"."r1_name" LIMIT 101

-- facet of a to-many relation
SELECT DISTINCT "r2"."r2_name"
  FROM "articles"
  LEFT JOIN (SELECT "r2_through"."article_id" AS "r2_article_id","r2_table"."name" AS "r2_name"
  FROM "article_tags" AS "r2_through" JOIN "tags" AS "r2_table" ON "r2_through"."tag_id" = "r2_table"."id") AS "r2" ON "r2"."r2_article_id" = "articles"."id"
  WHERE "r2"."r2_name" IS NOT NULL
  ORDER BY "r2"."r2_name" LIMIT 101

-- offset page
SELECT "articles"."id","r3"."r3_name"
  FROM "articles"
  LEFT JOIN (SELECT "r1_table"."id" AS "r1_id","r1_table"."name" AS "r1_name"
  FROM "categories" AS "r1_table"
  WHERE "r1_table"."deleted_at" IS NULL) AS "r1" ON "r1"."r1_id" = "articles"."category_id"
  LEFT JOIN (SELECT "r3_table"."id" AS "r3_id","r3_table"."name" AS "r3_name"
  FROM "people" AS "r3_table") AS "r3" ON "r3"."r3_id" = "articles"."editor_id"
  ORDER BY "r1"."r1_name","articles"."id" LIMIT 21 OFFSET 40

-- scopes are groups
SELECT count(*)
  FROM "articles"
  WHERE ((a
OR
b) AND (c)) AND ((e = $1) OR (d)) AND ((soft_deleted))
--   1: 1

-- hints stay at their clauses
SELECT /*+ hint */ count(*)
  FROM "articles" JOIN tenants ON true /* after */

