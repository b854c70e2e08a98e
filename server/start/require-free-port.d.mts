type Environment = Readonly<Record<string, string | undefined>>

export function requireFreePort(env?: Environment, options?: { waitMs?: number }): Promise<void>
export function publicAddress(env?: Environment): { host: string; port: number }
