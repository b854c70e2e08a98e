export function requireFreePort(env?: NodeJS.ProcessEnv, options?: { waitMs?: number }): Promise<void>
export function publicAddress(env?: NodeJS.ProcessEnv): { host: string; port: number }
