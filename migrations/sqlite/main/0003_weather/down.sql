UPDATE record SET content = json_set(
  json_remove(content, '$.location', '$.temperatureUnit'),
  '$.weather',
  json((SELECT json_remove(w.content, '$.conditionCode') FROM record w WHERE w.entity = 'weather'))
)
WHERE entity = 'site' AND EXISTS (SELECT 1 FROM record w WHERE w.entity = 'weather');
DELETE FROM record WHERE entity = 'weather';
