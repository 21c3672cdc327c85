-- to one, by a composite key
SELECT "shelves"."row","shelves"."number","shelves"."row","shelves"."number","shelves"."row","shelves"."number"
  FROM "shelves"
  WHERE ("shelves"."row","shelves"."number") IN (($1,$2::bigint),($3,$4::bigint))
--   1: A
--   2: 1
--   3: B'
--   4: 2

-- to one, with a link beyond
SELECT "shelves"."row","shelves"."number","shelves"."row","shelves"."number","shelves"."serial","shelves"."next_row","shelves"."next_no","shelves"."row","shelves"."number"
  FROM "shelves"
  WHERE ("shelves"."row","shelves"."number") IN (($1,$2::bigint))
--   1: A
--   2: 1

-- to one, polymorphic
SELECT *
  FROM (SELECT "labels"."id" AS "c0","labels"."owner_id" AS "c1","labels"."id" AS "k0","labels"."owner_id" AS "o0",row_number() OVER (PARTITION BY "labels"."owner_id"
  ORDER BY "labels"."id") AS "crud_n"
  FROM "labels"
  WHERE "labels"."owner_id" = ANY($1) AND "labels"."owner_type" = $2) AS "labels"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: {"s1","s2"}
--   2: plate
--   3: 4

-- to many, by a composite key
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."id" AS "k0","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint),($3,$4::bigint))) AS "volumes"
  WHERE "crud_n" <= $5::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: B'
--   4: 2
--   5: 4

-- to many, one owner
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."id" AS "k0","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint))) AS "volumes"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: 4

-- to many, in an order with NULLs
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."rating" AS "k0","volumes"."title" AS "k1","volumes"."id" AS "k2","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."rating" DESC NULLS LAST,"volumes"."title","volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint))) AS "volumes"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: 4

-- to many, in an order by a relation
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","crud_r1"."crud_r1_name" AS "k0","volumes"."rating" AS "k1","volumes"."id" AS "k2","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "crud_r1"."crud_r1_name","volumes"."rating" DESC,"volumes"."id" DESC) AS "crud_n"
  FROM "volumes"
  LEFT JOIN (SELECT "crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "people" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_id" = "volumes"."writer_id"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint))) AS "volumes"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: 4

-- to many, with a link beyond
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."id" AS "k0","volumes"."writer_id" AS "l0","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint))) AS "volumes"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: 4

-- to many, within a scope
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."id" AS "k0","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ((rating > $1 OR title = $2)) AND ("volumes"."shelf_row","volumes"."shelf_number") IN (($3,$4::bigint))) AS "volumes"
  WHERE "crud_n" <= $5::bigint
  ORDER BY "crud_n"
--   1: 1
--   2: x
--   3: A
--   4: 1
--   5: 4

-- to many, polymorphic
SELECT *
  FROM (SELECT "labels"."id" AS "c0","labels"."owner_id" AS "c1","labels"."id" AS "k0","labels"."owner_id" AS "o0",row_number() OVER (PARTITION BY "labels"."owner_id"
  ORDER BY "labels"."id") AS "crud_n"
  FROM "labels"
  WHERE "labels"."owner_id" = ANY($1) AND "labels"."owner_type" = $2) AS "labels"
  WHERE "crud_n" <= $3::bigint
  ORDER BY "crud_n"
--   1: {"s1","s2","s3"}
--   2: shelves
--   3: 4

-- many to many
SELECT *
  FROM (SELECT "themes"."id" AS "c0","themes"."name" AS "c1","themes"."name" AS "k0","themes"."id" AS "k1","crud_r5_through"."crud_r5_shelf_row" AS "o0","crud_r5_through"."crud_r5_shelf_number" AS "o1",row_number() OVER (PARTITION BY "crud_r5_through"."crud_r5_shelf_row","crud_r5_through"."crud_r5_shelf_number"
  ORDER BY "themes"."name" DESC,"themes"."id" DESC) AS "crud_n"
  FROM "themes" JOIN (SELECT "crud_r5_table"."shelf_row" AS "crud_r5_shelf_row","crud_r5_table"."shelf_number" AS "crud_r5_shelf_number","crud_r5_table"."theme_id" AS "crud_r5_theme_id"
  FROM "shelf_themes" AS "crud_r5_table") AS "crud_r5_through" ON "crud_r5_through"."crud_r5_theme_id" = "themes"."id"
  WHERE ("crud_r5_through"."crud_r5_shelf_row","crud_r5_through"."crud_r5_shelf_number") IN (($1,$2::bigint),($3,$4::bigint))) AS "themes"
  WHERE "crud_n" <= $5::bigint
  ORDER BY "crud_n"
--   1: A
--   2: 1
--   3: B'
--   4: 2
--   5: 4

-- to many, of a bounded number
SELECT *
  FROM (SELECT "volumes"."id" AS "c0","volumes"."shelf_row" AS "c1","volumes"."id" AS "k0","volumes"."shelf_row" AS "o0","volumes"."shelf_number" AS "o1",row_number() OVER (PARTITION BY "volumes"."shelf_row","volumes"."shelf_number"
  ORDER BY "volumes"."id") AS "crud_n"
  FROM "volumes"
  WHERE ("volumes"."shelf_row","volumes"."shelf_number") IN (($1,$2::bigint),($3,$4::bigint))) AS "volumes"
  WHERE "crud_n" <= $5::bigint
  ORDER BY "crud_n" LIMIT 9
--   1: A
--   2: 1
--   3: B'
--   4: 2
--   5: 4

