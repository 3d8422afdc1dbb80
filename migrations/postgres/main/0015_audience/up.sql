-- How much articles are read: for each half-life the score in the log domain and what the order of
-- trending follows from, the score with the bonus of youth. `article_score` and `counted_event`
-- stay for instances of the release before.
CREATE TABLE audience_score (
  article_id uuid NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  score_1 double precision NOT NULL,
  rank_1 double precision NOT NULL,
  score_6 double precision NOT NULL,
  rank_6 double precision NOT NULL,
  score_48 double precision NOT NULL,
  rank_48 double precision NOT NULL,
  counted_at timestamptz NOT NULL -- the newest event that was counted
);
CREATE INDEX audience_score_rank_1 ON audience_score (rank_1);
CREATE INDEX audience_score_rank_6 ON audience_score (rank_6);
CREATE INDEX audience_score_rank_48 ON audience_score (rank_48);

-- What readers did, by the hour; `article_minute` has the last two days by the minute.
CREATE TABLE audience_hour (
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  hour bigint NOT NULL, -- since 1970
  views bigint NOT NULL,
  visitors bigint NOT NULL,
  engaged bigint NOT NULL,
  recirculated bigint NOT NULL,
  shares bigint NOT NULL,
  seconds bigint NOT NULL, -- of those who stayed
  suspect bigint NOT NULL, -- not counted: too many from one network
  PRIMARY KEY (article_id, hour)
);
CREATE INDEX audience_hour_hour ON audience_hour (hour);

-- Where readers came from, by the day.
CREATE TABLE audience_referrer (
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  day bigint NOT NULL, -- since 1970
  host text NOT NULL,
  views bigint NOT NULL,
  PRIMARY KEY (article_id, day, host)
);
CREATE INDEX audience_referrer_day ON audience_referrer (day);

-- How far the journal of each instance is counted.
CREATE TABLE audience_source (
  instance_id uuid NOT NULL PRIMARY KEY,
  sequence bigint NOT NULL,
  counted_at timestamptz NOT NULL
);

-- What editors do to trending.
CREATE TABLE trending_rule (
  id uuid NOT NULL PRIMARY KEY,
  article_id uuid NOT NULL CONSTRAINT trending_rule_article_key UNIQUE REFERENCES article (id) ON DELETE CASCADE,
  content text NOT NULL, -- JSON
  until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid
);
CREATE INDEX trending_rule_until ON trending_rule (until);

-- What was counted before, under the one half-life that there was: the others begin with as many
-- views as that one is worth at the newest event. 1704067200 is the landmark.
INSERT INTO audience_score (article_id, score_1, rank_1, score_6, rank_6, score_48, rank_48, counted_at)
SELECT article_id,
  score + 0.6931471805599453 * 5 / 21600 * s, rank + 0.6931471805599453 * 5 / 21600 * s,
  score, rank,
  score - 0.6931471805599453 * 7 / 172800 * s, rank - 0.6931471805599453 * 7 / 172800 * s,
  counted_at
FROM (SELECT article_id, score, rank, counted_at, EXTRACT(EPOCH FROM counted_at)::double precision - 1704067200 AS s FROM article_score) AS old;

INSERT INTO audience_hour (article_id, hour, views, visitors, engaged, recirculated, shares, seconds, suspect)
SELECT article_id, minute / 60, SUM(views), SUM(visitors), SUM(engaged), SUM(recirculated), SUM(shares), 0, 0
FROM article_minute GROUP BY article_id, minute / 60;
