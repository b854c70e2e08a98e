-- How many beats a workspace had on each day that is over, so that nobody counts them again.

CREATE TABLE "usage_day" (
    "workspace_id" TEXT COLLATE "C" NOT NULL,
    -- In UTC.
    "day" DATE NOT NULL,
    "beats" BIGINT NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("workspace_id","day")
);

ALTER TABLE "usage_day" ADD CONSTRAINT "usage_day_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The list of rights as the migrations before have left it, with one line more.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "line" text := $line$  PERFORM "wall"('unjudged',            'SELECT, INSERT',                   'SELECT, INSERT',         'SELECT, INSERT, DELETE');$line$;
BEGIN
  IF position("line" IN "is") = 0 THEN
    RAISE EXCEPTION 'raise_walls() has no line for unjudged as it was in migration 0004';
  END IF;
  EXECUTE replace("is", "line", "line" || $new$
  PERFORM "wall"('usage_day',           'SELECT',                           '',                       'SELECT, INSERT, DELETE');$new$);
END $$;

SELECT "raise_walls"();
