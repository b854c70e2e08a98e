/** A number from the environment. @throws when it is set and no number in [min, max]. */
export function envNumber(name: string, fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isFinite(value) || value < min || value > max) {
    throw new Error(`${name} must be a number between ${min} and ${max}; got ${text}.`)
  }
  return value
}

/** A text from the environment, or null when it is unset or empty. */
export function envText(name: string): string | null {
  return process.env[name] || null
}

const YES = ['1', 'true', 'yes', 'on']
const NO = ['0', 'false', 'no', 'off']

/** Parses yes or no. Null: the word is neither. */
export function parseFlag(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  if (YES.includes(word)) return true
  return NO.includes(word) ? false : null
}

/** A yes or no from the environment; unset or empty: `fallback`. @throws for any other word. */
export function envFlag(name: string, fallback = false): boolean {
  const text = envText(name)
  if (text === null) return fallback
  const flag = parseFlag(text)
  if (flag === null) throw new Error(`${name} must be ${FLAG_WORDS}; got ${text}.`)
  return flag
}

export const FLAG_WORDS = '1, true, yes or on, or 0, false, no or off'

/** A text that must be set. @throws with the name of the missing variable. */
export function requireEnv(name: string): string {
  const value = envText(name)
  if (value === null) throw new Error(`${name} is not set. \`npm start\` sets it; a process run on its own needs it.`)
  return value
}
