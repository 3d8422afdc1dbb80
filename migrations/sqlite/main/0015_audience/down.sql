DROP TABLE trending_rule;
DROP TABLE audience_source;
DROP TABLE audience_referrer;
DROP TABLE audience_hour;
DROP TABLE audience_score;
