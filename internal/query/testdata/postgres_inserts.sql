-- insert by column
("priority","title") SELECT "crud_v"."priority","crud_v"."title"
  FROM unnest(array_cat(array_fill((NULL::"articles")."priority", '{0}'), $1),array_cat(array_fill((NULL::"articles")."title", '{0}'), $2)) WITH ORDINALITY AS "crud_v"("priority","title",crud_n)
  ORDER BY crud_n
--   1: {3,NULL}
--   2: {"é","a \"b\" \\c"}

-- insert with an expression
("priority","title") VALUES ($1,$2),($3,DEFAULT)
--   1: 3
--   2: é
--   3: <nil>

-- insert with bytes
("priority","title") VALUES ($1,$2),($3,$4)
--   1: 3
--   2: é
--   3: <nil>
--   4: [123 125]

-- insert with a time whose zone has seconds
("priority","title") VALUES ($1,$2),($3,$4)
--   1: 3
--   2: é
--   3: <nil>
--   4: 1800-01-01 00:00:00 +0001 +0001

