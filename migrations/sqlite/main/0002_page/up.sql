-- What somebody said.
CREATE TABLE quote (
  id BLOB NOT NULL PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected', 'retracted')),
  form TEXT NOT NULL,
  language TEXT NOT NULL,
  said_on TEXT, -- the first day that is meant, YYYY-MM-DD
  expert_id BLOB REFERENCES record (id),
  organization_id BLOB REFERENCES record (id),
  open_expert_id BLOB REFERENCES record (id), -- NULL where the speaker may not be named
  open_organization_id BLOB REFERENCES record (id),
  words TEXT NOT NULL, -- lower case, to be searched
  revision INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  created_by BLOB,
  updated_by BLOB
) STRICT;
CREATE INDEX quote_order ON quote (created_at, id);
CREATE INDEX quote_expert ON quote (expert_id);
CREATE INDEX quote_organization ON quote (organization_id);

CREATE TABLE quote_topic (
  quote_id BLOB NOT NULL REFERENCES quote (id) ON DELETE CASCADE,
  topic_id BLOB NOT NULL REFERENCES record (id),
  PRIMARY KEY (quote_id, topic_id)
) STRICT;
CREATE INDEX quote_topic_topic ON quote_topic (topic_id);

-- Which quotes a view of an article uses; the uses themselves stand in the revision.
CREATE TABLE article_quote (
  article_id BLOB NOT NULL,
  view TEXT NOT NULL,
  position INTEGER NOT NULL,
  quote_id BLOB NOT NULL REFERENCES quote (id),
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
) STRICT;
CREATE INDEX article_quote_quote ON article_quote (quote_id, view);

-- What was wrong, in public; never changed.
CREATE TABLE correction (
  id BLOB NOT NULL PRIMARY KEY,
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  published_at INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON
  created_by BLOB
) STRICT;
CREATE INDEX correction_article ON correction (article_id, published_at);
CREATE INDEX correction_order ON correction (published_at, id);

-- How much an article is read: its decayed score in the log domain, and what the order of
-- trending follows from, the score with the bonus of youth.
CREATE TABLE article_score (
  article_id BLOB NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  score REAL NOT NULL,
  rank REAL NOT NULL,
  counted_at INTEGER NOT NULL -- the newest event that was counted
) STRICT;
CREATE INDEX article_score_rank ON article_score (rank);

CREATE TABLE article_minute (
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  minute INTEGER NOT NULL, -- since 1970
  views INTEGER NOT NULL,
  visitors INTEGER NOT NULL,
  engaged INTEGER NOT NULL,
  recirculated INTEGER NOT NULL,
  shares INTEGER NOT NULL,
  PRIMARY KEY (article_id, minute)
) STRICT;
CREATE INDEX article_minute_minute ON article_minute (minute);

-- Events that were counted lately, by the id that their sender gave them.
CREATE TABLE counted_event (
  id BLOB NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX counted_event_at ON counted_event (at);
