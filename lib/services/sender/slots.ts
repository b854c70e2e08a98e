import { IN_FLIGHT, IN_FLIGHT_PER_HOST, IN_FLIGHT_PER_WORKSPACE } from './limits'

/** Counts the tries of this process, so that one workspace or one slow receiver cannot take them all. */
export class Slots {
  #all = 0
  readonly #workspaces = new Map<string, number>()
  readonly #destinations = new Map<string, number>()

  get inFlight(): number {
    return this.#all
  }

  free(workspaceId: string, destination: string): number {
    return Math.max(
      0,
      Math.min(
        IN_FLIGHT - this.#all,
        IN_FLIGHT_PER_WORKSPACE - (this.#workspaces.get(workspaceId) ?? 0),
        IN_FLIGHT_PER_HOST - (this.#destinations.get(destination) ?? 0),
      ),
    )
  }

  fullWorkspaces(): string[] {
    return [...this.#workspaces].filter(([, count]) => count >= IN_FLIGHT_PER_WORKSPACE).map(([id]) => id)
  }

  take(workspaceId: string, destination: string, count: number): void {
    this.#all += count
    add(this.#workspaces, workspaceId, count)
    add(this.#destinations, destination, count)
  }

  give(workspaceId: string, destination: string, count: number): void {
    this.take(workspaceId, destination, -count)
  }
}

function add(counts: Map<string, number>, key: string, count: number): void {
  const next = (counts.get(key) ?? 0) + count
  if (next === 0) counts.delete(key)
  else counts.set(key, next)
}
