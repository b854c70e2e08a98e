/** What libfaketime reads, so that a test at another date (`npm run test:dates`) moves the server's clock with its own. */
const CLOCK = ['LD_PRELOAD', 'FAKETIME', 'FAKETIME_DONT_FAKE_MONOTONIC', 'FAKETIME_DISABLE_SHM']

/** The server gets no variable of ours: secrets stay out of its environment, and its messages stay in English. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return { ...process.env, LC_ALL: 'C' }
  const clock = process.env.FAKETIME ? Object.fromEntries(CLOCK.map((name) => [name, process.env[name]])) : {}
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: 'C', ...clock }
}
