import pg from 'pg'
import { accessProblemOf } from '@/lib/db/access-problem'
import { connectionOf } from '@/lib/db/connection'
import { loadServerFacts, sharesSessions } from '@/lib/db/server-facts'
import { TRANSACTION_POOLING } from '@/lib/services/installation/join-installation'
import { serverFault, serverWarnings } from '@/lib/services/installation/server-fault'
import { StartError } from './start-error'

/**
 * Checks a PostgreSQL of the operator before anything is done there. Returns warnings for the operator.
 * @throws StartError when it cannot be reached, or Lubdub cannot work on it.
 */
export async function checkServer(url: string): Promise<string[]> {
  const [first, second] = [clientFor(url), clientFor(url)]
  try {
    await first.connect()
    const facts = await loadServerFacts(first)
    const fault = serverFault(facts)
    if (fault !== null) throw new StartError(fault)
    await second.connect()
    if (await sharesSessions(first, second)) throw new StartError(TRANSACTION_POOLING)
    return serverWarnings(facts)
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(`Cannot use DATABASE_URL: ${reason(error)}`)
  } finally {
    await Promise.all([first.end().catch(() => {}), second.end().catch(() => {})])
  }
}

function clientFor(url: string): pg.Client {
  // With the same parameters as every process sends: a pooler that refuses them is reported now.
  const client = new pg.Client({
    ...connectionOf(url, { session: '-c timezone=UTC' }),
    connectionTimeoutMillis: 10_000,
    statement_timeout: 10_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 10_000,
  })
  client.on('error', () => {})
  return client
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing answers there. Start the server, or leave DATABASE_URL unset to use the embedded one.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host is not known.'
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'its host does not answer. Is the address right, and does a firewall let us through?'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'its certificate is not signed by a trusted authority. Name the certificate of that authority: …?sslmode=verify-full&sslrootcert=/path/to/root.crt'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another host.'
    case '57P03':
      return 'the server is starting or stopping. Start Lubdub again in a moment.'
    case '53300':
      return 'the server has no connection left. Raise max_connections, or close other connections.'
    default:
      return accessProblemOf(error) ?? (message || String(code))
  }
}
