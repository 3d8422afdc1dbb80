DROP TABLE counted_event;
DROP TABLE article_minute;
DROP TABLE article_score;
DROP TABLE correction;
DROP TABLE article_quote;
DROP TABLE quote_topic;
DROP TABLE quote;
