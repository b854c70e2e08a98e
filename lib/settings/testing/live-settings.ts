import { type Settings, settingsIn } from '../read-settings'

/**
 * Settings that are read again from the environment each time one is used: tests change the environment between two
 * calls, also to values with which no process would start.
 */
export const liveSettings = new Proxy({} as Settings, {
  get: (_, name) => settingsIn(process.env)[name as keyof Settings],
})
