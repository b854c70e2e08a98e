export function requireFreePort(at: { host: string; port: number }, options?: { waitMs?: number }): Promise<void>
