import pino from 'pino'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * A structured logger for one process: one line of JSON per event. Secrets are redacted; bodies of beats are never
 * logged.
 */
export function createLog(name: string, level: LogLevel): pino.Logger {
  return pino({
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.authorization', '*.cookie', '*.secret', '*.password', '*.key'], censor: '[redacted]' },
  })
}

export type Log = pino.Logger
