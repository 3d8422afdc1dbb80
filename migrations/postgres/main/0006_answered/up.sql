-- Answers to requests that carried an Idempotency-Key, kept while a replay gets them again.
CREATE TABLE answered (
  asker text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  answer text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (asker, key)
);
CREATE INDEX answered_expires_at ON answered (expires_at);
