-- What a record's document points at: records that show or belong to others are found by it.
CREATE TABLE record_reference (
  record_id uuid NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  target_id uuid NOT NULL,
  PRIMARY KEY (record_id, target_id)
);
CREATE INDEX record_reference_target ON record_reference (target_id, record_id);

-- Documents of before: each member that is the id of something.
INSERT INTO record_reference (record_id, target_id)
SELECT DISTINCT r.id, leaf[1]::uuid
FROM record r
CROSS JOIN LATERAL regexp_matches(
  r.content,
  '"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"',
  'g'
) leaf
WHERE EXISTS (SELECT 1 FROM record t WHERE t.id = leaf[1]::uuid AND t.id <> r.id)
  OR EXISTS (SELECT 1 FROM article t WHERE t.id = leaf[1]::uuid)
  OR EXISTS (SELECT 1 FROM quote t WHERE t.id = leaf[1]::uuid);
