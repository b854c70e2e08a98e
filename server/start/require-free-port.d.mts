/** Where the product will listen, as the environment says. */
export function publicAddress(env: NodeJS.ProcessEnv): { host: string; port: number }
export function requireFreePort(at: { host: string; port: number }, options?: { waitMs?: number }): Promise<void>
