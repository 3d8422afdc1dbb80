-- When what readers may see of a thing was last changed: what only editors read may be newer. An
-- instance of the release before does not write it.
ALTER TABLE record ADD COLUMN shown_at INTEGER;
ALTER TABLE quote ADD COLUMN shown_at INTEGER;
UPDATE record SET shown_at = updated_at;
UPDATE quote SET shown_at = updated_at;
