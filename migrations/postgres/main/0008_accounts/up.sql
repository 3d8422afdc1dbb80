-- Accounts are changed under a revision, as everything is.
ALTER TABLE account ADD COLUMN revision bigint NOT NULL DEFAULT 1;
CREATE INDEX account_order ON account (created_at, id);

-- The list of devices: what a session said it was, and when it was last heard of.
ALTER TABLE session ADD COLUMN user_agent text;
ALTER TABLE session ADD COLUMN last_used_at timestamptz;

-- What a token is for, and when it was last heard of.
ALTER TABLE api_token ADD COLUMN name text NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN last_used_at timestamptz;

-- Links that set a password: invitations and resets. All of an account are void once one is used.
CREATE TABLE password_link (
  digest text NOT NULL PRIMARY KEY, -- SHA-256, as lower hex
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX password_link_account ON password_link (account_id);
