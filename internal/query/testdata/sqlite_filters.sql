-- one value
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`title` = ?
--   1: a

-- any of
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`title` IN (?,?)
--   1: a
--   2: b

-- any of or null
SELECT count(*)
  FROM `articles`
  WHERE (`articles`.`priority` IN (?,?) OR `articles`.`priority` IS NULL)
--   1: 1
--   2: 2

-- the null bucket
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` IS NULL

-- ne
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` IS NOT ?
--   1: 1

-- not in
SELECT count(*)
  FROM `articles`
  WHERE (`articles`.`priority` NOT IN (?,?) OR `articles`.`priority` IS NULL)
--   1: 1
--   2: 2

-- is null
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` IS NULL

-- is not null
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` IS NOT NULL

-- gte
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` >= ?
--   1: 1

-- between
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`priority` BETWEEN ? AND ?
--   1: 1
--   2: 2

-- contains, wildcards literal
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`title` GLOB ?
--   1: *50%_\[*][?][[]x]*

-- starts_with
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`title` GLOB ?
--   1: a*

-- iends_with
SELECT count(*)
  FROM `articles`
  WHERE `articles`.`title` LIKE ? ESCAPE '\'
--   1: %a

-- to-one relation
SELECT count(*)
  FROM `articles`
  LEFT JOIN (SELECT `r1_table`.`id` AS `r1_id`,`r1_table`.`name` AS `r1_name`
  FROM `categories` AS `r1_table`
  WHERE `r1_table`.`deleted_at` IS NULL) AS `r1` ON `r1`.`r1_id` = `articles`.`category_id`
  WHERE `r1`.`r1_name` = ?
--   1: Go

-- to-many relation
SELECT count(*)
  FROM `articles`
  WHERE EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` = ?)
--   1: Go

-- relation of a relation
SELECT count(*)
  FROM `articles`
  LEFT JOIN (SELECT `r3_table`.`id` AS `r3_id`
  FROM `people` AS `r3_table`) AS `r3` ON `r3`.`r3_id` = `articles`.`editor_id`
  LEFT JOIN (SELECT `r4_table`.`person_id` AS `r4_person_id`,`r4_table`.`city` AS `r4_city`
  FROM `places` AS `r4_table`) AS `r4` ON `r4`.`r4_person_id` = `r3`.`r3_id`
  WHERE `r4`.`r4_city` IS NOT ?
--   1: Rome

-- search
SELECT count(*)
  FROM `articles`
  LEFT JOIN (SELECT `r1_table`.`id` AS `r1_id`,`r1_table`.`name` AS `r1_name`
  FROM `categories` AS `r1_table`
  WHERE `r1_table`.`deleted_at` IS NULL) AS `r1` ON `r1`.`r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\'))
--   1: %go%
--   2: %go%
--   3: %go%
--   4: %50\%%
--   5: %50\%%
--   6: %50\%%

-- search, a page: the limit is bound
WITH `b0` AS MATERIALIZED (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`r1`.`r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `r1_table`.`id` AS `r1_id`,`r1_table`.`name` AS `r1_name`
  FROM `categories` AS `r1_table`
  WHERE `r1_table`.`deleted_at` IS NULL) AS `r1` ON `r1`.`r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\')) AND `r1`.`r1_name` IS NOT NULL
  ORDER BY `r1`.`r1_name`,`articles`.`id` LIMIT ?) AS `b0`), `b1` AS MATERIALIZED (SELECT *
  FROM (SELECT `articles`.`id` AS `c0`,`r1`.`r1_name` AS `k0`,`articles`.`id` AS `k1`
  FROM `articles`
  LEFT JOIN (SELECT `r1_table`.`id` AS `r1_id`,`r1_table`.`name` AS `r1_name`
  FROM `categories` AS `r1_table`
  WHERE `r1_table`.`deleted_at` IS NULL) AS `r1` ON `r1`.`r1_id` = `articles`.`category_id`
  WHERE (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\')) AND (`articles`.`title` LIKE ? ESCAPE '\' OR `r1`.`r1_name` LIKE ? ESCAPE '\' OR EXISTS (SELECT 1
  FROM `article_tags` AS `r2_through` JOIN `tags` AS `r2` ON `r2_through`.`tag_id` = `r2`.`id`
  WHERE `r2_through`.`article_id` = `articles`.`id` AND `r2`.`name` LIKE ? ESCAPE '\')) AND `r1`.`r1_name` IS NULL
  ORDER BY `r1`.`r1_name`,`articles`.`id` LIMIT ?) AS `b1` LIMIT ? - (SELECT count(*)
  FROM `b0`)) SELECT *
  FROM (SELECT *
  FROM `b0`
  UNION ALL SELECT *
  FROM `b1`) AS `articles`
  ORDER BY `articles`.`k0` NULLS LAST,`articles`.`k1`
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

