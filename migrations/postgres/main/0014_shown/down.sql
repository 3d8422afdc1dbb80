ALTER TABLE quote DROP COLUMN shown_at;
ALTER TABLE record DROP COLUMN shown_at;
