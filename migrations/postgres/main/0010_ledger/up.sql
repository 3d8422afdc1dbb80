-- What was done and by whom, each entry chained to the one before; only a redaction takes payload
-- and salt out of one.
CREATE TABLE audit_entry (
  sequence bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  account_id uuid,
  credential text NOT NULL,
  action text NOT NULL,
  entity text NOT NULL,
  target_id uuid,
  revision bigint,
  payload text, -- canonical JSON
  salt text, -- lower hex, as all digests
  digest text NOT NULL,
  chain text NOT NULL
);
CREATE INDEX audit_entry_target ON audit_entry (target_id, sequence);
CREATE INDEX audit_entry_account ON audit_entry (account_id, sequence);
CREATE INDEX audit_entry_action ON audit_entry (action, sequence);
CREATE INDEX audit_entry_entity ON audit_entry (entity, sequence);
CREATE INDEX audit_entry_at ON audit_entry (at);

-- Where the chain ends, so that its last entries cannot go unseen.
CREATE TABLE audit_head (
  id bigint PRIMARY KEY CHECK (id = 1),
  sequence bigint NOT NULL,
  chain text NOT NULL
);
INSERT INTO audit_head (id, sequence, chain) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The places of corrections in the public ledger; they outlive what they are of.
CREATE TABLE correction_link (
  sequence bigint PRIMARY KEY,
  correction_id uuid NOT NULL CONSTRAINT correction_link_correction_key UNIQUE,
  article_id uuid NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);

-- What readers could see happen, in order. What they could not has no number here.
CREATE TABLE public_change (
  sequence bigint PRIMARY KEY,
  entity text NOT NULL,
  target_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX public_change_target ON public_change (target_id, sequence);

INSERT INTO public_change (sequence, entity, target_id, kind, at)
SELECT row_number() OVER (ORDER BY sequence), entity, target_id, kind, at
FROM change_log l
WHERE (entity = 'article' AND kind IN ('published', 'unpublished'))
  OR (entity = 'article' AND kind = 'deleted' AND EXISTS (
    SELECT 1 FROM tombstone t WHERE t.entity = l.entity AND t.target_id = l.target_id
  ))
  OR (entity = 'correction' AND kind = 'published')
  OR (kind IN ('created', 'updated') AND EXISTS (
    SELECT 1 FROM record r WHERE r.id = l.target_id AND r.listed
  ));

-- What happened, where the first releases have no word for it: `kind` has the nearest that they know.
ALTER TABLE change_log ADD COLUMN exact_kind text COLLATE "C";
