-- What readers see is what the release of before has. A draft that they never saw stays, unlisted.
UPDATE record SET listed = 1, content = live.content, slug = live.slug, sort_key = live.sort_key
FROM (
  SELECT kept.list_id, kept.content, kept.slug, kept.sort_key
  FROM list_live AS shown
  JOIN list_revision AS kept ON kept.list_id = shown.list_id AND kept.revision = shown.revision
  WHERE shown.until IS NULL AND shown.noted = 1
) AS live
WHERE record.id = live.list_id;
DROP TABLE list_live;
DROP TABLE list_revision;
