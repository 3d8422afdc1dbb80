-- The weather is a record of its own: a reading is no revision of the site.
INSERT INTO record (id, entity, slug, sort_key, listed, revision, content, created_at, updated_at,
  created_by, updated_by)
SELECT gen_random_uuid(), 'weather', 'weather', 'weather', true, 1, (content::jsonb -> 'weather')::text,
  updated_at, updated_at, updated_by, updated_by
FROM record
WHERE entity = 'site' AND jsonb_typeof(content::jsonb -> 'weather') = 'object';

UPDATE record SET content = (content::jsonb - 'weather')::text WHERE entity = 'site';
