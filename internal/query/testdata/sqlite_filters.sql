-- one value
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`title` = ? LIMIT ?) AS `articles`
--   1: a
--   2: 21

-- any of
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`title` IN (?,?) LIMIT ?) AS `articles`
--   1: a
--   2: b
--   3: 21

-- any of or null
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE (`articles`.`priority` IN (?,?) OR `articles`.`priority` IS NULL) LIMIT ?) AS `articles`
--   1: 1
--   2: 2
--   3: 21

-- the null bucket
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` IS NULL LIMIT 21) AS `articles`

-- ne
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` IS NOT ? LIMIT ?) AS `articles`
--   1: 1
--   2: 21

-- not in
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE (`articles`.`priority` NOT IN (?,?) OR `articles`.`priority` IS NULL) LIMIT ?) AS `articles`
--   1: 1
--   2: 2
--   3: 21

-- is null
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` IS NULL LIMIT 21) AS `articles`

-- is not null
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL LIMIT 21) AS `articles`

-- gte
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` >= ? LIMIT ?) AS `articles`
--   1: 1
--   2: 21

-- between
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`priority` BETWEEN ? AND ? LIMIT ?) AS `articles`
--   1: 1
--   2: 2
--   3: 21

-- contains, wildcards literal
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`title` GLOB ? LIMIT ?) AS `articles`
--   1: *50%_\[*][?][[]x]*
--   2: 21

-- starts_with
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`title` GLOB ? LIMIT ?) AS `articles`
--   1: a*
--   2: 21

-- iends_with
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE `articles`.`title` LIKE ? ESCAPE '\' LIMIT ?) AS `articles`
--   1: %a
--   2: 21

-- to-one relation
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id`
  WHERE `crud_r1`.`crud_r1_name` = ? LIMIT ?) AS `articles`
--   1: Go
--   2: 21

-- to-many relation
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  WHERE EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` = ?) LIMIT ?) AS `articles`
--   1: Go
--   2: 21

-- relation of a relation
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  LEFT JOIN (SELECT `crud_r3_table`.`id` AS `crud_r3_id`
  FROM `people` AS `crud_r3_table`) AS `crud_r3` ON `crud_r3`.`crud_r3_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `crud_r4_table`.`person_id` AS `crud_r4_person_id`,`crud_r4_table`.`city` AS `crud_r4_city`
  FROM `places` AS `crud_r4_table`) AS `crud_r4` ON `crud_r4`.`crud_r4_person_id` = `crud_r3`.`crud_r3_id`
  WHERE `crud_r4`.`crud_r4_city` IS NOT ? LIMIT ?) AS `articles`
--   1: Rome
--   2: 21

-- search
SELECT count(*)
  FROM (SELECT 1
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) LIMIT ?) AS `articles`
--   1: %go%
--   2: %go%
--   3: %go%
--   4: %50\%%
--   5: %50\%%
--   6: %50\%%
--   7: 21

-- search, a page: the limit is bound
SELECT *
  FROM (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) AND `crud_r1`.`crud_r1_name` IS NOT NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b0`
  UNION ALL SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`crud_r1`.`crud_r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `crud_r1_table`.`id` AS `crud_r1_id`,`crud_r1_table`.`name` AS `crud_r1_name`
  FROM `categories` AS `crud_r1_table`
  WHERE `crud_r1_table`.`deleted_at` IS NULL) AS `crud_r1` ON `crud_r1`.`crud_r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `crud_r1`.`crud_r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `crud_r2_through` JOIN `tags` AS `crud_r2` ON `crud_r2_through`.`tag_id` = `crud_r2`.`id`
  WHERE `crud_r2_through`.`article_id` = `articles`.`id` AND `crud_r2`.`name` LIKE ? ESCAPE '\')) AND `crud_r1`.`crud_r1_name` IS NULL
  ORDER BY `crud_r1`.`crud_r1_name`,`articles`.`id` LIMIT ?) AS `crud_b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1` LIMIT ?
--   1: %go%
--   2: %go%
--   3: %go%
--   4: %50\%%
--   5: %50\%%
--   6: %50\%%
--   7: 21
--   8: %go%
--   9: %go%
--   10: %go%
--   11: %50\%%
--   12: %50\%%
--   13: %50\%%
--   14: 21
--   15: 21

