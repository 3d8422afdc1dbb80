DROP TABLE article_autosave;
ALTER TABLE article_revision
  DROP COLUMN headline,
  DROP COLUMN restored_from,
  DROP COLUMN note;
DROP FUNCTION article_headline(TEXT);
