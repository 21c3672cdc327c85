-- an array eq
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" = ARRAY[$1,$2]::varchar[] LIMIT $3) AS "articles"
--   1: a
--   2: b
--   3: 21

-- an array ne
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" IS DISTINCT
  FROM ARRAY[$1,$2]::varchar[] LIMIT $3) AS "articles"
--   1: a
--   2: b
--   3: 21

-- an array is_null
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" IS NULL LIMIT 21) AS "articles"

-- an array has
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" @> ARRAY[$1,$2]::varchar[] LIMIT $3) AS "articles"
--   1: a
--   2: b
--   3: 21

-- an array has_any
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" && ARRAY[$1,$2]::varchar[] LIMIT $3) AS "articles"
--   1: a
--   2: b
--   3: 21

-- an array has_all
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" @> ARRAY[$1,$2]::varchar[] LIMIT $3) AS "articles"
--   1: a
--   2: b
--   3: 21

-- the empty array
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" = ARRAY[]::varchar[] LIMIT 21) AS "articles"

-- a text in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) IN ($1,$2) LIMIT $3) AS "articles"
--   1: red
--   2: blue
--   3: 21

-- a part of a text in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) ILIKE $1 LIMIT $2) AS "articles"
--   1: %re%
--   2: 21

-- an integer in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) >= $1::bigint LIMIT $2) AS "articles"
--   1: 3
--   2: 21

-- a decimal in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'price') WHEN 'number' THEN ("articles"."meta"->>'price')::numeric END) < $1 LIMIT $2) AS "articles"
--   1: 1.5
--   2: 21

-- a boolean in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE ("articles"."meta"->'paid') WHEN 'true'::jsonb THEN true WHEN 'false'::jsonb THEN false END) IS DISTINCT
  FROM $1 LIMIT $2) AS "articles"
--   1: true
--   2: 21

-- an integer in a document of many
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "notes" AS "crud_r1"
  WHERE "crud_r1"."article_id" = "articles"."id" AND (CASE jsonb_typeof("crud_r1"."meta"->'n') WHEN 'number' THEN CASE WHEN ("crud_r1"."meta"->>'n')::numeric % 1 = 0 AND ("crud_r1"."meta"->>'n')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("crud_r1"."meta"->>'n')::numeric::bigint END END) = $1::bigint) LIMIT $2) AS "articles"
--   1: 3
--   2: 21

-- counted facet of a document
SELECT (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END),count(*)
  FROM "articles" GROUP BY (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END)
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) LIMIT 21

-- an order by a document
SELECT "articles"."id",(CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id"
  FROM "articles"
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id" LIMIT 21

-- a scan by a document
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_g"."n"
  FROM (SELECT (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) AS "k0",(CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) AS "k1",count(*) AS "n"
  FROM "articles" GROUP BY 1,2) AS "crud_g") SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."n",0
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

-- a walk along an index
WITH RECURSIVE "crud_w"("c","place") AS ((SELECT "articles"."title",1
  FROM "articles"
  WHERE "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT 1)
  UNION ALL SELECT (SELECT "articles"."title"
  FROM "articles"
  WHERE "articles"."title" > "crud_w"."c"
  ORDER BY "articles"."title" LIMIT 1),"crud_w"."place" + 1
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL AND "crud_w"."place" < 21) SELECT "crud_w"."c"
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL
  ORDER BY "crud_w"."place"

-- a walk past soft deletes
WITH RECURSIVE "crud_w"("c","place") AS ((SELECT "articles"."title",1
  FROM "articles"
  WHERE ((soft_deleted)) AND "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT 1)
  UNION ALL SELECT (SELECT "articles"."title"
  FROM "articles"
  WHERE ((soft_deleted)) AND "articles"."title" > "crud_w"."c"
  ORDER BY "articles"."title" LIMIT 1),"crud_w"."place" + 1
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL AND "crud_w"."place" < 21) SELECT "crud_w"."c"
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL
  ORDER BY "crud_w"."place"

-- no walk under a scope
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE ((a)) AND "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT 21

-- related rows that are referred to
SELECT DISTINCT "crud_r2"."crud_r2_name"
  FROM (SELECT "crud_r2_table"."id" AS "crud_r2_id","crud_r2_table"."name" AS "crud_r2_name"
  FROM "categories" AS "crud_r2_table"
  WHERE "crud_r2_table"."deleted_at" IS NULL) AS "crud_r2"
  WHERE "crud_r2"."crud_r2_name" IS NOT NULL AND EXISTS (SELECT 1
  FROM "articles"
  WHERE "crud_r2"."crud_r2_id" = "articles"."category_id")
  ORDER BY "crud_r2"."crud_r2_name" LIMIT 21

-- and its next page
WITH "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0",(CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE ((CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id") > ($1::bigint,$2)
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id" LIMIT 21) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0",(CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) IS NULL
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id" LIMIT 21) AS "crud_b1" LIMIT 21 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: 3
--   2: id

