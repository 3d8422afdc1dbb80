-- Articles and lists that go out together, all of them or none.
CREATE TABLE "release" (
  id uuid NOT NULL PRIMARY KEY,
  state text COLLATE "C" NOT NULL,
  content text NOT NULL, -- what the editor wrote: canonical JSON
  pins text NOT NULL, -- the revisions that its items are kept to: a JSON list, empty for a draft
  publish_at timestamptz,
  publish_zone text,
  scheduled_by uuid, -- whose account lets it go out then
  scheduled_with text, -- how they proved themselves
  released_at timestamptz,
  undone_at timestamptz,
  deeds text NOT NULL, -- what it did to each thing, to be undone: a JSON list
  faults text NOT NULL, -- why it could not go out: a JSON list
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  updated_by uuid
);
CREATE INDEX release_created ON "release" (created_at, id);
CREATE INDEX release_due ON "release" (publish_at, id) WHERE state = 'scheduled';
