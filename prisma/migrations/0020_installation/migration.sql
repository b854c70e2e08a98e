-- What holds for the whole installation, whichever process asks: settings by the name of their variable, and two values that
-- prove that a process has the installation's secrets.
CREATE TABLE "installation_setting" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "installation_setting_pkey" PRIMARY KEY ("name")
);

-- Every process also reads which migrations there are. The book of them is not there where Prisma compares schemas.
DO $$
DECLARE
  "is" text := pg_get_functiondef('raise_walls()'::regprocedure);
  "line" text := $line$  PERFORM "wall"('unjudged',            'SELECT, INSERT',                   'SELECT, INSERT',         'SELECT, INSERT, DELETE');$line$;
BEGIN
  IF position("line" IN "is") = 0 THEN
    RAISE EXCEPTION 'raise_walls() has no line for unjudged as it was in migration 0004';
  END IF;
  EXECUTE replace("is", "line", "line" || $new$
  PERFORM "wall"('installation_setting', 'SELECT',                          'SELECT, INSERT',         'SELECT, INSERT');
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    PERFORM "wall"('_prisma_migrations', 'SELECT',                          'SELECT',                 'SELECT');
  END IF;$new$);
END $$;

SELECT "raise_walls"();
