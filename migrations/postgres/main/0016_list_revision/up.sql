-- Every save of a list, and which of them readers see, when. A list of before is live in the revision
-- that it has. An instance of the release of before shows no list that is saved from now on
-- (record.listed), until it is replaced: that is what readers miss, not what they must not see.
CREATE TABLE list_revision (
  list_id uuid NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  revision bigint NOT NULL,
  slug text COLLATE "C" NOT NULL,
  list_key text COLLATE "C" NOT NULL, -- what readers ask for: several lists of one key have each a scope
  sort_key text COLLATE "C" NOT NULL,
  content text NOT NULL, -- JSON
  created_at timestamptz NOT NULL,
  created_by uuid,
  PRIMARY KEY (list_id, revision)
);
CREATE INDEX list_revision_key ON list_revision (list_key, list_id);
CREATE INDEX list_revision_slug ON list_revision (slug, list_id);

CREATE TABLE list_live (
  list_id uuid NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  number bigint NOT NULL,
  at timestamptz NOT NULL, -- readers see it from then on
  until timestamptz, -- until then: where the next one begins
  at_zone text, -- in which a time to come was meant
  revision bigint, -- null: they see nothing
  shown_at timestamptz NOT NULL, -- since when they see it as it is: an earlier one may look alike
  by_account uuid,
  note text,
  noted boolean NOT NULL, -- false for a time to come, until the change log says so
  PRIMARY KEY (list_id, number)
);
CREATE INDEX list_live_window ON list_live (list_id, at, until);
CREATE INDEX list_live_due ON list_live (at) WHERE NOT noted;

INSERT INTO list_revision (list_id, revision, slug, list_key, sort_key, content, created_at, created_by)
SELECT id, revision, slug, slug, sort_key, content, updated_at, updated_by
FROM record WHERE entity = 'list';
INSERT INTO list_live (list_id, number, at, revision, shown_at, by_account, noted)
SELECT id, 1, updated_at, revision, coalesce(shown_at, updated_at), updated_by, true
FROM record WHERE entity = 'list';
