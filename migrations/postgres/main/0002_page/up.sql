-- What somebody said.
CREATE TABLE quote (
  id uuid NOT NULL PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected', 'retracted')),
  form text NOT NULL,
  language text NOT NULL,
  said_on text, -- the first day that is meant, YYYY-MM-DD
  expert_id uuid REFERENCES record (id),
  organization_id uuid REFERENCES record (id),
  open_expert_id uuid REFERENCES record (id), -- NULL where the speaker may not be named
  open_organization_id uuid REFERENCES record (id),
  words text NOT NULL, -- lower case, to be searched
  revision bigint NOT NULL,
  content text NOT NULL, -- JSON
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  updated_by uuid
);
CREATE INDEX quote_order ON quote (created_at, id);
CREATE INDEX quote_expert ON quote (expert_id);
CREATE INDEX quote_organization ON quote (organization_id);

CREATE TABLE quote_topic (
  quote_id uuid NOT NULL REFERENCES quote (id) ON DELETE CASCADE,
  topic_id uuid NOT NULL REFERENCES record (id),
  PRIMARY KEY (quote_id, topic_id)
);
CREATE INDEX quote_topic_topic ON quote_topic (topic_id);

-- Which quotes a view of an article uses; the uses themselves stand in the revision.
CREATE TABLE article_quote (
  article_id uuid NOT NULL,
  view text NOT NULL,
  position bigint NOT NULL,
  quote_id uuid NOT NULL REFERENCES quote (id),
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
);
CREATE INDEX article_quote_quote ON article_quote (quote_id, view);

-- What was wrong, in public; never changed.
CREATE TABLE correction (
  id uuid NOT NULL PRIMARY KEY,
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  published_at timestamptz NOT NULL,
  content text NOT NULL, -- JSON
  created_by uuid
);
CREATE INDEX correction_article ON correction (article_id, published_at);
CREATE INDEX correction_order ON correction (published_at, id);

-- How much an article is read: its decayed score in the log domain, and what the order of
-- trending follows from, the score with the bonus of youth.
CREATE TABLE article_score (
  article_id uuid NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  score double precision NOT NULL,
  rank double precision NOT NULL,
  counted_at timestamptz NOT NULL -- the newest event that was counted
);
CREATE INDEX article_score_rank ON article_score (rank);

CREATE TABLE article_minute (
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  minute bigint NOT NULL, -- since 1970
  views bigint NOT NULL,
  visitors bigint NOT NULL,
  engaged bigint NOT NULL,
  recirculated bigint NOT NULL,
  shares bigint NOT NULL,
  PRIMARY KEY (article_id, minute)
);
CREATE INDEX article_minute_minute ON article_minute (minute);

-- Events that were counted lately, by the id that their sender gave them.
CREATE TABLE counted_event (
  id uuid NOT NULL PRIMARY KEY,
  at timestamptz NOT NULL
);
CREATE INDEX counted_event_at ON counted_event (at);
