import type { MonitorToSeed, SeededWorkspace } from '@/bench/support/seed'

/** The purpose of a monitor. */
export type Role =
  /** Sends beats all the time, as often as possible. */
  | 'busy'
  /** Beats until the outage begins, and again once everything has recovered. */
  | 'pausing'
  /** Beats until the outage begins, and never again. */
  | 'gone'
  /** Was due long before. */
  | 'early'
  /** Due again during the outage, but with an hour of grace. */
  | 'forgiving'
  /** Due again long after. */
  | 'patient'
  /** Says `fail` as soon as the outage is over. */
  | 'failing'
  /** Its run has to end during the outage. */
  | 'cut-run'
  /** Its run may go on for long. */
  | 'long-run'
  /** Every ten seconds, by the calendar. */
  | 'calendar'
  /** Due within ten minutes, and not within twenty. */
  | 'in-ten'
  | 'in-twenty'

const HOUR = 3_600
const interval = (seconds: number) => ({ type: 'interval', seconds }) as const

/** Two workspaces that an outage affects, and a third that it does not affect. */
export function fixtures([first, second, third]: readonly SeededWorkspace[]): (MonitorToSeed & { role: Role })[] {
  const some = (
    count: number,
    role: Role,
    workspace: SeededWorkspace,
    snapshot: Pick<MonitorToSeed, 'schedule' | 'graceSeconds' | 'maxRuntimeSeconds'>,
  ) => Array.from({ length: count }, (_, n) => ({ role, workspace, name: `${role} ${n + 1}`, ...snapshot }))
  return [
    ...some(8, 'busy', first!, { schedule: interval(5), graceSeconds: 5 }),
    ...some(8, 'busy', second!, { schedule: interval(5), graceSeconds: 5 }),
    ...some(8, 'busy', third!, { schedule: interval(5), graceSeconds: 5 }),
    ...some(3, 'pausing', first!, { schedule: interval(2), graceSeconds: 60 }),
    ...some(3, 'gone', second!, { schedule: interval(2), graceSeconds: 3 }),
    ...some(2, 'early', first!, { schedule: interval(1), graceSeconds: 1 }),
    ...some(2, 'forgiving', second!, { schedule: interval(2), graceSeconds: HOUR }),
    ...some(3, 'patient', third!, { schedule: interval(HOUR), graceSeconds: HOUR }),
    ...some(2, 'failing', second!, { schedule: interval(HOUR), graceSeconds: HOUR }),
    ...some(2, 'cut-run', first!, { schedule: { type: 'none' }, graceSeconds: 0, maxRuntimeSeconds: 4 }),
    ...some(2, 'long-run', first!, { schedule: { type: 'none' }, graceSeconds: 0, maxRuntimeSeconds: HOUR }),
  ]
}

/** The monitors of the long outage: ten minutes in which nothing runs. */
export function nightFixtures([first, second, third]: readonly SeededWorkspace[]): (MonitorToSeed & { role: Role })[] {
  return [
    {
      role: 'calendar',
      workspace: first!,
      name: 'calendar 1',
      schedule: { type: 'oncalendar', expression: '*:*:0/10', timezone: 'UTC' },
      graceSeconds: 10,
    },
    { role: 'in-ten', workspace: second!, name: 'in ten 1', schedule: interval(540), graceSeconds: 60 },
    { role: 'in-twenty', workspace: third!, name: 'in twenty 1', schedule: interval(1_200), graceSeconds: 60 },
    {
      role: 'cut-run',
      workspace: second!,
      name: 'night run 1',
      schedule: { type: 'none' },
      graceSeconds: 0,
      maxRuntimeSeconds: 850,
    },
  ]
}
