-- primary key: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`id` LIMIT 21

-- primary key: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`id` > ?
  ORDER BY `articles`.`id` LIMIT 21
--   1: id

-- primary key: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`id` <= ?
  ORDER BY `articles`.`id` DESC LIMIT 21
--   1: id

-- one direction, not null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21

-- one direction, not null: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21
--   1: 1
--   2: id

-- one direction, not null: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`id`) >= (?,?)
  ORDER BY `articles`.`created_at`,`articles`.`id` LIMIT 21
--   1: 1
--   2: id

-- three keys, one direction: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`id` LIMIT 21

-- three keys, one direction: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`title`,`articles`.`id`) > (?,?,?)
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`id` LIMIT 21
--   1: 1
--   2: t
--   3: id

-- three keys, one direction: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`title`,`articles`.`id`) <= (?,?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`title` DESC,`articles`.`id` DESC LIMIT 21
--   1: 1
--   2: t
--   3: id

-- mixed directions: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`created_at` DESC,`articles`.`title`,`articles`.`id` LIMIT 21

-- mixed directions: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND (`articles`.`title`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`title`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`created_at` < ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`title`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC,`articles`.`k1`,`articles`.`k2` LIMIT 21
--   1: 1
--   2: t
--   3: id
--   4: 1

-- mixed directions: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND (`articles`.`title`,`articles`.`id`) <= (?,?)
  ORDER BY `articles`.`created_at`,`articles`.`title` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`created_at` > ?
  ORDER BY `articles`.`created_at`,`articles`.`title` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0`,`articles`.`k1` DESC,`articles`.`k2` DESC LIMIT 21
--   1: 1
--   2: t
--   3: id
--   4: 1

-- nullable, nulls last, at a value: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` NULLS LAST,`articles`.`id` LIMIT 21

-- nullable, nulls last, at a value: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21
--   1: 3
--   2: id

-- nullable, nulls last, at a value: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) <= (?,?)
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21
--   1: 3
--   2: id

-- nullable, nulls last, at null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` NULLS LAST,`articles`.`id` LIMIT 21

-- nullable, nulls last, at null: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` > ?
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21
--   1: id

-- nullable, nulls last, at null: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` <= ?
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: id

-- nullable, nulls first, at a value: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21

-- nullable, nulls first, at a value: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21
--   1: 3
--   2: id

-- nullable, nulls first, at a value: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) >= (?,?)
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21
--   1: 3
--   2: id

-- nullable, nulls first, at null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21

-- nullable, nulls first, at null: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` < ?
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: id

-- nullable, nulls first, at null: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` >= ?
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21
--   1: id

-- nulls at the other end, at a value: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0`,`articles`.`k1` LIMIT 21

-- nulls at the other end, at a value: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21
--   1: 3
--   2: id

-- nulls at the other end, at a value: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`id`) <= (?,?)
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC,`articles`.`k1` DESC LIMIT 21
--   1: 3
--   2: id

-- nulls at the other end, at null: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC,`articles`.`k1` DESC LIMIT 21

-- nulls at the other end, at null: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` < ?
  ORDER BY `articles`.`priority` DESC,`articles`.`id` DESC LIMIT 21
--   1: id

-- nulls at the other end, at null: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`id` >= ?
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0`,`articles`.`k1` LIMIT 21
--   1: id

-- two nullable keys, values: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` NULLS LAST,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21

-- two nullable keys, values: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` = ? AND (`articles`.`rank`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`priority`,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` = ? AND `articles`.`rank` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` > ?
  ORDER BY `articles`.`priority`,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b2`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b3`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` NULLS LAST,`articles`.`k2` LIMIT 21
--   1: 3
--   2: 0.5
--   3: id
--   4: 3
--   5: 3

-- two nullable keys, values: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`priority`,`articles`.`rank`,`articles`.`id`) <= (?,?,?)
  ORDER BY `articles`.`priority` DESC,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21
--   1: 3
--   2: 0.5
--   3: id

-- two nullable keys, second null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` NULLS LAST,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21

-- two nullable keys, second null: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` = ? AND `articles`.`rank` IS NULL AND `articles`.`id` > ?
  ORDER BY `articles`.`priority`,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` > ?
  ORDER BY `articles`.`priority`,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL
  ORDER BY `articles`.`priority`,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` NULLS LAST,`articles`.`k2` LIMIT 21
--   1: 3
--   2: id
--   3: 3

-- two nullable keys, second null: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` = ? AND `articles`.`rank` IS NULL AND `articles`.`id` <= ?
  ORDER BY `articles`.`priority` DESC,`articles`.`rank` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` = ? AND `articles`.`rank` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`rank` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` < ?
  ORDER BY `articles`.`priority` DESC,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC NULLS FIRST,`articles`.`k2` DESC LIMIT 21
--   1: 3
--   2: id
--   3: 3
--   4: 3

-- two nullable keys, mixed, both null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` DESC NULLS FIRST,`articles`.`rank`,`articles`.`id` LIMIT 21

-- two nullable keys, mixed, both null: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`rank` IS NULL AND `articles`.`id` > ?
  ORDER BY `articles`.`priority` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`rank` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`rank` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1`,`articles`.`k2` LIMIT 21
--   1: id

-- two nullable keys, mixed, both null: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`rank` IS NULL AND `articles`.`id` <= ?
  ORDER BY `articles`.`priority`,`articles`.`rank` DESC,`articles`.`id` DESC LIMIT 21
--   1: id

-- relation, at a value: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NOT NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21

-- relation, at a value: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` = ? AND `articles`.`id` > ?
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` > ?
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21
--   1: Go
--   2: id
--   3: Go

-- relation, at a value: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` = ? AND `articles`.`id` <= ?
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` < ?
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: Go
--   2: id
--   3: Go

-- relation, at null: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NOT NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21

-- relation, at null: next page
SELECT `articles`.`id`,`articles`.`title`,`crud_r2`.`crud_r2_name`,`articles`.`id`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL AND `articles`.`id` > ?
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`id` LIMIT 21
--   1: id

-- relation, at null: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL AND `articles`.`id` <= ?
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NOT NULL
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: id

-- relation before an own key: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NOT NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` DESC,`articles`.`k2` DESC LIMIT 21

-- relation before an own key: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` = ? AND (`articles`.`created_at`,`articles`.`id`) < (?,?)
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` > ?
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` IS NULL
  ORDER BY `crud_r2`.`crud_r2_name`,`articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` DESC,`articles`.`k2` DESC LIMIT 21
--   1: Go
--   2: 1
--   3: id
--   4: Go

-- relation before an own key: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` = ? AND (`articles`.`created_at`,`articles`.`id`) >= (?,?)
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`created_at`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r2`.`crud_r2_name` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_table`.`id` AS `crud_r2_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `categories` AS `crud_r2_table`
  WHERE `crud_r2_table`.`deleted_at` IS NULL) AS `crud_r2` ON `crud_r2`.`crud_r2_id` = `articles`.`category_id`
  WHERE `crud_r2`.`crud_r2_name` < ?
  ORDER BY `crud_r2`.`crud_r2_name` DESC,`articles`.`created_at`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1`,`articles`.`k2` LIMIT 21
--   1: Go
--   2: 1
--   3: id
--   4: Go

-- enforced relation, at a value: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` IS NOT NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `articles`.`editor_id` IS NULL
  ORDER BY `articles`.`editor_id`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21

-- enforced relation, at a value: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` = ? AND `articles`.`id` > ?
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` > ?
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `articles`.`editor_id` IS NULL
  ORDER BY `articles`.`editor_id`,`articles`.`id` LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21
--   1: Ann
--   2: id
--   3: Ann

-- enforced relation, at a value: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` = ? AND `articles`.`id` <= ?
  ORDER BY `crud_r1`.`crud_r1_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` < ?
  ORDER BY `crud_r1`.`crud_r1_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: Ann
--   2: id
--   3: Ann

-- enforced relation, at null: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `articles`.`editor_id` IS NULL
  ORDER BY `articles`.`editor_id` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` IS NOT NULL
  ORDER BY `crud_r1`.`crud_r1_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21

-- enforced relation, at null: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `articles`.`editor_id` IS NULL AND `articles`.`id` < ?
  ORDER BY `articles`.`editor_id` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `crud_r1`.`crud_r1_name` IS NOT NULL
  ORDER BY `crud_r1`.`crud_r1_name` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: id

-- enforced relation, at null: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`crud_r1`.`crud_r1_name`,`articles`.`id`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  WHERE `articles`.`editor_id` IS NULL AND `articles`.`id` >= ?
  ORDER BY `articles`.`editor_id`,`articles`.`id` LIMIT 21
--   1: id

-- two steps: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` IS NOT NULL
  ORDER BY `crud_r4`.`crud_r4_city`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` IS NULL
  ORDER BY `crud_r4`.`crud_r4_city`,`articles`.`id` LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21

-- two steps: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` = ? AND `articles`.`id` > ?
  ORDER BY `crud_r4`.`crud_r4_city`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` > ?
  ORDER BY `crud_r4`.`crud_r4_city`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` IS NULL
  ORDER BY `crud_r4`.`crud_r4_city`,`articles`.`id` LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT 21
--   1: Rome
--   2: id
--   3: Rome

-- two steps: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` = ? AND `articles`.`id` <= ?
  ORDER BY `crud_r4`.`crud_r4_city` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r4`.`crud_r4_city` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`
  FROM `people` AS `crud_r1_table`) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r1`.`crud_r1_id`
  WHERE `crud_r4`.`crud_r4_city` < ?
  ORDER BY `crud_r4`.`crud_r4_city` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1` DESC LIMIT 21
--   1: Rome
--   2: id
--   3: Rome

-- too many keys for branches: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`title`,`articles`.`created_at`,`articles`.`priority`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority` NULLS LAST,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21

-- too many keys for branches: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` = ? AND (`articles`.`rank`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority`,`articles`.`rank` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` > ?
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority`,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` IS NULL
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority`,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b2`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` < ?
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority` NULLS LAST,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b3`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` > ?
  ORDER BY `articles`.`title`,`articles`.`created_at` DESC,`articles`.`priority` NULLS LAST,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b4`) AS `articles`
  ORDER BY `articles`.`k0`,`articles`.`k1` DESC,`articles`.`k2` NULLS LAST,`articles`.`k3` DESC NULLS FIRST,`articles`.`k4` DESC LIMIT 21
--   1: t
--   2: 1
--   3: 2
--   4: 0.5
--   5: id
--   6: t
--   7: 1
--   8: 2
--   9: t
--   10: 1
--   11: t
--   12: 1
--   13: t

-- too many keys for branches: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` = ? AND (`articles`.`rank`,`articles`.`id`) >= (?,?)
  ORDER BY `articles`.`title` DESC,`articles`.`created_at`,`articles`.`priority` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` = ? AND `articles`.`rank` IS NULL
  ORDER BY `articles`.`title` DESC,`articles`.`created_at`,`articles`.`priority` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` = ? AND `articles`.`priority` < ?
  ORDER BY `articles`.`title` DESC,`articles`.`created_at`,`articles`.`priority` DESC,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b2`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` = ? AND `articles`.`created_at` > ?
  ORDER BY `articles`.`title` DESC,`articles`.`created_at`,`articles`.`priority` DESC NULLS FIRST,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b3`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`title` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`priority` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`title` < ?
  ORDER BY `articles`.`title` DESC,`articles`.`created_at`,`articles`.`priority` DESC NULLS FIRST,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b4`) AS `articles`
  ORDER BY `articles`.`k0` DESC,`articles`.`k1`,`articles`.`k2` DESC NULLS FIRST,`articles`.`k3` NULLS LAST,`articles`.`k4` LIMIT 21
--   1: t
--   2: 1
--   3: 2
--   4: 0.5
--   5: id
--   6: t
--   7: 1
--   8: 2
--   9: t
--   10: 1
--   11: 2
--   12: t
--   13: 1
--   14: t

-- too many keys, leading null: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`priority`,`articles`.`created_at`,`articles`.`title`,`articles`.`rank`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`priority` NULLS LAST,`articles`.`created_at` DESC,`articles`.`title`,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21

-- too many keys, leading null: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` = ? AND `articles`.`title` = ? AND (`articles`.`rank`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`priority`,`articles`.`created_at` DESC,`articles`.`title`,`articles`.`rank` DESC,`articles`.`id` DESC LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` = ? AND `articles`.`title` > ?
  ORDER BY `articles`.`priority`,`articles`.`created_at` DESC,`articles`.`title`,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` < ?
  ORDER BY `articles`.`priority`,`articles`.`created_at` DESC,`articles`.`title`,`articles`.`rank` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` DESC,`articles`.`k2`,`articles`.`k3` DESC NULLS FIRST,`articles`.`k4` DESC LIMIT 21
--   1: 1
--   2: t
--   3: 0.5
--   4: id
--   5: 1
--   6: t
--   7: 1

-- too many keys, leading null: page that ends here
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` = ? AND `articles`.`title` = ? AND (`articles`.`rank`,`articles`.`id`) >= (?,?)
  ORDER BY `articles`.`priority` DESC,`articles`.`created_at`,`articles`.`title` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` = ? AND `articles`.`title` = ? AND `articles`.`rank` IS NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`created_at`,`articles`.`title` DESC,`articles`.`rank`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` = ? AND `articles`.`title` < ?
  ORDER BY `articles`.`priority` DESC,`articles`.`created_at`,`articles`.`title` DESC,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b2`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NULL AND `articles`.`created_at` > ?
  ORDER BY `articles`.`priority` DESC,`articles`.`created_at`,`articles`.`title` DESC,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b3`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`priority` AS `k0`,`articles`.`created_at` AS `k1`,`articles`.`title` AS `k2`,`articles`.`rank` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL
  ORDER BY `articles`.`priority` DESC,`articles`.`created_at`,`articles`.`title` DESC,`articles`.`rank` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b4`) AS `articles`
  ORDER BY `articles`.`k0` DESC NULLS FIRST,`articles`.`k1`,`articles`.`k2` DESC,`articles`.`k3` NULLS LAST,`articles`.`k4` LIMIT 21
--   1: 1
--   2: t
--   3: 0.5
--   4: id
--   5: 1
--   6: t
--   7: 1
--   8: t
--   9: 1

-- five keys, one direction: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id`,`articles`.`id`
  FROM `articles`
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id` NULLS LAST,`articles`.`editor_id` NULLS LAST,`articles`.`id` LIMIT 21

-- five keys, one direction: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`category_id` AS `k2`,`articles`.`editor_id` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND `articles`.`title` = ? AND `articles`.`category_id` = ? AND (`articles`.`editor_id`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id`,`articles`.`id` LIMIT 21) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`category_id` AS `k2`,`articles`.`editor_id` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND `articles`.`title` = ? AND `articles`.`category_id` = ? AND `articles`.`editor_id` IS NULL
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id`,`articles`.`id` LIMIT 21) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`category_id` AS `k2`,`articles`.`editor_id` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND `articles`.`title` = ? AND `articles`.`category_id` > ?
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b2`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`category_id` AS `k2`,`articles`.`editor_id` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND `articles`.`title` = ? AND `articles`.`category_id` IS NULL
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b3`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`category_id` AS `k2`,`articles`.`editor_id` AS `k3`,`articles`.`id` AS `k4`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`title`) > (?,?)
  ORDER BY `articles`.`created_at`,`articles`.`title`,`articles`.`category_id` NULLS LAST,`articles`.`editor_id` NULLS LAST,`articles`.`id` LIMIT 21) AS `crud_b4`) AS `articles`
  ORDER BY `articles`.`k0`,`articles`.`k1`,`articles`.`k2` NULLS LAST,`articles`.`k3` NULLS LAST,`articles`.`k4` LIMIT 21
--   1: 1
--   2: t
--   3: 2
--   4: 3
--   5: id
--   6: 1
--   7: t
--   8: 2
--   9: 1
--   10: t
--   11: 2
--   12: 1
--   13: t
--   14: 1
--   15: t

-- five keys, one direction: page that ends here
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`title`,`articles`.`category_id`,`articles`.`editor_id`,`articles`.`id`) <= (?,?,?,?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`title` DESC,`articles`.`category_id` DESC NULLS FIRST,`articles`.`editor_id` DESC NULLS FIRST,`articles`.`id` DESC LIMIT 21
--   1: 1
--   2: t
--   3: 2
--   4: 3
--   5: id

