import type { ClientBase } from 'pg'

/** What was read, or why it could not be. */
export type Read<T> = { isRead: true; value: T } | { isRead: false; error: unknown }

/**
 * Reads within a transaction that goes on whatever becomes of it: nothing is written, and no statement takes longer than
 * `limitMs`.
 * @throws what was thrown, when the connection cannot go on either.
 */
export async function tryReading<T>(
  client: ClientBase,
  { limitMs }: { limitMs: number },
  read: () => Promise<T>,
): Promise<Read<T>> {
  await client.query('SAVEPOINT reading')
  try {
    await client.query("SELECT set_config('statement_timeout', $1, true)", [String(limitMs)])
    const value = await read()
    await goBack(client)
    return { isRead: true, value }
  } catch (error) {
    await goBack(client).catch(() => {
      throw error
    })
    return { isRead: false, error }
  }
}

/** Takes the limit back, too. */
async function goBack(client: ClientBase): Promise<void> {
  await client.query('ROLLBACK TO SAVEPOINT reading')
  await client.query('RELEASE SAVEPOINT reading')
}
