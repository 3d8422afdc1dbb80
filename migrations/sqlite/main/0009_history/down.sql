DROP TABLE article_autosave;
DROP INDEX article_revision_history;
DROP TRIGGER article_revision_headline;
ALTER TABLE article_revision DROP COLUMN headline;
ALTER TABLE article_revision DROP COLUMN restored_from;
ALTER TABLE article_revision DROP COLUMN note;
