-- Articles and lists that go out together, all of them or none.
CREATE TABLE "release" (
  id BLOB NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  content TEXT NOT NULL, -- what the editor wrote: canonical JSON
  pins TEXT NOT NULL, -- the revisions that its items are kept to: a JSON list, empty for a draft
  publish_at INTEGER,
  publish_zone TEXT,
  scheduled_by BLOB, -- whose account lets it go out then
  scheduled_with TEXT, -- how they proved themselves
  released_at INTEGER,
  undone_at INTEGER,
  deeds TEXT NOT NULL, -- what it did to each thing, to be undone: a JSON list
  faults TEXT NOT NULL, -- why it could not go out: a JSON list
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  created_by BLOB,
  updated_by BLOB
) STRICT;
CREATE INDEX release_created ON "release" (created_at, id);
CREATE INDEX release_due ON "release" (publish_at, id) WHERE state = 'scheduled';
