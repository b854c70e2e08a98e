export const HEADLESS_SHELL: string
export function systemBrowser(): string | null
