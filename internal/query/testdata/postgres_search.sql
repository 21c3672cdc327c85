-- full text in a column: index
CREATE INDEX ON "articles" USING gin (("articles"."search"))

-- full text in a column: page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $3) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $4) AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5) AS "crud_b1" LIMIT $6 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: 21
--   4: go -"50%" or rust
--   5: 21
--   6: 21

-- full text in a column: next page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") < ($3,$4)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $6) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") < ($7,$8)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $9) AS "crud_b1" LIMIT $10 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: 1
--   4: id
--   5: 21
--   6: go -"50%" or rust
--   7: 1
--   8: id
--   9: 21
--   10: 21

-- full text in a column: page that ends here
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") >= ($3,$4)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $6) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") >= ($7,$8)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $9) AS "crud_b1" LIMIT $10 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: 1
--   4: id
--   5: 21
--   6: go -"50%" or rust
--   7: 1
--   8: id
--   9: 21
--   10: 21

-- full text in a column: offset page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $3 OFFSET $4) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $5) AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $6 OFFSET $7) AS "crud_b1" LIMIT $8 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: 21
--   4: 40
--   5: go -"50%" or rust
--   6: 21
--   7: 40
--   8: 21

-- full text in a column: next page over a relation
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "articles"."id" > $3 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $4) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $5
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $6) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $7) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "articles"."id" > $8 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $9) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $10
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $11) AS "crud_b1" LIMIT $12 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $13) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" > $14
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $15) AS "crud_b2" LIMIT $16 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")), "crud_b3" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $17) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" > $18
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $19) AS "crud_b3" LIMIT $20 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2")), "crud_b4" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $21) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $22) AS "crud_b4" LIMIT $23 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3")), "crud_b5" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $24) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $25) AS "crud_b5" LIMIT $26 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3") - (SELECT count(*)
  FROM "crud_b4")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2"
  UNION ALL SELECT *
  FROM "crud_b3"
  UNION ALL SELECT *
  FROM "crud_b4"
  UNION ALL SELECT *
  FROM "crud_b5") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: id
--   4: 21
--   5: Go
--   6: 21
--   7: go -"50%" or rust
--   8: id
--   9: 21
--   10: Go
--   11: 21
--   12: 21
--   13: go -"50%" or rust
--   14: Go
--   15: 21
--   16: 21
--   17: go -"50%" or rust
--   18: Go
--   19: 21
--   20: 21
--   21: go -"50%" or rust
--   22: 21
--   23: 21
--   24: go -"50%" or rust
--   25: 21
--   26: 21

-- full text in a column: next page by rank
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank("articles"."search", websearch_to_tsquery('english', $2)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $3) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ts_rank("articles"."search", websearch_to_tsquery('english', $4)) = $5 AND ("articles"."created_at","articles"."id") > ($6,$7)
  ORDER BY ts_rank("articles"."search", websearch_to_tsquery('english', $8)) DESC,"articles"."created_at","articles"."id" LIMIT $9) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank("articles"."search", websearch_to_tsquery('english', $10)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $11) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ts_rank("articles"."search", websearch_to_tsquery('english', $12)) = $13 AND ("articles"."created_at","articles"."id") > ($14,$15)
  ORDER BY ts_rank("articles"."search", websearch_to_tsquery('english', $16)) DESC,"articles"."created_at","articles"."id" LIMIT $17) AS "crud_b1" LIMIT $18 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank("articles"."search", websearch_to_tsquery('english', $19)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $20) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ts_rank("articles"."search", websearch_to_tsquery('english', $21)) < $22
  ORDER BY ts_rank("articles"."search", websearch_to_tsquery('english', $23)) DESC,"articles"."created_at","articles"."id" LIMIT $24) AS "crud_b2" LIMIT $25 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")), "crud_b3" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank("articles"."search", websearch_to_tsquery('english', $26)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $27) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ts_rank("articles"."search", websearch_to_tsquery('english', $28)) < $29
  ORDER BY ts_rank("articles"."search", websearch_to_tsquery('english', $30)) DESC,"articles"."created_at","articles"."id" LIMIT $31) AS "crud_b3" LIMIT $32 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2"
  UNION ALL SELECT *
  FROM "crud_b3") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1","articles"."k2"
--   1: go -"50%" or rust
--   2: go -"50%" or rust
--   3: go -"50%" or rust
--   4: go -"50%" or rust
--   5: 0.0607927
--   6: 1
--   7: id
--   8: go -"50%" or rust
--   9: 21
--   10: go -"50%" or rust
--   11: go -"50%" or rust
--   12: go -"50%" or rust
--   13: 0.0607927
--   14: 1
--   15: id
--   16: go -"50%" or rust
--   17: 21
--   18: 21
--   19: go -"50%" or rust
--   20: go -"50%" or rust
--   21: go -"50%" or rust
--   22: 0.0607927
--   23: go -"50%" or rust
--   24: 21
--   25: 21
--   26: go -"50%" or rust
--   27: go -"50%" or rust
--   28: go -"50%" or rust
--   29: 0.0607927
--   30: go -"50%" or rust
--   31: 21
--   32: 21

-- full text in a column: all rows
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC
--   1: go -"50%" or rust

-- full text in a column: page of a composite key
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $2
--   1: go -"50%" or rust
--   2: 21

-- full text in a column: count
SELECT count(*)
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1)
--   1: go -"50%" or rust

-- full text in a column: count up to a limit
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT $2) AS "articles"
--   1: go -"50%" or rust
--   2: 101

-- full text in a column: exists
SELECT 1
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) LIMIT $2
--   1: go -"50%" or rust
--   2: 1

-- full text in a column: facet
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE "articles"."search" @@ websearch_to_tsquery('english', $1) AND "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT $2
--   1: go -"50%" or rust
--   2: 101

-- full text, computed: index
CREATE INDEX ON "articles" USING gin ((to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", '')))))

-- full text, computed: page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $3) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $4) AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5) AS "crud_b1" LIMIT $6 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go
--   2: go
--   3: 21
--   4: go
--   5: 21
--   6: 21

-- full text, computed: next page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") < ($3,$4)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $6) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") < ($7,$8)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $9) AS "crud_b1" LIMIT $10 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go
--   2: go
--   3: 1
--   4: id
--   5: 21
--   6: go
--   7: 1
--   8: id
--   9: 21
--   10: 21

-- full text, computed: page that ends here
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") >= ($3,$4)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $6) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") >= ($7,$8)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $9) AS "crud_b1" LIMIT $10 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: go
--   2: go
--   3: 1
--   4: id
--   5: 21
--   6: go
--   7: 1
--   8: id
--   9: 21
--   10: 21

-- full text, computed: offset page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $3 OFFSET $4) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $5) AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $6 OFFSET $7) AS "crud_b1" LIMIT $8 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: go
--   2: go
--   3: 21
--   4: 40
--   5: go
--   6: 21
--   7: 40
--   8: 21

-- full text, computed: next page over a relation
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $2) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "articles"."id" > $3 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $4) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $5
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $6) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $7) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "articles"."id" > $8 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $9) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $10
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $11) AS "crud_b1" LIMIT $12 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $13) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" > $14
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $15) AS "crud_b2" LIMIT $16 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")), "crud_b3" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $17) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" > $18
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $19) AS "crud_b3" LIMIT $20 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2")), "crud_b4" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $21) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $22) AS "crud_b4" LIMIT $23 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3")), "crud_b5" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $24) AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $25) AS "crud_b5" LIMIT $26 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3") - (SELECT count(*)
  FROM "crud_b4")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2"
  UNION ALL SELECT *
  FROM "crud_b3"
  UNION ALL SELECT *
  FROM "crud_b4"
  UNION ALL SELECT *
  FROM "crud_b5") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: go
--   2: go
--   3: id
--   4: 21
--   5: Go
--   6: 21
--   7: go
--   8: id
--   9: 21
--   10: Go
--   11: 21
--   12: 21
--   13: go
--   14: Go
--   15: 21
--   16: 21
--   17: go
--   18: Go
--   19: 21
--   20: 21
--   21: go
--   22: 21
--   23: 21
--   24: go
--   25: 21
--   26: 21

-- full text, computed: next page by rank
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $2)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $3) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $4)) = $5 AND ("articles"."created_at","articles"."id") > ($6,$7)
  ORDER BY ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $8)) DESC,"articles"."created_at","articles"."id" LIMIT $9) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $10)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $11) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $12)) = $13 AND ("articles"."created_at","articles"."id") > ($14,$15)
  ORDER BY ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $16)) DESC,"articles"."created_at","articles"."id" LIMIT $17) AS "crud_b1" LIMIT $18 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $19)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $20) AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $21)) < $22
  ORDER BY ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $23)) DESC,"articles"."created_at","articles"."id" LIMIT $24) AS "crud_b2" LIMIT $25 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")), "crud_b3" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1",ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $26)) AS "k0","articles"."created_at" AS "k1","articles"."id" AS "k2"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $27) AND (SELECT count(*)
  FROM crud_m) > 5000 AND ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $28)) < $29
  ORDER BY ts_rank(to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))), websearch_to_tsquery('simple', $30)) DESC,"articles"."created_at","articles"."id" LIMIT $31) AS "crud_b3" LIMIT $32 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2"
  UNION ALL SELECT *
  FROM "crud_b3") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1","articles"."k2"
--   1: go
--   2: go
--   3: go
--   4: go
--   5: 0.0607927
--   6: 1
--   7: id
--   8: go
--   9: 21
--   10: go
--   11: go
--   12: go
--   13: 0.0607927
--   14: 1
--   15: id
--   16: go
--   17: 21
--   18: 21
--   19: go
--   20: go
--   21: go
--   22: 0.0607927
--   23: go
--   24: 21
--   25: 21
--   26: go
--   27: go
--   28: go
--   29: 0.0607927
--   30: go
--   31: 21
--   32: 21

-- full text, computed: all rows
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC
--   1: go

-- full text, computed: page of a composite key
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $2
--   1: go
--   2: 21

-- full text, computed: count
SELECT count(*)
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1)
--   1: go

-- full text, computed: count up to a limit
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT $2) AS "articles"
--   1: go
--   2: 101

-- full text, computed: exists
SELECT 1
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) LIMIT $2
--   1: go
--   2: 1

-- full text, computed: facet
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE to_tsvector('simple', (coalesce("articles"."title", '') || ' ' || coalesce("articles"."id", ''))) @@ websearch_to_tsquery('simple', $1) AND "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT $2
--   1: go
--   2: 101

-- trigram: index
CREATE INDEX ON "articles" USING gin (((coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", ''))) gin_trgm_ops)

-- trigram: page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $3 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $4 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $6 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $7 AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $8) AS "crud_b1" LIMIT $9 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: %go%
--   2: %50\%%
--   3: %go%
--   4: %50\%%
--   5: 21
--   6: %go%
--   7: %50\%%
--   8: 21
--   9: 21

-- trigram: next page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $3 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $4 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") < ($5,$6)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $7) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $8 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $9 AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") < ($10,$11)
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $12) AS "crud_b1" LIMIT $13 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: %go%
--   2: %50\%%
--   3: %go%
--   4: %50\%%
--   5: 1
--   6: id
--   7: 21
--   8: %go%
--   9: %50\%%
--   10: 1
--   11: id
--   12: 21
--   13: 21

-- trigram: page that ends here
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $3 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $4 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND ("articles"."created_at","articles"."id") >= ($5,$6)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $7) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $8 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $9 AND (SELECT count(*)
  FROM crud_m) > 5000 AND ("articles"."created_at","articles"."id") >= ($10,$11)
  ORDER BY "articles"."created_at","articles"."id" LIMIT $12) AS "crud_b1" LIMIT $13 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: %go%
--   2: %50\%%
--   3: %go%
--   4: %50\%%
--   5: 1
--   6: id
--   7: 21
--   8: %go%
--   9: %50\%%
--   10: 1
--   11: id
--   12: 21
--   13: 21

-- trigram: offset page
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $3 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $4 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m))
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $5 OFFSET $6) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","articles"."created_at" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $7 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $8 AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $9 OFFSET $10) AS "crud_b1" LIMIT $11 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "articles"
  ORDER BY "articles"."k0" DESC,"articles"."k1" DESC
--   1: %go%
--   2: %50\%%
--   3: %go%
--   4: %50\%%
--   5: 21
--   6: 40
--   7: %go%
--   8: %50\%%
--   9: 21
--   10: 40
--   11: 21

-- trigram: next page over a relation
WITH crud_m AS MATERIALIZED (SELECT "articles"."id" AS "k0"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT 5001), "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $3 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $4 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "articles"."id" > $5 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $6) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $7
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $8) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" CROSS JOIN LATERAL (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $9 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $10 AND (SELECT count(*)
  FROM crud_m) > 5000 AND "articles"."id" > $11 AND "crud_r1"."crud_r1_id" = "articles"."category_id"
  ORDER BY "articles"."id" LIMIT $12) AS "crud_own"
  WHERE "crud_r1"."crud_r1_name" = $13
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT $14) AS "crud_b1" LIMIT $15 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $16 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $17 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" > $18
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $19) AS "crud_b2" LIMIT $20 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")), "crud_b3" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $21 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $22 AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" > $23
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $24) AS "crud_b3" LIMIT $25 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2")), "crud_b4" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $26 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $27 AND (SELECT count(*)
  FROM crud_m) <= 5000 AND "articles"."id" = ANY(ARRAY(SELECT "k0"
  FROM crud_m)) AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $28) AS "crud_b4" LIMIT $29 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3")), "crud_b5" AS MATERIALIZED (SELECT *
  FROM (SELECT "articles"."id" AS "c0","articles"."title" AS "c1","crud_r1"."crud_r1_name" AS "k0","articles"."id" AS "k1"
  FROM "articles"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "categories" AS "crud_r1_table"
  WHERE "crud_r1_table"."deleted_at" IS NULL) AS "crud_r1" ON "crud_r1"."crud_r1_id" = "articles"."category_id"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $30 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $31 AND (SELECT count(*)
  FROM crud_m) > 5000 AND "crud_r1"."crud_r1_name" IS NULL
  ORDER BY "crud_r1"."crud_r1_name","articles"."id" LIMIT $32) AS "crud_b5" LIMIT $33 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1") - (SELECT count(*)
  FROM "crud_b2") - (SELECT count(*)
  FROM "crud_b3") - (SELECT count(*)
  FROM "crud_b4")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2"
  UNION ALL SELECT *
  FROM "crud_b3"
  UNION ALL SELECT *
  FROM "crud_b4"
  UNION ALL SELECT *
  FROM "crud_b5") AS "articles"
  ORDER BY "articles"."k0","articles"."k1"
--   1: %go%
--   2: %50\%%
--   3: %go%
--   4: %50\%%
--   5: id
--   6: 21
--   7: Go
--   8: 21
--   9: %go%
--   10: %50\%%
--   11: id
--   12: 21
--   13: Go
--   14: 21
--   15: 21
--   16: %go%
--   17: %50\%%
--   18: Go
--   19: 21
--   20: 21
--   21: %go%
--   22: %50\%%
--   23: Go
--   24: 21
--   25: 21
--   26: %go%
--   27: %50\%%
--   28: 21
--   29: 21
--   30: %go%
--   31: %50\%%
--   32: 21
--   33: 21

-- trigram: all rows
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC
--   1: %go%
--   2: %50\%%

-- trigram: page of a composite key
SELECT "articles"."id","articles"."title","articles"."created_at","articles"."id"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2
  ORDER BY "articles"."created_at" DESC,"articles"."id" DESC LIMIT $3
--   1: %go%
--   2: %50\%%
--   3: 21

-- trigram: count
SELECT count(*)
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2
--   1: %go%
--   2: %50\%%

-- trigram: count up to a limit
SELECT count(*)
  FROM (SELECT 1
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT $3) AS "articles"
--   1: %go%
--   2: %50\%%
--   3: 101

-- trigram: exists
SELECT 1
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 LIMIT $3
--   1: %go%
--   2: %50\%%
--   3: 1

-- trigram: facet
SELECT DISTINCT "articles"."title"
  FROM "articles"
  WHERE (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $1 AND (coalesce("articles"."title", '') || chr(31) || coalesce("articles"."id", '')) ILIKE $2 AND "articles"."title" IS NOT NULL
  ORDER BY "articles"."title" LIMIT $3
--   1: %go%
--   2: %50\%%
--   3: 101

