-- The weather is a record of its own: a reading is no revision of the site.
UPDATE record SET content = (content::jsonb - 'weather')::text WHERE entity = 'site';
