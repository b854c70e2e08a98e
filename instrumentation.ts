/**
 * Next.js calls this once when a server starts, before it answers anything, and never in a build. Under `npm start` the entry of
 * the web process has read the settings by then.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { requireSettings } = await import('@/lib/http/require-settings')
  requireSettings(process.env)
}
