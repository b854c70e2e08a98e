/** A measured value, and its goal. */
export interface Goal {
  name: string
  value: number
  unit: string
  /** As people read it, such as `≤ 15`. */
  goal: string
  isMet: boolean
}

export const atMost = (name: string, value: number, { limit, unit }: { limit: number; unit: string }): Goal => ({
  name,
  value,
  unit,
  goal: `≤ ${limit}`,
  isMet: value <= limit,
})

export const atLeast = (name: string, value: number, { limit, unit }: { limit: number; unit: string }): Goal => ({
  name,
  value,
  unit,
  goal: `≥ ${limit}`,
  isMet: value >= limit,
})

export function printGoals(goals: readonly Goal[]): void {
  for (const { name, value, unit, goal, isMet } of goals) {
    const digits = Number.isInteger(value) ? 0 : 2
    console.log(`  ${isMet ? 'reached' : 'MISSED '}  ${name}: ${value.toFixed(digits)} ${unit} (goal ${goal})`)
  }
}
