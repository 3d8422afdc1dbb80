UPDATE record SET content = jsonb_set(
  content::jsonb - 'location' - 'temperatureUnit',
  '{weather}',
  (SELECT w.content::jsonb - 'conditionCode' FROM record w WHERE w.entity = 'weather')
)::text
WHERE entity = 'site' AND EXISTS (SELECT 1 FROM record w WHERE w.entity = 'weather');
DELETE FROM record WHERE entity = 'weather';
