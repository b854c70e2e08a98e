export interface BannerFacts {
  url: string
  signInUrl: string | null
  sampleHeartbeatUrl: string | null
  dataDir: string
  seconds: number
}

/** The last output of a start: its address, how to sign in, and a command to try. */
export function banner(facts: BannerFacts): string {
  const signIn = facts.signInUrl
    ? ['Sign in with this link (it works once):', `  ${facts.signInUrl}`]
    : ['Sign in again with a new link from: npm run link']
  const beat = facts.sampleHeartbeatUrl ? ['', 'Send a first beat:', `  curl -fsS ${facts.sampleHeartbeatUrl}`] : []
  return [
    '',
    `Lubdub is up at ${facts.url} (after ${facts.seconds.toFixed(1)} s). Data: ${facts.dataDir}`,
    '',
    ...signIn,
    ...beat,
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}
