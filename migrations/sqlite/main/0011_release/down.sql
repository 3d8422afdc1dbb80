DROP TABLE "release";
