-- one direction: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT ?
--   1: 7
--   2: 21

-- one direction: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND (`articles`.`created_at`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT ?
--   1: 7
--   2: 1
--   3: id
--   4: 21

-- the key itself is no key of an order: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT ?
--   1: 7
--   2: 21

-- the key itself is no key of an order: next page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND (`articles`.`created_at`,`articles`.`id`) < (?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT ?
--   1: 7
--   2: 1
--   3: id
--   4: 21

-- branches: first page
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`priority`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`priority`,`articles`.`id` LIMIT ?
--   1: 7
--   2: 21

-- branches: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`priority` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`created_at` = ? AND (`articles`.`priority`,`articles`.`id`) > (?,?)
  ORDER BY `articles`.`created_at` DESC,`articles`.`priority`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`priority` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`created_at` < ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`priority`,`articles`.`id` LIMIT ?) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` DESC,`articles`.`k1`,`articles`.`k2` LIMIT ?
--   1: 7
--   2: 1
--   3: 2
--   4: id
--   5: 21
--   6: 7
--   7: 1
--   8: 21
--   9: 21

-- a relation within the shard: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id` AND `crud_r1`.`crud_r1_id` = ?
  WHERE `articles`.`category_id` = ? AND `crud_r1`.`crud_r1_name` IS NOT NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id` AND `crud_r1`.`crud_r1_id` = ?
  WHERE `articles`.`category_id` = ? AND `crud_r1`.`crud_r1_name` IS NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT ?
--   1: 7
--   2: 7
--   3: 21
--   4: 7
--   5: 7
--   6: 21
--   7: 21

-- a relation within the shard: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id` AND `crud_r1`.`crud_r1_id` = ?
  WHERE `articles`.`category_id` = ? AND `crud_r1`.`crud_r1_name` = ? AND `articles`.`id` > ?
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id` AND `crud_r1`.`crud_r1_id` = ?
  WHERE `articles`.`category_id` = ? AND `crud_r1`.`crud_r1_name` > ?
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id` AND `crud_r1`.`crud_r1_id` = ?
  WHERE `articles`.`category_id` = ? AND `crud_r1`.`crud_r1_name` IS NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT ?
--   1: 7
--   2: 7
--   3: Go
--   4: id
--   5: 21
--   6: 7
--   7: 7
--   8: Go
--   9: 21
--   10: 7
--   11: 7
--   12: 21
--   13: 21

-- a relation across shards: first page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r3`.`crud_r3_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`,`crud_r3_table`.`name` AS `crud_r3_name`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  WHERE `articles`.`category_id` = ? AND `crud_r3`.`crud_r3_name` IS NOT NULL
  ORDER BY `crud_r3`.`crud_r3_name`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r3`.`crud_r3_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`,`crud_r3_table`.`name` AS `crud_r3_name`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  WHERE `articles`.`category_id` = ? AND `crud_r3`.`crud_r3_name` IS NULL
  ORDER BY `crud_r3`.`crud_r3_name`,`articles`.`id` LIMIT ?) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT ?
--   1: 7
--   2: 21
--   3: 7
--   4: 21
--   5: 21

-- a relation across shards: next page
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r3`.`crud_r3_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`,`crud_r3_table`.`name` AS `crud_r3_name`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  WHERE `articles`.`category_id` = ? AND `crud_r3`.`crud_r3_name` = ? AND `articles`.`id` > ?
  ORDER BY `crud_r3`.`crud_r3_name`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r3`.`crud_r3_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`,`crud_r3_table`.`name` AS `crud_r3_name`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  WHERE `articles`.`category_id` = ? AND `crud_r3`.`crud_r3_name` > ?
  ORDER BY `crud_r3`.`crud_r3_name`,`articles`.`id` LIMIT ?) AS `crud_b1`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`crud_r3`.`crud_r3_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`,`crud_r3_table`.`name` AS `crud_r3_name`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  WHERE `articles`.`category_id` = ? AND `crud_r3`.`crud_r3_name` IS NULL
  ORDER BY `crud_r3`.`crud_r3_name`,`articles`.`id` LIMIT ?) AS `crud_b2`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT ?
--   1: 7
--   2: Ann
--   3: id
--   4: 21
--   5: 7
--   6: Ann
--   7: 21
--   8: 7
--   9: 21
--   10: 21

-- partitions by -created_at
SELECT `articles`.`id`,`articles`.`title`,`articles`.`created_at`,`articles`.`id`
  FROM `articles`
  WHERE (`articles`.`created_at`,`articles`.`id`) < (?,?) AND `articles`.`created_at` <= ?
  ORDER BY `articles`.`created_at` DESC,`articles`.`id` DESC LIMIT 21
--   1: 1
--   2: t
--   3: 1

-- partitions by created_at,-title
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`created_at` AS `k0`,`articles`.`title` AS `k1`,`articles`.`id` AS `k2`
  FROM `articles`
  WHERE `articles`.`created_at` = ? AND (`articles`.`title`,`articles`.`id`) < (?,?)
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

-- one row: the limit is literal
SELECT `articles`.`id`,`articles`.`title`,`articles`.`id`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`id` = ?
  ORDER BY `articles`.`id` LIMIT 1
--   1: 7
--   2: a

-- count
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` = ? LIMIT ?) AS `articles`
--   1: 7
--   2: a
--   3: 21

-- exists
SELECT 1
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` = ? LIMIT ?
--   1: 7
--   2: a
--   3: 1

-- a facet lifts its own condition
WITH `crud_g` AS MATERIALIZED (SELECT `crud_g`.`k0` AS `c0`,`crud_g`.`k1` AS `c1`,`crud_g`.`n`
  FROM (SELECT `articles`.`title` AS `k0`,`articles`.`priority` AS `k1`,count(*) AS `n`
  FROM `articles`
  WHERE `articles`.`category_id` = ? GROUP BY 1,2) AS `crud_g`) SELECT 0,`crud_g`.`c0`,`crud_g`.`c1`,`crud_g`.`n`,0
  FROM `crud_g`
  WHERE 1 = 0
  UNION ALL SELECT 0,NULL,NULL,CAST(COALESCE(sum(`crud_g`.`n`),0) AS bigint),0
  FROM `crud_g`
  WHERE `crud_g`.`c0` = ?
  UNION ALL SELECT 1,`crud_v`.`c`,NULL,`crud_v`.`n`,`crud_v`.`place`
  FROM (SELECT `crud_g`.`c0` AS `c`,CAST(sum(`crud_g`.`n`) AS bigint) AS `n`,row_number() OVER (
  ORDER BY `crud_g`.`c0` NULLS LAST) AS `place`
  FROM `crud_g` GROUP BY `crud_g`.`c0`) AS `crud_v`
  WHERE `crud_v`.`place` <= ? OR (`crud_v`.`c` = ? OR `crud_v`.`c` IS NULL)
  UNION ALL SELECT 2,NULL,`crud_v`.`c`,`crud_v`.`n`,`crud_v`.`place`
  FROM (SELECT `crud_g`.`c1` AS `c`,CAST(sum(`crud_g`.`n`) AS bigint) AS `n`,row_number() OVER (
  ORDER BY `crud_g`.`c1` NULLS LAST) AS `place`
  FROM `crud_g`
  WHERE `crud_g`.`c0` = ? GROUP BY `crud_g`.`c1`) AS `crud_v`
  WHERE `crud_v`.`place` <= ? OR `crud_v`.`c` IS NULL
--   1: 7
--   2: a
--   3: 102
--   4: a
--   5: a
--   6: 102

-- values
SELECT DISTINCT `articles`.`title`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` = ? AND `articles`.`title` IS NOT NULL
  ORDER BY `articles`.`title` LIMIT ?
--   1: 7
--   2: a
--   3: 21

-- values of many
SELECT `c0`,count(*)
  FROM (SELECT DISTINCT `crud_r2`.`crud_r2_name` AS `c0`,`articles`.`id` AS `k0`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r2_through`.`article_id` AS `crud_r2_article_id`,`crud_r2_table`.`name` AS `crud_r2_name`
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2_table` ON `crud_r2_through`.`tag_id` = `crud_r2_table`.`id`) AS `crud_r2` ON `crud_r2`.`crud_r2_article_id` = `articles`.`id`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` = ? AND `crud_r2`.`crud_r2_name` IS NOT NULL) AS `articles` GROUP BY `c0`
  ORDER BY `c0` LIMIT ?
--   1: 7
--   2: a
--   3: 21

-- values along an index
WITH RECURSIVE `crud_w`(`c`,`place`) AS ((SELECT `articles`.`title`,1
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` IS NOT NULL
  ORDER BY `articles`.`title` LIMIT 1)
  UNION ALL SELECT (SELECT `articles`.`title`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND `articles`.`title` > `crud_w`.`c`
  ORDER BY `articles`.`title` LIMIT 1),`crud_w`.`place` + 1
  FROM `crud_w`
  WHERE `crud_w`.`c` IS NOT NULL AND `crud_w`.`place` < ?) SELECT `crud_w`.`c`
  FROM `crud_w`
  WHERE `crud_w`.`c` IS NOT NULL
  ORDER BY `crud_w`.`place`
--   1: 7
--   2: 7
--   3: 21

-- behind a scope
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND ((a = 1 OR b = 2)) LIMIT ?) AS `articles`
--   1: 7
--   2: 21

-- a search
WITH crud_m AS MATERIALIZED (SELECT `articles`.`id` AS `k0`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND (coalesce(`articles`.`title`, '')) LIKE ? ESCAPE '\' LIMIT 5001), `crud_b0` AS MATERIALIZED (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`id` AS `k0`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND (coalesce(`articles`.`title`, '')) LIKE ? ESCAPE '\' AND (SELECT count(*)
  FROM crud_m) <= 5000 AND `articles`.`id` = ANY(ARRAY(SELECT `k0`
  FROM crud_m))
  ORDER BY `articles`.`id` LIMIT ?) AS `crud_b0`), `crud_b1` AS MATERIALIZED (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`articles`.`title` AS `c1`,`articles`.`id` AS `k0`
  FROM `articles`
  WHERE `articles`.`category_id` = ? AND (coalesce(`articles`.`title`, '')) LIKE ? ESCAPE '\' AND (SELECT count(*)
  FROM crud_m) > 5000
  ORDER BY `articles`.`id` LIMIT ?) AS `crud_b1` LIMIT ? - (SELECT count(*)
  FROM `crud_b0`)) SELECT *
  FROM (SELECT *
  FROM `crud_b0`
  UNION ALL SELECT *
  FROM `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0`
--   1: 7
--   2: %go%
--   3: 7
--   4: %go%
--   5: 21
--   6: 7
--   7: %go%
--   8: 21
--   9: 21

-- update in one shard
UPDATE `articles` SET `title` = `crud_v`.`column2`
  FROM (VALUES (?,?),(?,?)) AS `crud_v`
  WHERE `articles`.`id` = `crud_v`.`column1` AND `articles`.`category_id` = ? RETURNING `articles`.`id`,`articles`.`title`
--   1: a
--   2: A
--   3: b
--   4: B
--   5: 7

-- update in several
UPDATE `articles` SET `title` = `crud_v`.`column2`
  FROM (VALUES (?,?),(?,?)) AS `crud_v`
  WHERE `articles`.`id` = `crud_v`.`column1` AND `articles`.`category_id` IN (?,?) RETURNING `articles`.`id`,`articles`.`title`
--   1: a
--   2: A
--   3: b
--   4: B
--   5: 7
--   6: 8

