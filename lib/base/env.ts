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

/** A text that must be there. @throws with the name of what is missing. */
export function requireEnv(name: string): string {
  const value = envText(name)
  if (value === null) throw new Error(`${name} is not set. \`npm start\` sets it; a process run on its own needs it.`)
  return value
}
