-- What a record's document points at: records that show or belong to others are found by it.
CREATE TABLE record_reference (
  record_id uuid NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  target_id uuid NOT NULL,
  PRIMARY KEY (record_id, target_id)
);
CREATE INDEX record_reference_target ON record_reference (target_id, record_id);

-- Documents of before: their ids stand in them as words.
INSERT INTO record_reference (record_id, target_id)
SELECT r.id, t.id
FROM record r
JOIN (
  SELECT id FROM record UNION SELECT id FROM article UNION SELECT id FROM quote
) t ON t.id <> r.id AND position(t.id::text IN r.content) > 0;
