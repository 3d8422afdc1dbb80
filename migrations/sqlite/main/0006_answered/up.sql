-- Answers to requests that carried an Idempotency-Key, kept while a replay gets them again.
CREATE TABLE answered (
  asker TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (asker, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_expires_at ON answered (expires_at);
