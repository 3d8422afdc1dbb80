-- Where an article stands, in words that releases before this one do not know: they go on reading
-- `state`, which says the nearest that they know. NULL means what `state` says.
ALTER TABLE article ADD COLUMN stage TEXT;
ALTER TABLE article ADD COLUMN breaking_until INTEGER;

-- The same for what an account may do: the name of its role, built in or the newsroom's own.
ALTER TABLE account ADD COLUMN position TEXT;
ALTER TABLE account ADD COLUMN sections TEXT; -- JSON: ids of the sections whose desk it works at
ALTER TABLE api_token ADD COLUMN position TEXT;
ALTER TABLE api_token ADD COLUMN scopes TEXT; -- JSON: words of actions; NULL for all

-- Roles of the newsroom's own.
CREATE TABLE custom_role (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  grants TEXT NOT NULL, -- JSON: words of actions with words of rules
  updated_at INTEGER NOT NULL
) STRICT;

-- What the desk knows of an article beside its text.
CREATE TABLE article_desk (
  article_id BLOB NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  card TEXT NOT NULL, -- JSON
  assignee_id BLOB,
  publish_at INTEGER, -- when a step said that it goes out, and in which zone
  publish_zone TEXT,
  unpublish_at INTEGER,
  unpublish_zone TEXT,
  locked_by BLOB,
  locked_until INTEGER
) STRICT;
CREATE INDEX article_desk_assignee ON article_desk (assignee_id);

-- Who did what with an article, and said what.
CREATE TABLE desk_entry (
  id BLOB NOT NULL PRIMARY KEY,
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  by_account BLOB,
  step TEXT, -- NULL for a note
  state TEXT NOT NULL, -- where the article stood then
  revision INTEGER NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX desk_entry_article ON desk_entry (article_id, at, id);

-- Whose turn it is to do what is done at a time; the fence counts whose turns there were.
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder BLOB NOT NULL,
  fence INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- What was killed leaves a tombstone too.
CREATE TABLE tombstone_of_now (
  entity TEXT NOT NULL,
  target_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unpublished', 'deleted', 'killed')),
  at INTEGER NOT NULL,
  PRIMARY KEY (entity, target_id)
) STRICT;
INSERT INTO tombstone_of_now (entity, target_id, kind, at)
  SELECT entity, target_id, kind, at FROM tombstone;
DROP TABLE tombstone;
ALTER TABLE tombstone_of_now RENAME TO tombstone;

-- What may be due: articles that begin or cease to be seen.
CREATE INDEX article_scheduled ON article (id) WHERE stage = 'scheduled';
CREATE INDEX article_view_until ON article_view (visible_until) WHERE visible_until IS NOT NULL;
