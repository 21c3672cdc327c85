-- a list
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;

-- a page by its number, counted
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5 OFFSET 8;
SELECT count(*)
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint;

-- a seek, and whether rows follow
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."title","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND ("tickets"."title","tickets"."id") > ('Ticket 0 of 7',20::bigint)
  ORDER BY "tickets"."title","tickets"."id" LIMIT 5;

-- a seek in branches
WITH "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","tickets"."priority" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."priority" IS NULL AND "tickets"."id" < 8::bigint
  ORDER BY "tickets"."priority" DESC,"tickets"."id" DESC LIMIT 5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","tickets"."priority" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."priority" IS NOT NULL
  ORDER BY "tickets"."priority" DESC,"tickets"."id" DESC LIMIT 5) AS "crud_b1" LIMIT 5 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "tickets"
  ORDER BY "tickets"."k0" DESC,"tickets"."k1" DESC;

-- a first page by related rows
WITH "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" CROSS JOIN LATERAL (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","crud_r1"."crud_r1_name" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id"
  ORDER BY "tickets"."id" LIMIT 5) AS "crud_own"
  WHERE "crud_r1"."crud_r1_tenant_id" = 7::bigint AND "crud_r1"."crud_r1_name" IS NOT NULL
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT 5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","crud_r1"."crud_r1_name" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."queue_id" IS NULL
  ORDER BY "tickets"."queue_id","tickets"."id" LIMIT 5) AS "crud_b1" LIMIT 5 - (SELECT count(*)
  FROM "crud_b0")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1") AS "tickets"
  ORDER BY "tickets"."k0","tickets"."k1";

-- a seek by related rows
WITH "crud_b0" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" CROSS JOIN LATERAL (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","crud_r1"."crud_r1_name" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" > 10::bigint AND "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id"
  ORDER BY "tickets"."id" LIMIT 5) AS "crud_own"
  WHERE "crud_r1"."crud_r1_tenant_id" = 7::bigint AND "crud_r1"."crud_r1_name" = 'first of 7'
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT 5) AS "crud_b0"), "crud_b1" AS MATERIALIZED (SELECT *
  FROM (SELECT "crud_own".*
  FROM (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" CROSS JOIN LATERAL (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","crud_r1"."crud_r1_name" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id"
  ORDER BY "tickets"."id" LIMIT 5) AS "crud_own"
  WHERE "crud_r1"."crud_r1_tenant_id" = 7::bigint AND "crud_r1"."crud_r1_name" > 'first of 7'
  ORDER BY "crud_r1"."crud_r1_name","crud_own"."k1" LIMIT 5) AS "crud_b1" LIMIT 5 - (SELECT count(*)
  FROM "crud_b0")), "crud_b2" AS MATERIALIZED (SELECT *
  FROM (SELECT "tickets"."tenant_id" AS "c0","tickets"."id" AS "c1","tickets"."created_at" AS "c2","tickets"."slug" AS "c3","tickets"."title" AS "c4","tickets"."status" AS "c5","tickets"."priority" AS "c6","tickets"."queue_id" AS "c7","crud_r1"."crud_r1_name" AS "k0","tickets"."id" AS "k1"
  FROM "tickets"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."queue_id" IS NULL
  ORDER BY "tickets"."queue_id","tickets"."id" LIMIT 5) AS "crud_b2" LIMIT 5 - (SELECT count(*)
  FROM "crud_b0") - (SELECT count(*)
  FROM "crud_b1")) SELECT *
  FROM (SELECT *
  FROM "crud_b0"
  UNION ALL SELECT *
  FROM "crud_b1"
  UNION ALL SELECT *
  FROM "crud_b2") AS "tickets"
  ORDER BY "tickets"."k0","tickets"."k1";

-- counted up to a limit
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
SELECT count(*)
  FROM (SELECT 1
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint LIMIT 10001) AS "tickets";

-- estimated
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
EXPLAIN (FORMAT JSON) SELECT 1
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint;

-- facets along an index, and by themselves
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_r1"."crud_r1_name" AS "c1","crud_g"."n"
  FROM (SELECT "tickets"."priority" AS "k0","tickets"."queue_id" AS "k1","tickets"."tenant_id" AS "k2",count(*) AS "n"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint GROUP BY 1,2,3) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "crud_g"."k2" AND "crud_r1"."crud_r1_id" = "crud_g"."k1" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint) SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."n",0
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
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL;
WITH RECURSIVE "crud_w"("c","place") AS ((SELECT "tickets"."status",1
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."status" IS NOT NULL
  ORDER BY "tickets"."status" LIMIT 1)
  UNION ALL SELECT (SELECT "tickets"."status"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."status" > "crud_w"."c"
  ORDER BY "tickets"."status" LIMIT 1),"crud_w"."place" + 1
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL AND "crud_w"."place" < 102) SELECT "crud_w"."c"
  FROM "crud_w"
  WHERE "crud_w"."c" IS NOT NULL
  ORDER BY "crud_w"."place";

-- facets in one scan, one of them chosen
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."priority" = 1::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
WITH "crud_g" AS MATERIALIZED (SELECT "crud_g"."k0" AS "c0","crud_g"."k1" AS "c1","crud_r1"."crud_r1_name" AS "c2","crud_g"."n"
  FROM (SELECT "tickets"."status" AS "k0","tickets"."priority" AS "k1","tickets"."queue_id" AS "k2","tickets"."tenant_id" AS "k3",count(*) AS "n"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint GROUP BY 1,2,3,4) AS "crud_g"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "crud_g"."k3" AND "crud_r1"."crud_r1_id" = "crud_g"."k2" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint) SELECT 0,"crud_g"."c0","crud_g"."c1","crud_g"."c2","crud_g"."n",0
  FROM "crud_g"
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,NULL,CAST(COALESCE(sum("crud_g"."n"),0) AS bigint),0
  FROM "crud_g"
  WHERE "crud_g"."c1" = 1::bigint
  UNION ALL SELECT 1,"crud_v"."c",NULL,NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c0" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c0") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c1" = 1::bigint GROUP BY "crud_g"."c0") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL
  UNION ALL SELECT 2,NULL,"crud_v"."c",NULL,"crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c1" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c1") AS "place"
  FROM "crud_g" GROUP BY "crud_g"."c1") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR ("crud_v"."c" = 1::bigint OR "crud_v"."c" IS NULL)
  UNION ALL SELECT 3,NULL,NULL,"crud_v"."c","crud_v"."n","crud_v"."place"
  FROM (SELECT "crud_g"."c2" AS "c",CAST(sum("crud_g"."n") AS bigint) AS "n",row_number() OVER (
  ORDER BY "crud_g"."c2") AS "place"
  FROM "crud_g"
  WHERE "crud_g"."c1" = 1::bigint GROUP BY "crud_g"."c2") AS "crud_v"
  WHERE "crud_v"."place" <= 102 OR "crud_v"."c" IS NULL;

-- a search
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint
  WHERE "tickets"."tenant_id" = 7::bigint AND ("tickets"."title" ILIKE '%ticket%' OR "crud_r1"."crud_r1_name" ILIKE '%ticket%')
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
SELECT count(*)
  FROM "tickets"
  LEFT JOIN (SELECT "crud_r1_table"."tenant_id" AS "crud_r1_tenant_id","crud_r1_table"."id" AS "crud_r1_id","crud_r1_table"."name" AS "crud_r1_name"
  FROM "queues" AS "crud_r1_table") AS "crud_r1" ON "crud_r1"."crud_r1_tenant_id" = "tickets"."tenant_id" AND "crud_r1"."crud_r1_id" = "tickets"."queue_id" AND "crud_r1"."crud_r1_tenant_id" = 7::bigint
  WHERE "tickets"."tenant_id" = 7::bigint AND ("tickets"."title" ILIKE '%ticket%' OR "crud_r1"."crud_r1_name" ILIKE '%ticket%');

-- a filter by related rows
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND EXISTS (SELECT 1
  FROM "comments" AS "crud_r2"
  WHERE "crud_r2"."tenant_id" = "tickets"."tenant_id" AND "crud_r2"."ticket_id" = "tickets"."id" AND "crud_r2"."text" LIKE '%one%')
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;

-- included rows
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id","tickets"."tenant_id","tickets"."queue_id","tickets"."tenant_id","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id" LIMIT 5;
SELECT "queues"."tenant_id","queues"."id","queues"."name","queues"."tenant_id","queues"."id","queues"."tenant_id","queues"."id"
  FROM "queues"
  WHERE "queues"."tenant_id" = 7::bigint AND ("queues"."tenant_id","queues"."id") IN ((7::bigint,1::bigint),(7::bigint,2::bigint));
SELECT *
  FROM (SELECT "comments"."tenant_id" AS "c0","comments"."id" AS "c1","comments"."ticket_id" AS "c2","comments"."text" AS "c3","comments"."tenant_id" AS "k0","comments"."id" AS "k1","comments"."tenant_id" AS "o0","comments"."ticket_id" AS "o1",row_number() OVER (PARTITION BY "comments"."tenant_id","comments"."ticket_id"
  ORDER BY "comments"."tenant_id","comments"."id") AS "crud_n"
  FROM "comments"
  WHERE "comments"."tenant_id" = 7::bigint AND ("comments"."tenant_id","comments"."ticket_id") IN ((7::bigint,1::bigint),(7::bigint,2::bigint),(7::bigint,3::bigint),(7::bigint,4::bigint))) AS "comments"
  WHERE "crud_n" <= 101::bigint
  ORDER BY "crud_n" LIMIT 10003;

-- a stream
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."created_at","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint
  ORDER BY "tickets"."created_at","tickets"."id";

-- one row
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."id","tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" = 1::bigint
  ORDER BY "tickets"."id" LIMIT 1;

-- create
SELECT "queues"."tenant_id","queues"."id"
  FROM "queues"
  WHERE "queues"."tenant_id" = 7::bigint AND ("queues"."tenant_id","queues"."id") IN ((7::bigint,1::bigint))
  ORDER BY "queues"."tenant_id","queues"."id";
INSERT INTO "tickets" ("tenant_id","id","created_at","slug","title","status","priority","queue_id") VALUES (7,100,'2025-02-01 00:00:00','new','New','open',NULL,1)
  RETURNING *;

-- create in bulk
SELECT "queues"."tenant_id","queues"."id"
  FROM "queues"
  WHERE "queues"."tenant_id" = 7::bigint AND ("queues"."tenant_id","queues"."id") IN ((7::bigint,1::bigint),(7::bigint,2::bigint))
  ORDER BY "queues"."tenant_id","queues"."id";
INSERT INTO "tickets" ("tenant_id","id","created_at","slug","title","status","priority","queue_id") SELECT "crud_v"."tenant_id","crud_v"."id","crud_v"."created_at","crud_v"."slug","crud_v"."title","crud_v"."status","crud_v"."priority","crud_v"."queue_id"
  FROM unnest(array_cat(array_fill((NULL::"tickets")."tenant_id", '{0}'), '{7,7}'),array_cat(array_fill((NULL::"tickets")."id", '{0}'), '{101,102}'),array_cat(array_fill((NULL::"tickets")."created_at", '{0}'), '{"2025-02-01 00:00:00Z","2025-02-01 00:00:00Z"}'),array_cat(array_fill((NULL::"tickets")."slug", '{0}'), '{"x","y"}'),array_cat(array_fill((NULL::"tickets")."title", '{0}'), '{"X","Y"}'),array_cat(array_fill((NULL::"tickets")."status", '{0}'), '{"open","open"}'),array_cat(array_fill((NULL::"tickets")."priority", '{0}'), '{NULL,NULL}'),array_cat(array_fill((NULL::"tickets")."queue_id", '{0}'), '{1,2}')) WITH ORDINALITY AS "crud_v"("tenant_id","id","created_at","slug","title","status","priority","queue_id",crud_n)
  ORDER BY crud_n
  RETURNING *;

-- patch
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."id","tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" = 1::bigint
  ORDER BY "tickets"."id" LIMIT 1 FOR UPDATE OF "tickets";
SELECT "queues"."tenant_id","queues"."id"
  FROM "queues"
  WHERE "queues"."tenant_id" = 7::bigint AND ("queues"."tenant_id","queues"."id") IN ((7::bigint,2::bigint))
  ORDER BY "queues"."tenant_id","queues"."id";
UPDATE "tickets"
  SET "title"='patched',"queue_id"=2
  WHERE "tickets"."tenant_id" = 7 AND "tickets"."id" = 1 AND "tenant_id" = 7 AND "id" = 1
  RETURNING *;

-- patch in bulk
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" = ANY('{1,2}'::bigint[])
  ORDER BY "tickets"."id" FOR UPDATE OF "tickets";
UPDATE "tickets"
  SET "title" = "crud_v"."column3"
  FROM unnest(array_cat(array_fill((NULL::"tickets")."tenant_id", '{0}'), '{7,7}'),array_cat(array_fill((NULL::"tickets")."id", '{0}'), '{1,2}'),array_cat(array_fill((NULL::"tickets")."title", '{0}'), '{"a","b"}')) AS "crud_v"(column1,column2,column3)
  WHERE "tickets"."tenant_id" = "crud_v"."column1" AND "tickets"."id" = "crud_v"."column2" AND "tickets"."tenant_id" = 7
  RETURNING "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id";

-- delete
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."id","tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" = 100::bigint
  ORDER BY "tickets"."id" LIMIT 1 FOR UPDATE OF "tickets";
DELETE
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7 AND ("tickets"."tenant_id","tickets"."id") IN ((7,100));

-- delete in bulk
SELECT "tickets"."tenant_id","tickets"."id","tickets"."created_at","tickets"."slug","tickets"."title","tickets"."status","tickets"."priority","tickets"."queue_id","tickets"."id"
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint AND "tickets"."id" = ANY('{101,102}'::bigint[])
  ORDER BY "tickets"."id" FOR UPDATE OF "tickets";
DELETE
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7 AND ("tickets"."tenant_id","tickets"."id") IN ((7,101),(7,102));

-- upsert
INSERT INTO "tickets" ("tenant_id","id","created_at","slug","title","status","priority","queue_id") VALUES (7,500,'2025-01-07 22:00:00','t7-3','Ticket 0 of 0','open',NULL,NULL)
  ON CONFLICT ("tenant_id","slug") DO UPDATE
  SET "title"="excluded"."title"
  RETURNING *;

-- exists
SELECT 1
  FROM "tickets"
  WHERE "tickets"."tenant_id" = 7::bigint LIMIT 1;

