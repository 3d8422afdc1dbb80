-- What an editor said of a save, and the revision that it brought back.
ALTER TABLE article_revision ADD COLUMN note TEXT;
ALTER TABLE article_revision ADD COLUMN restored_from INTEGER;
-- The member of the description that lists of revisions show. An instance of the release before
-- does not write it.
ALTER TABLE article_revision ADD COLUMN headline TEXT NOT NULL DEFAULT '';
UPDATE article_revision SET headline = json_extract(content, '$.headline');
CREATE TRIGGER article_revision_headline AFTER INSERT ON article_revision WHEN new.headline = ''
BEGIN
  UPDATE article_revision SET headline = json_extract(new.content, '$.headline')
  WHERE article_id = new.article_id AND revision = new.revision;
END;

-- Columns behind a body are reached through all of its pages: a page of the history is read from
-- here alone.
CREATE INDEX article_revision_history ON article_revision (
  article_id, revision, created_at, created_by, note, restored_from, headline, word_count
);

-- What an editor has not saved yet: one for each article and account, beside the history.
CREATE TABLE article_autosave (
  article_id BLOB NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  base_revision INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON, with the body
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (article_id, account_id)
) STRICT;
CREATE INDEX article_autosave_account ON article_autosave (account_id);
