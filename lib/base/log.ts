import pino from 'pino'

/** A structured logger for one process: one line of JSON an event. Secrets are redacted; beats' bodies are never logged. */
export function createLog(name: string): pino.Logger {
  return pino({
    name,
    level: process.env.LUBDUB_LOG_LEVEL || 'info',
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.authorization', '*.cookie', '*.secret', '*.password', '*.key'], censor: '[redacted]' },
  })
}

export type Log = pino.Logger
