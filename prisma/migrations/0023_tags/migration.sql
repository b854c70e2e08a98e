-- Free labels on monitors. Not in collation C, in which PostgreSQL knows upper and lower case of ASCII alone: tags that differ
-- in case are the same to whoever looks for them.
ALTER TABLE "monitor" ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "monitor" ADD CONSTRAINT "monitor_tags_check" CHECK (
  cardinality("tags") <= 20 AND coalesce(array_ndims("tags"), 1) = 1
  AND array_position("tags", NULL) IS NULL AND array_position("tags", '') IS NULL
  AND length(array_to_string("tags", '')) <= 1000);
