-- What an editor said of a save, and the revision that it brought back. Bodies stand in a table of
-- their own (TOAST), so that a page of the history does not touch them.
ALTER TABLE article_revision
  ADD COLUMN note TEXT,
  ADD COLUMN restored_from BIGINT,
  ADD COLUMN headline TEXT;

-- The member of the description that lists of revisions show. An instance of the release before
-- does not write it.
UPDATE article_revision SET headline = content::json ->> 'headline';
ALTER TABLE article_revision ALTER COLUMN headline SET NOT NULL;
CREATE FUNCTION article_revision_headline() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW.headline := NEW.content::json ->> 'headline';
  RETURN NEW;
END $$;
CREATE TRIGGER article_revision_headline BEFORE INSERT ON article_revision
  FOR EACH ROW WHEN (NEW.headline IS NULL) EXECUTE FUNCTION article_revision_headline();

-- What an editor has not saved yet: one for each article and account, beside the history.
CREATE TABLE article_autosave (
  article_id UUID NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  account_id UUID NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  base_revision BIGINT NOT NULL,
  content TEXT NOT NULL, -- JSON, with the body
  saved_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (article_id, account_id)
);
CREATE INDEX article_autosave_account ON article_autosave (account_id);
