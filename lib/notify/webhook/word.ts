/** For what is about webhooks only, and must not load the list of kinds: the parent process has no code that sends. */
export const WEBHOOK = 'webhook'
