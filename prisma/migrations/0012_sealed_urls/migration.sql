-- A webhook's URL often carries a token: the whole of it is sealed, and config keeps what may be shown. Rows from before are
-- sealed at the next start, which has the key.
ALTER TABLE "channel" ADD COLUMN "url_ciphertext" BYTEA;
