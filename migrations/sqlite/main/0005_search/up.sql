-- What can be sought: which revision of a thing has its words here, and by which rules they were
-- made. A revision that is no more shown finds nothing.
CREATE TABLE search_entry (
  number INTEGER NOT NULL PRIMARY KEY,
  target_id BLOB NOT NULL CONSTRAINT search_entry_target_key UNIQUE,
  revision INTEGER NOT NULL,
  rules INTEGER NOT NULL
) STRICT;

-- The words as the domain makes them; `ascii` parts them at spaces only and folds nothing, since
-- they have no other sign and no capital. No text is kept.
CREATE VIRTUAL TABLE search_words USING fts5(
  first, second, third,
  content = '', contentless_delete = 1, tokenize = 'ascii'
);

CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
  DELETE FROM search_words WHERE rowid = old.number;
END;
