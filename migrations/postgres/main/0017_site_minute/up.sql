-- What is asked whenever a list is put together: when the next article comes, and how much all were
-- read by the minute. An instance of the release before does not add to the latter, until it is
-- replaced: what rises is found a little sooner then.
CREATE INDEX article_view_from ON article_view (visible_from);
CREATE TABLE audience_site (
  minute bigint NOT NULL PRIMARY KEY, -- since 1970
  views bigint NOT NULL
);
INSERT INTO audience_site (minute, views) SELECT minute, SUM(views) FROM article_minute GROUP BY minute;
