DROP TABLE article_translation;
