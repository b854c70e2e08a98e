import type { Beat, Instant, Outage, Outcome } from '../types'
import { disagreements } from './compare'
import { hold, Invariants } from './invariants'
import { type BeatFields, type Command, floodKey, type Scenario, SILENT_BEAT, type When } from './model-commands'
import { ReferenceMonitor } from './reference-model'
import { SystemUnderTest } from './system-under-test'

const NEVER = Number.POSITIVE_INFINITY

/** Runs a scenario on the core and on the model at the same time. Throws at the first difference. */
export function runScenario(scenario: Scenario) {
  const scenarioRun = new ScenarioRun(scenario)
  for (const [index, command] of scenario.commands.entries()) {
    try {
      scenarioRun.perform(command)
      scenarioRun.deliverLateBeats()
    } catch (error) {
      throw new Error(`at command ${index} (${command.type}): ${(error as Error).message}`, { cause: error })
    }
  }
}

class ScenarioRun {
  private readonly systemUnderTest: SystemUnderTest
  private readonly model: ReferenceMonitor
  private readonly invariants = new Invariants()
  private readonly outages: Outage[] = []
  private readonly sent: BeatFields[] = []
  private readonly underWay: { beat: BeatFields; commandsLeft: number }[] = []
  private readonly bounds: Scenario['bounds']
  private beats = 0
  /** The latest instant so far. */
  private clock: Instant
  /** Every beat that was received before this instant has been decided. */
  private watermark: Instant

  constructor({ config, startsAt, bounds }: Scenario) {
    this.systemUnderTest = new SystemUnderTest(config, startsAt)
    this.model = new ReferenceMonitor(config, startsAt)
    this.bounds = bounds
    this.clock = startsAt
    this.watermark = startsAt
  }

  perform(command: Command) {
    const now = this.instantOf(command.when)
    switch (command.type) {
      case 'beat':
        this.sent.push(command.beat)
        if (command.delay === 0) this.deliver(command.beat, now, command.earlyMs)
        else this.underWay.push({ beat: command.beat, commandsLeft: command.delay })
        break
      case 'repeat': {
        const again = this.sent.at(-command.back)
        if (again) this.deliver(again, now)
        break
      }
      case 'flood':
        for (let i = 0; i < command.count; i += 1) {
          this.deliver({ ...SILENT_BEAT, signal: 'start', runKey: floodKey(i) }, now + i)
        }
        break
      case 'tick':
        this.tick(Math.max(this.watermark, now - command.lagMs))
        break
      case 'outage': {
        const endedAt = now + command.lengthMs
        const recoversAt = endedAt + command.recoveryMs
        this.outages.push({ seq: this.outages.length + 1, startedAt: now, endedAt, recoversAt })
        this.clock = endedAt
        this.watermark = endedAt
        break
      }
      case 'edit': {
        const config = { ...this.systemUnderTest.config, ...command.changes }
        const hasChanged = !alike(config, this.model.config)
        this.decide(now, hasChanged, {
          core: () => this.systemUnderTest.edit(config, now),
          model: () => this.model.edit(config, now),
        })
        break
      }
      case 'pause': {
        const hasChanged = this.model.status !== 'paused'
        this.decide(now, hasChanged, {
          core: () => this.systemUnderTest.pause(now),
          model: () => this.model.pause(now),
        })
        break
      }
      case 'resume': {
        const hasChanged = this.model.status === 'paused'
        this.decide(now, hasChanged, {
          core: () => this.systemUnderTest.resume(now),
          model: () => this.model.resume(now),
        })
        break
      }
    }
  }

  deliverLateBeats() {
    const arrived = this.underWay.filter((late) => late.commandsLeft === 0)
    this.underWay.splice(0, Number.POSITIVE_INFINITY, ...this.underWay.filter((late) => late.commandsLeft > 0))
    for (const late of this.underWay) late.commandsLeft -= 1
    for (const late of arrived) this.deliver(late.beat, this.clock)
  }

  private instantOf({ waitMs, aim }: When): Instant {
    const deadline = aim === null ? null : this.model.nextDeadline()
    const aimed = deadline === null || aim === null ? this.clock + waitMs : deadline + aim
    return Math.max(this.clock, aimed)
  }

  private deliver(fields: BeatFields, now: Instant, earlyMs = 0) {
    this.clock = Math.max(this.clock, now)
    this.beats += 1
    const receivedAt = Math.max(this.watermark, now - earlyMs)
    const beat: Beat = { ...fields, receivedAt, newRunId: `run_${this.beats}` }
    const { seq, attentionAt } = this.systemUnderTest.state
    const runs = this.systemUnderTest.runs.size
    const { config } = this.systemUnderTest
    const bounds = { parts: this.bounds.parts, mayBeginRun: runs < this.bounds.runs }
    const outcome = this.systemUnderTest.beat(beat, bounds)
    this.model.beat(beat, bounds)
    this.compare(outcome)
    hold(outcome.runId === this.model.landedOn, `the beat went to ${outcome.runId}, model ${this.model.landedOn}`)
    hold(this.systemUnderTest.state.seq === seq + 1, 'seq rises by one with each beat')
    this.invariants.heard(beat, { config, hasOpened: this.systemUnderTest.runs.size > runs })
    const exact = this.model.status === 'paused' ? NEVER : (this.model.nextDeadline() ?? NEVER)
    const latest = Math.min(attentionAt ?? NEVER, Math.max(exact, this.model.heldUntil ?? exact))
    const real = this.systemUnderTest.state.attentionAt ?? NEVER
    hold(real <= latest, `attentionAt after a beat: core ${real}, at the latest ${latest}`)
    hold(this.model.status !== 'paused' || real === NEVER, 'a paused monitor needs no attention')
  }

  private tick(now: Instant) {
    this.clock = Math.max(this.clock, now)
    this.watermark = now
    const outcome = this.systemUnderTest.tick(now, this.outages)
    this.model.tick(now, this.outages)
    this.compare(outcome)
    this.compareAttention()
    this.invariants.ticked(outcome.flips, { now, config: this.systemUnderTest.config, outages: this.outages })
    const again = this.systemUnderTest.tick(now, this.outages)
    const reported = [...again.flips, ...again.notices, ...again.unjudged, ...again.inDoubt]
    hold(reported.length === 0 && alike(again.snapshot.state, outcome.snapshot.state), 'a second tick changes nothing')
    if (this.model.heldUntil !== null) return
    for (const { id, deadlineAt } of this.systemUnderTest.openRuns) {
      hold(deadlineAt === null || deadlineAt > now, `${id} is past its deadline and still open`)
    }
  }

  private decide(now: Instant, hasChanged: boolean, tell: { core: () => Outcome; model: () => void }) {
    this.clock = now
    const before = this.systemUnderTest.state
    const outcome = tell.core()
    tell.model()
    this.compare(outcome)
    const { attentionAt } = this.systemUnderTest.state
    if (hasChanged) {
      this.invariants.decidedByOwner(now)
      this.compareAttention()
    } else {
      hold(
        alike({ ...this.systemUnderTest.state, attentionAt: before.attentionAt }, before),
        'no change changes nothing',
      )
      const mayBe = [before.attentionAt, this.model.nextDeadlineAsSet()]
      hold(mayBe.includes(attentionAt), `attentionAt after no change: core ${attentionAt}, not of ${mayBe}`)
    }
  }

  private compare(outcome: Outcome) {
    const lines = disagreements(this.systemUnderTest, this.model, outcome)
    hold(lines.length === 0, lines.join('\n'))
    this.invariants.flipped(outcome.flips)
  }

  private compareAttention() {
    const { attentionAt } = this.systemUnderTest.state
    const exact = this.model.nextDeadline()
    const first = Math.min(this.model.heldUntil ?? NEVER, exact ?? NEVER)
    const expected = this.model.status === 'paused' || first === NEVER ? null : first
    hold(attentionAt === expected, `attentionAt: core ${attentionAt}, model ${expected}`)
  }
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
