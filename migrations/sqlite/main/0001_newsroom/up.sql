-- Who may log in.
CREATE TABLE account (
  id BLOB NOT NULL PRIMARY KEY,
  email TEXT NOT NULL CONSTRAINT account_email_key UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('integrator', 'author', 'editor', 'admin')),
  password TEXT, -- argon2id, PHC string; NULL for a program's account
  active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- One log-in; checked with each request that it carries.
CREATE TABLE session (
  id BLOB NOT NULL PRIMARY KEY,
  account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX session_account ON session (account_id);

-- SHA-256 of secrets, as lower hex: they stand nowhere in clear.
CREATE TABLE refresh_token (
  digest TEXT NOT NULL PRIMARY KEY,
  session_id BLOB NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE api_token (
  id BLOB NOT NULL PRIMARY KEY,
  account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  digest TEXT NOT NULL CONSTRAINT api_token_digest_key UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('integrator', 'author', 'editor', 'admin')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_account ON api_token (account_id);

CREATE TABLE setup_secret (
  digest TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;

-- Authors, topics and sections: small documents with a name and an address.
CREATE TABLE record (
  id BLOB NOT NULL PRIMARY KEY,
  entity TEXT NOT NULL,
  slug TEXT NOT NULL,
  sort_key TEXT NOT NULL, -- lower-case name, behind the order where there is one
  listed INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  created_by BLOB,
  updated_by BLOB,
  CONSTRAINT record_slug_key UNIQUE (entity, slug)
) STRICT;
CREATE INDEX record_order ON record (entity, sort_key, id);

-- Every address that was ever given out, and whom it leads to. None is given out twice.
CREATE TABLE slug_claim (
  entity TEXT NOT NULL,
  slug TEXT NOT NULL,
  target_id BLOB NOT NULL,
  claimed_at INTEGER NOT NULL,
  PRIMARY KEY (entity, slug)
) STRICT;
CREATE INDEX slug_claim_target ON slug_claim (target_id);

CREATE TABLE article (
  id BLOB NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'unpublished')),
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  created_by BLOB,
  updated_by BLOB,
  first_published_at INTEGER
) STRICT;

-- Every saved state, never changed.
CREATE TABLE article_revision (
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON, without the body
  body TEXT NOT NULL, -- News Blocks, canonical JSON
  body_html TEXT NOT NULL,
  body_text TEXT NOT NULL,
  body_markdown TEXT NOT NULL,
  word_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB,
  PRIMARY KEY (article_id, revision)
) STRICT;

-- Pointers into the history: `working` at the newest revision, `public` at the one readers see,
-- with the window in which they see it.
CREATE TABLE article_view (
  article_id BLOB NOT NULL,
  view TEXT NOT NULL CHECK (view IN ('working', 'public')),
  revision INTEGER NOT NULL,
  slug TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  section_id BLOB REFERENCES record (id),
  order_at INTEGER NOT NULL, -- public: first published; working: made
  changed_at INTEGER NOT NULL, -- when the revision was saved
  visible_from INTEGER,
  visible_until INTEGER,
  PRIMARY KEY (article_id, view),
  FOREIGN KEY (article_id, revision) REFERENCES article_revision (article_id, revision) ON DELETE CASCADE
) STRICT;
CREATE INDEX article_view_order ON article_view (view, order_at, article_id);
CREATE INDEX article_view_section ON article_view (section_id, view, order_at);
CREATE INDEX article_view_slug ON article_view (slug, view);

CREATE TABLE article_credit (
  article_id BLOB NOT NULL,
  view TEXT NOT NULL,
  position INTEGER NOT NULL,
  author_id BLOB NOT NULL REFERENCES record (id),
  role TEXT NOT NULL,
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
) STRICT;
CREATE INDEX article_credit_author ON article_credit (author_id, view);

CREATE TABLE article_topic (
  article_id BLOB NOT NULL,
  view TEXT NOT NULL,
  position INTEGER NOT NULL,
  topic_id BLOB NOT NULL REFERENCES record (id),
  rel TEXT NOT NULL,
  is_primary INTEGER NOT NULL,
  relevance INTEGER,
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
) STRICT;
CREATE INDEX article_topic_topic ON article_topic (topic_id, view);

-- What readers saw once and see no longer.
CREATE TABLE tombstone (
  entity TEXT NOT NULL,
  target_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unpublished', 'deleted')),
  at INTEGER NOT NULL,
  PRIMARY KEY (entity, target_id)
) STRICT;

-- What happened, in the order in which it became true.
CREATE TABLE change_log (
  sequence INTEGER NOT NULL PRIMARY KEY,
  entity TEXT NOT NULL,
  target_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  account_id BLOB
) STRICT;
CREATE INDEX change_log_target ON change_log (target_id, sequence);

CREATE TABLE change_counter (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;
INSERT INTO change_counter (id, value) VALUES (1, 0);
