-- Where an article stands, in words that releases before this one do not know: they go on reading
-- `state`, which says the nearest that they know. NULL means what `state` says.
ALTER TABLE article ADD COLUMN stage text;
ALTER TABLE article ADD COLUMN breaking_until timestamptz;

-- The same for what an account may do: the name of its role, built in or the newsroom's own.
ALTER TABLE account ADD COLUMN position text;
ALTER TABLE account ADD COLUMN sections text; -- JSON: ids of the sections whose desk it works at
ALTER TABLE api_token ADD COLUMN position text;
ALTER TABLE api_token ADD COLUMN scopes text; -- JSON: words of actions; NULL for all

-- Roles of the newsroom's own.
CREATE TABLE custom_role (
  name text NOT NULL PRIMARY KEY,
  revision bigint NOT NULL,
  grants text NOT NULL, -- JSON: words of actions with words of rules
  updated_at timestamptz NOT NULL
);

-- What the desk knows of an article beside its text.
CREATE TABLE article_desk (
  article_id uuid NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  revision bigint NOT NULL,
  card text NOT NULL, -- JSON
  assignee_id uuid,
  publish_at timestamptz, -- when a step said that it goes out, and in which zone
  publish_zone text,
  unpublish_at timestamptz,
  unpublish_zone text,
  locked_by uuid,
  locked_until timestamptz
);
CREATE INDEX article_desk_assignee ON article_desk (assignee_id);

-- Who did what with an article, and said what.
CREATE TABLE desk_entry (
  id uuid NOT NULL PRIMARY KEY,
  article_id uuid NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  by_account uuid,
  step text, -- NULL for a note
  state text NOT NULL, -- where the article stood then
  revision bigint NOT NULL,
  note text
);
CREATE INDEX desk_entry_article ON desk_entry (article_id, at, id);

-- Whose turn it is to do what is done at a time; the fence counts whose turns there were.
CREATE TABLE lease (
  name text NOT NULL PRIMARY KEY,
  holder uuid NOT NULL,
  fence bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- What was killed leaves a tombstone too.
ALTER TABLE tombstone DROP CONSTRAINT tombstone_kind_check;
ALTER TABLE tombstone ADD CONSTRAINT tombstone_kind_check
  CHECK (kind IN ('unpublished', 'deleted', 'killed'));

-- What may be due: articles that begin or cease to be seen.
CREATE INDEX article_scheduled ON article (id) WHERE stage = 'scheduled';
CREATE INDEX article_view_until ON article_view (visible_until) WHERE visible_until IS NOT NULL;
