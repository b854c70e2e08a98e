-- How much was done, and when, where the rate of a run or part is counted from: what an attempt before did is not this one's.
ALTER TABLE "run" ADD COLUMN "rate_from_at" TIMESTAMPTZ(6), ADD COLUMN "rate_from_done" DOUBLE PRECISION;
ALTER TABLE "run_part" ADD COLUMN "rate_from_at" TIMESTAMPTZ(6), ADD COLUMN "rate_from_done" DOUBLE PRECISION;
