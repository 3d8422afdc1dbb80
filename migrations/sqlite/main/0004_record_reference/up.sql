-- What a record's document points at: records that show or belong to others are found by it.
CREATE TABLE record_reference (
  record_id BLOB NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  target_id BLOB NOT NULL,
  PRIMARY KEY (record_id, target_id)
) STRICT;
CREATE INDEX record_reference_target ON record_reference (target_id, record_id);

-- Documents of before: their ids stand in them as words.
INSERT INTO record_reference (record_id, target_id)
SELECT r.id, t.id
FROM record r
JOIN (
  SELECT id FROM record UNION SELECT id FROM article UNION SELECT id FROM quote
) t ON t.id <> r.id AND instr(
  r.content,
  lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
    || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21, 12))
) > 0;
