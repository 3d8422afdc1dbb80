DROP TABLE article_autosave;
DROP TRIGGER article_revision_headline ON article_revision;
DROP FUNCTION article_revision_headline();
ALTER TABLE article_revision
  DROP COLUMN headline,
  DROP COLUMN restored_from,
  DROP COLUMN note;
