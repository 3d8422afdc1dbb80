DROP TABLE password_link;
ALTER TABLE api_token DROP COLUMN last_used_at;
ALTER TABLE api_token DROP COLUMN name;
ALTER TABLE session DROP COLUMN last_used_at;
ALTER TABLE session DROP COLUMN user_agent;
DROP INDEX account_order;
ALTER TABLE account DROP COLUMN revision;
