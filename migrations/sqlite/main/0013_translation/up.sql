-- Which articles tell one story in several languages. An article without a row stands alone, as one
-- whose group has no other. It is no column of the article: whoever begins or joins a group changes
-- nothing of the others in it.
CREATE TABLE article_translation (
  article_id BLOB NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  group_id BLOB NOT NULL
) STRICT;
CREATE INDEX article_translation_group ON article_translation (group_id, article_id);
