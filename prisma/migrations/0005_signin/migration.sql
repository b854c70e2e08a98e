-- A change of address can be taken back from the old one: a token of its own kind.
ALTER TABLE "email_token" DROP CONSTRAINT "email_token_purpose_check";
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_purpose_check"
  CHECK ("purpose" IN ('sign_in', 'sign_up', 'reset', 'change_email', 'undo_email'));
