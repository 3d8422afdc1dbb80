-- Links that show one revision of an article to whoever has them, for an hour.
CREATE TABLE preview (
  id uuid NOT NULL PRIMARY KEY,
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  revision bigint NOT NULL,
  digest text COLLATE "C" NOT NULL UNIQUE, -- SHA-256 of the secret
  created_at timestamptz NOT NULL,
  created_by uuid,
  expires_at timestamptz NOT NULL,
  opened bigint NOT NULL -- how often it was exchanged
);
CREATE INDEX preview_article ON preview (article_id, created_at, id);
CREATE INDEX preview_expires ON preview (expires_at);
