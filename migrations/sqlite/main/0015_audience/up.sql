-- How much articles are read: for each half-life the score in the log domain and what the order of
-- trending follows from, the score with the bonus of youth. `article_score` and `counted_event`
-- stay for instances of the release before.
CREATE TABLE audience_score (
  article_id BLOB NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  score_1 REAL NOT NULL,
  rank_1 REAL NOT NULL,
  score_6 REAL NOT NULL,
  rank_6 REAL NOT NULL,
  score_48 REAL NOT NULL,
  rank_48 REAL NOT NULL,
  counted_at INTEGER NOT NULL -- the newest event that was counted
) STRICT;
CREATE INDEX audience_score_rank_1 ON audience_score (rank_1);
CREATE INDEX audience_score_rank_6 ON audience_score (rank_6);
CREATE INDEX audience_score_rank_48 ON audience_score (rank_48);

-- What readers did, by the hour; `article_minute` has the last two days by the minute.
CREATE TABLE audience_hour (
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  hour INTEGER NOT NULL, -- since 1970
  views INTEGER NOT NULL,
  visitors INTEGER NOT NULL,
  engaged INTEGER NOT NULL,
  recirculated INTEGER NOT NULL,
  shares INTEGER NOT NULL,
  seconds INTEGER NOT NULL, -- of those who stayed
  suspect INTEGER NOT NULL, -- not counted: too many from one network
  PRIMARY KEY (article_id, hour)
) STRICT;
CREATE INDEX audience_hour_hour ON audience_hour (hour);

-- Where readers came from, by the day.
CREATE TABLE audience_referrer (
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  day INTEGER NOT NULL, -- since 1970
  host TEXT NOT NULL,
  views INTEGER NOT NULL,
  PRIMARY KEY (article_id, day, host)
) STRICT;
CREATE INDEX audience_referrer_day ON audience_referrer (day);

-- How far the journal of each instance is counted.
CREATE TABLE audience_source (
  instance_id BLOB NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  counted_at INTEGER NOT NULL
) STRICT;

-- What editors do to trending.
CREATE TABLE trending_rule (
  id BLOB NOT NULL PRIMARY KEY,
  article_id BLOB NOT NULL CONSTRAINT trending_rule_article_key UNIQUE REFERENCES article (id) ON DELETE CASCADE,
  content TEXT NOT NULL, -- JSON
  until INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB
) STRICT;
CREATE INDEX trending_rule_until ON trending_rule (until);

-- What was counted before, under the one half-life that there was: the others begin with as many
-- views as that one is worth at the newest event. 1704067200 is the landmark.
INSERT INTO audience_score (article_id, score_1, rank_1, score_6, rank_6, score_48, rank_48, counted_at)
SELECT article_id,
  score + 0.6931471805599453 * 5 / 21600 * s, rank + 0.6931471805599453 * 5 / 21600 * s,
  score, rank,
  score - 0.6931471805599453 * 7 / 172800 * s, rank - 0.6931471805599453 * 7 / 172800 * s,
  counted_at
FROM (SELECT article_id, score, rank, counted_at, counted_at / 1000000.0 - 1704067200 AS s FROM article_score) AS old;

INSERT INTO audience_hour (article_id, hour, views, visitors, engaged, recirculated, shares, seconds, suspect)
SELECT article_id, minute / 60, SUM(views), SUM(visitors), SUM(engaged), SUM(recirculated), SUM(shares), 0, 0
FROM article_minute GROUP BY article_id, minute / 60;
