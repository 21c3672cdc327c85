-- update
SELECT "notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at","notes"."id","notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at"
  FROM "notes"
  WHERE "notes"."tenant_id" = 7::bigint AND (("notes"."deleted_at" IS NULL)) AND "notes"."id" = 1::bigint
  ORDER BY "notes"."id" LIMIT 1 FOR UPDATE OF "notes";
UPDATE "notes"
  SET "title"='a!'
  WHERE "notes"."id" = 1 AND "notes"."tenant_id" = 7 AND "id" = 1
  RETURNING *;

-- delete
SELECT "notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at","notes"."id","notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at"
  FROM "notes"
  WHERE "notes"."tenant_id" = 7::bigint AND (("notes"."deleted_at" IS NULL)) AND "notes"."id" = 2::bigint
  ORDER BY "notes"."id" LIMIT 1 FOR UPDATE OF "notes";
UPDATE "notes"
  SET "deleted_at"='2025-01-01 00:00:00'
  WHERE "notes"."tenant_id" = 7 AND "notes"."id" = 2 AND "notes"."deleted_at" IS NULL;

-- restore
SELECT "notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at","notes"."id","notes"."id","notes"."tenant_id","notes"."title","notes"."deleted_at"
  FROM "notes"
  WHERE "notes"."tenant_id" = 7::bigint AND "notes"."id" = 2::bigint
  ORDER BY "notes"."id" LIMIT 1 FOR UPDATE OF "notes";
UPDATE "notes"
  SET "deleted_at"=NULL
  WHERE "notes"."id" = 2 AND "notes"."tenant_id" = 7 AND "id" = 2
  RETURNING *;
SELECT "notes"."id"
  FROM "notes"
  WHERE "notes"."tenant_id" = 7::bigint AND "notes"."id" = ANY('{2}'::bigint[])
  ORDER BY "notes"."id";

