-- an array eq
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" = ARRAY[$1,$2]::varchar[] LIMIT 21) AS "articles"
--   1: a
--   2: b

-- an array ne
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" IS DISTINCT
  FROM ARRAY[$1,$2]::varchar[] LIMIT 21) AS "articles"
--   1: a
--   2: b

-- an array is_null
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" IS NULL LIMIT 21) AS "articles"

-- an array has
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" @> ARRAY[$1,$2]::varchar[] LIMIT 21) AS "articles"
--   1: a
--   2: b

-- an array has_any
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" && ARRAY[$1,$2]::varchar[] LIMIT 21) AS "articles"
--   1: a
--   2: b

-- an array has_all
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" @> ARRAY[$1,$2]::varchar[] LIMIT 21) AS "articles"
--   1: a
--   2: b

-- the empty array
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."labels" = ARRAY[]::varchar[] LIMIT 21) AS "articles"

-- a text in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) IN ($1,$2) LIMIT 21) AS "articles"
--   1: red
--   2: blue

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
  WHERE (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END) >= $1::bigint LIMIT 21) AS "articles"
--   1: 3

-- a decimal in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE jsonb_typeof("articles"."meta"->'price') WHEN 'number' THEN ("articles"."meta"->>'price')::numeric END) < $1 LIMIT 21) AS "articles"
--   1: 1.5

-- a boolean in a document
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (CASE ("articles"."meta"->'paid') WHEN 'true'::jsonb THEN true WHEN 'false'::jsonb THEN false END) IS DISTINCT
  FROM $1 LIMIT 21) AS "articles"
--   1: true

-- an integer in a document of many
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE EXISTS (SELECT 1
  FROM "notes" AS "crud_r1"
  WHERE "crud_r1"."article_id" = "articles"."id" AND (CASE jsonb_typeof("crud_r1"."meta"->'n') WHEN 'number' THEN CASE WHEN ("crud_r1"."meta"->>'n')::numeric % 1 = 0 AND ("crud_r1"."meta"->>'n')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("crud_r1"."meta"->>'n')::numeric::bigint END END) = $1::bigint) LIMIT 21) AS "articles"
--   1: 3

-- counted facet of a document
SELECT (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END),count(*)
  FROM "articles" GROUP BY (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END)
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'color') WHEN 'string' THEN ("articles"."meta"->>'color') END) LIMIT 21

-- an order by a document
SELECT "articles"."id",(CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id"
  FROM "articles"
  ORDER BY (CASE jsonb_typeof("articles"."meta"->'size'->'width') WHEN 'number' THEN CASE WHEN ("articles"."meta"->'size'->>'width')::numeric % 1 = 0 AND ("articles"."meta"->'size'->>'width')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("articles"."meta"->'size'->>'width')::numeric::bigint END END),"articles"."id" LIMIT 21

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

