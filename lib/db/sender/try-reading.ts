import type { ClientBase } from 'pg'

/** The value, or why it could not be read. */
export type Read<T> = { isRead: true; value: T } | { isRead: false; error: unknown }

/**
 * Reads within a transaction that continues even if the read fails. Nothing is written, and no
 * statement takes longer than `limitMs`.
 * @throws the error of the read if the connection cannot continue.
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

/** Resets the time limit too. */
async function goBack(client: ClientBase): Promise<void> {
  await client.query('ROLLBACK TO SAVEPOINT reading')
  await client.query('RELEASE SAVEPOINT reading')
}
