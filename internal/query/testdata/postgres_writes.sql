-- rows by their keys
SELECT "articles"."title","articles"."id"
  FROM "articles"
  WHERE "articles"."id" = ANY($1)
  ORDER BY "articles"."id" FOR UPDATE OF "articles"
--   1: {"a","b\"\\,"}

-- rows by their keys: which of them are shown
SELECT "articles"."id"
  FROM "articles"
  WHERE ((a = 1 OR b = 2)) AND "articles"."id" = ANY($1)
  ORDER BY "articles"."id"
--   1: {"a","b\"\\,"}

-- rows by a composite key
SELECT "articles"."title","articles"."title","articles"."category_id"
  FROM "articles"
  WHERE ("articles"."title","articles"."category_id") IN (($1,$2::bigint),($3,$4::bigint))
  ORDER BY "articles"."title","articles"."category_id" FOR UPDATE OF "articles"
--   1: a
--   2: 1
--   3: b
--   4: 2

-- rows by a composite key: which of them are shown
SELECT "articles"."title","articles"."category_id"
  FROM "articles"
  WHERE ((a = 1 OR b = 2)) AND ("articles"."title","articles"."category_id") IN (($1,$2::bigint),($3,$4::bigint))
  ORDER BY "articles"."title","articles"."category_id"
--   1: a
--   2: 1
--   3: b
--   4: 2

-- rows by an integer
SELECT "articles"."title","articles"."category_id"
  FROM "articles"
  WHERE "articles"."category_id" = ANY($1::bigint[])
  ORDER BY "articles"."category_id" FOR UPDATE OF "articles"
--   1: {1,2}

-- rows by an integer: which of them are shown
SELECT "articles"."category_id"
  FROM "articles"
  WHERE ((a = 1 OR b = 2)) AND "articles"."category_id" = ANY($1::bigint[])
  ORDER BY "articles"."category_id"
--   1: {1,2}

-- update
UPDATE "articles" SET "title" = "crud_v"."column2","priority" = "crud_v"."column3"
  FROM (VALUES ((NULL::"articles")."id",(NULL::"articles")."title",(NULL::"articles")."priority"),($1,$2,$3),($4,$5,$6)) AS "crud_v"
  WHERE "articles"."id" = "crud_v"."column1" RETURNING "articles"."id","articles"."title"
--   1: a
--   2: A
--   3: 1
--   4: b
--   5: B
--   6: <nil>

-- update by column
UPDATE "articles" SET "title" = "crud_v"."column2","priority" = "crud_v"."column3"
  FROM unnest(array_cat(array_fill((NULL::"articles")."id", '{0}'), $1),array_cat(array_fill((NULL::"articles")."title", '{0}'), $2),array_cat(array_fill((NULL::"articles")."priority", '{0}'), $3)) AS "crud_v"(column1,column2,column3)
  WHERE "articles"."id" = "crud_v"."column1" RETURNING "articles"."id","articles"."title"
--   1: {"a","b"}
--   2: {"A","B"}
--   3: {1,NULL}

-- update by column, with an expression
UPDATE "articles" SET "title" = "crud_v"."column2","priority" = "crud_v"."column3"
  FROM (VALUES ((NULL::"articles")."id",(NULL::"articles")."title",(NULL::"articles")."priority"),($1,$2,$3),($4,$5,1)) AS "crud_v"
  WHERE "articles"."id" = "crud_v"."column1" RETURNING "articles"."id","articles"."title"
--   1: a
--   2: A
--   3: 1
--   4: b
--   5: B

-- update by a composite key, with an expression
UPDATE "blog"."articles" SET "rank" = "crud_v"."column3"
  FROM (VALUES ((NULL::"blog"."articles")."title",(NULL::"blog"."articles")."category_id",(NULL::"blog"."articles")."rank"),($1,$2,random() * $3)) AS "crud_v"
  WHERE "blog"."articles"."title" = "crud_v"."column1" AND "blog"."articles"."category_id" = "crud_v"."column2" RETURNING "blog"."articles"."id"
--   1: a
--   2: 1
--   3: 2

