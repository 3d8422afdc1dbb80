-- What can be sought: which revision of a thing has its words here, and by which rules they were
-- made. A revision that is no more shown finds nothing.
CREATE TABLE search_entry (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target_id uuid NOT NULL CONSTRAINT search_entry_target_key UNIQUE,
  revision bigint NOT NULL,
  rules bigint NOT NULL
);

-- The words as the domain makes them; the server's own parsers and dictionaries see no text.
CREATE TABLE search_words (
  number bigint PRIMARY KEY REFERENCES search_entry (number) ON DELETE CASCADE,
  words tsvector NOT NULL
);
CREATE INDEX search_words_words ON search_words USING gin (words);
