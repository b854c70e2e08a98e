import type { BuildOptions } from 'esbuild'

export function bundleOptions(entryPoints: Record<string, string>): BuildOptions
export function serverEntries(): Record<string, string>
export function ensureServerBundles(): Promise<void>
