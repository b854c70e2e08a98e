/** A check that found something; the message says what and where. */
export class CheckFailure extends Error {
  name = 'CheckFailure'
}
