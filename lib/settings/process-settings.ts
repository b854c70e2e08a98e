import { readSettings, type Settings } from './read-settings'

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubSettings?: Settings }

/**
 * The settings of this process, for pages, routes, actions and `proxy.ts` only: Next.js calls them, and has no place
 * where an entry could pass settings in. They are read once: by the entry of the web process, or, where Next.js itself
 * is the entry, here when it starts (`instrumentation.ts`). Everything else gets its settings as arguments.
 * @throws StartError with everything that is wrong, one sentence a line.
 */
export function getSettings(): Settings {
  holder.lubdubSettings ??= readSettings(process.env)
  return holder.lubdubSettings
}

/** What the entry of a process has read is what `getSettings` returns. */
export function provideSettings(settings: Settings): void {
  holder.lubdubSettings = settings
}
