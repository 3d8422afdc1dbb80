DROP TABLE audience_site;
DROP INDEX article_view_from;
