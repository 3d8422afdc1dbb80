-- Accounts are changed under a revision, as everything is.
ALTER TABLE account ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE INDEX account_order ON account (created_at, id);

-- The list of devices: what a session said it was, and when it was last heard of.
ALTER TABLE session ADD COLUMN user_agent TEXT;
ALTER TABLE session ADD COLUMN last_used_at INTEGER;

-- What a token is for, and when it was last heard of.
ALTER TABLE api_token ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN last_used_at INTEGER;

-- Links that set a password: invitations and resets. All of an account are void once one is used.
CREATE TABLE password_link (
  digest TEXT NOT NULL PRIMARY KEY, -- SHA-256, as lower hex
  account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_link_account ON password_link (account_id);
