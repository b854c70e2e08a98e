export function requireFreePort(env?: NodeJS.ProcessEnv): Promise<void>
export function publicAddress(env?: NodeJS.ProcessEnv): { host: string; port: number }
