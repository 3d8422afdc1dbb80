-- What a record's document points at: records that show or belong to others are found by it.
CREATE TABLE record_reference (
  record_id BLOB NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  target_id BLOB NOT NULL,
  PRIMARY KEY (record_id, target_id)
) STRICT;
CREATE INDEX record_reference_target ON record_reference (target_id, record_id);

-- Documents of before: each member that is the id of something.
INSERT INTO record_reference (record_id, target_id)
SELECT DISTINCT r.id, unhex(leaf.atom, '-')
FROM record r, json_tree(r.content) leaf
WHERE leaf.type = 'text' AND length(leaf.atom) = 36 AND length(unhex(leaf.atom, '-')) = 16 AND (
  EXISTS (SELECT 1 FROM record t WHERE t.id = unhex(leaf.atom, '-') AND t.id <> r.id)
  OR EXISTS (SELECT 1 FROM article t WHERE t.id = unhex(leaf.atom, '-'))
  OR EXISTS (SELECT 1 FROM quote t WHERE t.id = unhex(leaf.atom, '-'))
);
