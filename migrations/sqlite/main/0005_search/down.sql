DROP TABLE search_entry;
DROP TABLE search_words;
