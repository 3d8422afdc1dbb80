ALTER TABLE change_log DROP COLUMN exact_kind;
DROP TABLE public_change;
DROP TABLE correction_link;
DROP TABLE audit_head;
DROP TABLE audit_entry;
