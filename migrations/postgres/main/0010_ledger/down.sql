DROP TABLE public_change;
DROP TABLE correction_link;
DROP TABLE audit_head;
DROP TABLE audit_entry;
