-- no facet is chosen from
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_r1"."crud_r1_name" AS "c2","crud_g"."n"
  FROM (SELECT "articles"."title" AS "k0","articles"."priority" AS "k1","articles"."category_id" AS "k2",count(*) AS "n"
  FROM "articles" GROUP BY 1,2,3) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "crud_g"."k2") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."c2","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,NULL,CAST(COALESCE(sum("crud_g"."n"),0) AS bigint),0
  FROM "crud_g"
  UNION ALL SELECT 1,"crud_v"."c",NULL,NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 2,NULL,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 3,NULL,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c2" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c2") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c2") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL

-- one is
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_r1"."crud_r1_name" AS "c2","crud_g"."n"
  FROM (SELECT "articles"."title" AS "k0","articles"."priority" AS "k1","articles"."category_id" AS "k2",count(*) AS "n"
  FROM "articles" GROUP BY 1,2,3) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "crud_g"."k2") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."c2","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,NULL,CAST(COALESCE(sum("crud_g"."n"),0) AS bigint),0
  FROM "crud_g"
  WHERE "crud_g"."c2" = $1
  UNION ALL SELECT 1,"crud_v"."c",NULL,NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c2" = $2 GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 2,NULL,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c2" = $3 GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 3,NULL,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c2" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c2") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c2") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR ("crud_v"."c" = $4 OR "crud_v"."c" IS NULL)
--   1: Go
--   2: Go
--   3: Go
--   4: Go

-- two are, one of them NULL, beside a filter
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_r1"."crud_r1_name" AS "c2","crud_g"."n"
  FROM (SELECT "articles"."title" AS "k0","articles"."priority" AS "k1","articles"."category_id" AS "k2",count(*) AS "n"
  FROM "articles"
  WHERE "articles"."rank" = $1 AND (("articles"."priority" IS NULL) OR ("articles"."title" IN ($2,$3))) GROUP BY 1,2,3) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "crud_g"."k2") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."c2","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,NULL,CAST(COALESCE(sum("crud_g"."n"),0) AS bigint),0
  FROM "crud_g"
  WHERE "crud_g"."c0" IN ($4,$5) AND "crud_g"."c1" IS NULL
  UNION ALL SELECT 1,"crud_v"."c",NULL,NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c1" IS NULL GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= $6 OR ("crud_v"."c" IN ($7,$8) OR "crud_v"."c" IS NULL)
  UNION ALL SELECT 2,NULL,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c0" IN ($9,$10) GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= $11 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 3,NULL,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c2" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c2") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c0" IN ($12,$13) AND "crud_g"."c1" IS NULL GROUP BY "crud_g"."c2") AS "crud_v"
  WHERE "crud_v"."place" <= $14 OR "crud_v"."c" IS NULL
--   1: 0.5
--   2: a
--   3: b
--   4: a
--   5: b
--   6: 102
--   7: a
--   8: b
--   9: a
--   10: b
--   11: 102
--   12: a
--   13: b
--   14: 102

-- three are
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_g"."k2" AS "c2","crud_g"."n"
  FROM (SELECT "articles"."title" AS "k0","articles"."priority" AS "k1","articles"."rank" AS "k2",count(*) AS "n"
  FROM "articles"
  WHERE ((("articles"."priority" = $1::bigint OR "articles"."priority" IS NULL) AND "articles"."rank" = $2) OR ("articles"."title" = $3 AND "articles"."rank" = $4) OR ("articles"."title" = $5 AND ("articles"."priority" = $6::bigint OR "articles"."priority" IS NULL))) GROUP BY 1,2,3) AS "crud_g") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."c2","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 1,"crud_v"."c",NULL,NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g"
  WHERE ("crud_g"."c1" = $7::bigint OR "crud_g"."c1" IS NULL) AND "crud_g"."c2" = $8 GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR ("crud_v"."c" = $9 OR "crud_v"."c" IS NULL)
  UNION ALL SELECT 2,NULL,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c0" = $10 AND "crud_g"."c2" = $11 GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR ("crud_v"."c" = $12::bigint OR "crud_v"."c" IS NULL)
  UNION ALL SELECT 3,NULL,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c2" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c2") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c0" = $13 AND ("crud_g"."c1" = $14::bigint OR "crud_g"."c1" IS NULL) GROUP BY "crud_g"."c2") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR ("crud_v"."c" = $15 OR "crud_v"."c" IS NULL)
--   1: 1
--   2: 0.5
--   3: a
--   4: 0.5
--   5: a
--   6: 1
--   7: 1
--   8: 0.5
--   9: a
--   10: a
--   11: 0.5
--   12: 1
--   13: a
--   14: 1
--   15: 0.5

-- a search and an expression stay: limits are bound
WITH "crud_g" AS MATERIALIZED (SELECT "crud_r1"."crud_r1_name" AS "c0","crud_g"."k0" AS "c1","crud_g"."n"
  FROM (SELECT "articles"."category_id" AS "k0",count(*) AS "n"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE ("crud_r1"."crud_r1_name" = $1) IS NOT TRUE AND ("articles"."title" ILIKE $2 OR "crud_r1"."crud_r1_name" ILIKE $3 OR EXISTS (SELECT 1
  FROM "article_tags" AS "crud_r2_through" JOIN "tags" AS "crud_r2" ON "crud_r2_through"."tag_id" = "crud_r2"."id"
  WHERE "crud_r2_through"."article_id" = "articles"."id" AND "crud_r2"."name" ILIKE $4)) GROUP BY 1) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "crud_g"."k0") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,CAST(COALESCE(sum("crud_g"."n"),0) AS bigint),0
  FROM "crud_g"
  UNION ALL SELECT 1,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= $5 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 2,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= $6 OR "crud_v"."c" IS NULL
--   1: Go
--   2: %go%
--   3: %go%
--   4: %go%
--   5: 102
--   6: 102

-- a relation of a relation
WITH "crud_g" AS MATERIALIZED (SELECT "crud_r4"."crud_r4_city" AS "c0","crud_r3"."crud_r3_name" AS "c1","crud_g"."n"
  FROM (SELECT "articles"."editor_id" AS "k0",count(*) AS "n"
  FROM "articles" GROUP BY 1) AS "crud_g"
  LEFT JOIN (SELECT "crud_r3_table"."id" AS "crud_r3_id","crud_r3_table"."name" AS "crud_r3_name"
  FROM "people" AS "crud_r3_table") AS "crud_r3" ON "crud_r3"."crud_r3_id" = "crud_g"."k0"
  LEFT JOIN (SELECT "crud_r4_table"."person_id" AS "crud_r4_person_id","crud_r4_table"."city" AS "crud_r4_city"
  FROM "places" AS "crud_r4_table") AS "crud_r4" ON "crud_r4"."crud_r4_person_id" = "crud_r3"."crud_r3_id") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 1,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 2,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL

