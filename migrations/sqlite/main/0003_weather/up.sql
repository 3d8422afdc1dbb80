-- The weather is a record of its own: a reading is no revision of the site.
UPDATE record SET content = json_remove(content, '$.weather') WHERE entity = 'site';
