-- Who may log in.
CREATE TABLE account (
  id uuid NOT NULL PRIMARY KEY,
  email text NOT NULL CONSTRAINT account_email_key UNIQUE,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('integrator', 'author', 'editor', 'admin')),
  password text, -- argon2id, PHC string; NULL for a program's account
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- One log-in; checked with each request that it carries.
CREATE TABLE session (
  id uuid NOT NULL PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX session_account ON session (account_id);

-- SHA-256 of secrets, as lower hex: they stand nowhere in clear.
CREATE TABLE refresh_token (
  digest text NOT NULL PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE api_token (
  id uuid NOT NULL PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  digest text NOT NULL CONSTRAINT api_token_digest_key UNIQUE,
  role text NOT NULL CHECK (role IN ('integrator', 'author', 'editor', 'admin')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX api_token_account ON api_token (account_id);

CREATE TABLE setup_secret (
  digest text NOT NULL PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- Authors, topics and sections: small documents with a name and an address.
CREATE TABLE record (
  id uuid NOT NULL PRIMARY KEY,
  entity text NOT NULL,
  slug text NOT NULL,
  sort_key text COLLATE "C" NOT NULL, -- lower-case name, behind the order where there is one
  listed boolean NOT NULL,
  revision bigint NOT NULL,
  content text NOT NULL, -- JSON
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  updated_by uuid,
  CONSTRAINT record_slug_key UNIQUE (entity, slug)
);
CREATE INDEX record_order ON record (entity, sort_key, id);

-- Every address that was ever given out, and whom it leads to. None is given out twice.
CREATE TABLE slug_claim (
  entity text NOT NULL,
  slug text NOT NULL,
  target_id uuid NOT NULL,
  claimed_at timestamptz NOT NULL,
  PRIMARY KEY (entity, slug)
);
CREATE INDEX slug_claim_target ON slug_claim (target_id);

CREATE TABLE article (
  id uuid NOT NULL PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('draft', 'published', 'unpublished')),
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  updated_by uuid,
  first_published_at timestamptz
);

-- Every saved state, never changed.
CREATE TABLE article_revision (
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  revision bigint NOT NULL,
  content text NOT NULL, -- JSON, without the body
  body text NOT NULL, -- News Blocks, canonical JSON
  body_html text NOT NULL,
  body_text text NOT NULL,
  body_markdown text NOT NULL,
  word_count bigint NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid,
  PRIMARY KEY (article_id, revision)
);

-- Pointers into the history: `working` at the newest revision, `public` at the one readers see,
-- with the window in which they see it.
CREATE TABLE article_view (
  article_id uuid NOT NULL,
  view text NOT NULL CHECK (view IN ('working', 'public')),
  revision bigint NOT NULL,
  slug text NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  section_id uuid REFERENCES record (id),
  order_at timestamptz NOT NULL, -- public: first published; working: made
  changed_at timestamptz NOT NULL, -- when the revision was saved
  visible_from timestamptz,
  visible_until timestamptz,
  PRIMARY KEY (article_id, view),
  FOREIGN KEY (article_id, revision) REFERENCES article_revision (article_id, revision) ON DELETE CASCADE
);
CREATE INDEX article_view_order ON article_view (view, order_at, article_id);
CREATE INDEX article_view_section ON article_view (section_id, view, order_at);
CREATE INDEX article_view_slug ON article_view (slug, view);

CREATE TABLE article_credit (
  article_id uuid NOT NULL,
  view text NOT NULL,
  position bigint NOT NULL,
  author_id uuid NOT NULL REFERENCES record (id),
  role text NOT NULL,
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
);
CREATE INDEX article_credit_author ON article_credit (author_id, view);

CREATE TABLE article_topic (
  article_id uuid NOT NULL,
  view text NOT NULL,
  position bigint NOT NULL,
  topic_id uuid NOT NULL REFERENCES record (id),
  rel text NOT NULL,
  is_primary boolean NOT NULL,
  relevance bigint,
  PRIMARY KEY (article_id, view, position),
  FOREIGN KEY (article_id, view) REFERENCES article_view (article_id, view) ON DELETE CASCADE
);
CREATE INDEX article_topic_topic ON article_topic (topic_id, view);

-- What readers saw once and see no longer.
CREATE TABLE tombstone (
  entity text NOT NULL,
  target_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('unpublished', 'deleted')),
  at timestamptz NOT NULL,
  PRIMARY KEY (entity, target_id)
);

-- What happened, in the order in which it became true.
CREATE TABLE change_log (
  sequence bigint NOT NULL PRIMARY KEY,
  entity text NOT NULL,
  target_id uuid NOT NULL,
  kind text NOT NULL,
  revision bigint NOT NULL,
  at timestamptz NOT NULL,
  account_id uuid
);
CREATE INDEX change_log_target ON change_log (target_id, sequence);

CREATE TABLE change_counter (
  id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
  value bigint NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 0);
