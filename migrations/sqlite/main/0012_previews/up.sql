-- Links that show one revision of an article to whoever has them, for an hour.
CREATE TABLE preview (
  id BLOB NOT NULL PRIMARY KEY,
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE, -- SHA-256 of the secret
  created_at INTEGER NOT NULL,
  created_by BLOB,
  expires_at INTEGER NOT NULL,
  opened INTEGER NOT NULL -- how often it was exchanged
) STRICT;
CREATE INDEX preview_article ON preview (article_id, created_at, id);
CREATE INDEX preview_expires ON preview (expires_at);
