import pino from 'pino'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent']

/**
 * A structured logger for one process: one line of JSON per event. Secrets are redacted; bodies of beats are never
 * logged. An unknown level becomes `info`: the check of settings reports it.
 */
export function createLog(name: string): pino.Logger {
  const level = process.env.LUBDUB_LOG_LEVEL || 'info'
  return pino({
    name,
    level: LOG_LEVELS.includes(level) ? level : 'info',
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.authorization', '*.cookie', '*.secret', '*.password', '*.key'], censor: '[redacted]' },
  })
}

export type Log = pino.Logger
