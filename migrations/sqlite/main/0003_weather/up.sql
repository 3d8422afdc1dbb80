-- The weather is a record of its own: a reading is no revision of the site.
INSERT INTO record (id, entity, slug, sort_key, listed, revision, content, created_at, updated_at,
  created_by, updated_by)
SELECT randomblob(16), 'weather', 'weather', 'weather', 1, 1, json_extract(content, '$.weather'),
  updated_at, updated_at, updated_by, updated_by
FROM record
WHERE entity = 'site' AND json_type(content, '$.weather') = 'object';

UPDATE record SET content = json_remove(content, '$.weather') WHERE entity = 'site';
