-- Codes by mail that prove once more who someone is, for those who have no other factor.
ALTER TABLE "email_token" DROP CONSTRAINT "email_token_purpose_check";
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_purpose_check"
  CHECK ("purpose" IN ('sign_in', 'sign_up', 'reset', 'change_email', 'undo_email', 'proof'));
