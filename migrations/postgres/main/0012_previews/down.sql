DROP TABLE preview;
