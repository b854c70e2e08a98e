import { stepped } from './field'

/** One item of a comma-separated list: `2`, `2..6`, `2/3` or `2..6/3`. */
export interface Component {
  start: number
  /** Null: not a range. */
  stop: number | null
  /** Null: no repetition. */
  step: number | null
}

/** A list of items; null: `*`. */
export type Chain = readonly Component[] | null

export interface ChainSpec {
  name: string
  min: number
  max: number
  /**
   * Days may count from the end of the month. Then `start` is the day nearest to the end, at most
   * 28 days from it.
   */
  fromEnd?: boolean
}

/**
 * Reads one list, as systemd does: `*` stands alone, and a repeated item must fit at least one
 * repetition.
 * @param fail makes the error to throw from a sentence that says what to do
 */
export function parseChain(text: string, spec: ChainSpec, fail: (advice: string) => Error): Chain {
  if (text === '*') return null
  return text.split(',').map((item) => parseComponent(item, spec, fail))
}

function parseComponent(item: string, spec: ChainSpec, fail: (advice: string) => Error): Component {
  const decimal = String.raw`\d+(?:\.\d+)?`
  const parts = new RegExp(`^(${decimal})(?:\\.\\.(${decimal}))?(?:/(${decimal}))?$`).exec(item)
  if (parts === null) {
    const hint = item.startsWith('*') ? 'write * alone, or 0/15 to repeat' : 'use *, 5, 1..5, 0/15 or lists of these'
    throw fail(`the ${spec.name} ${JSON.stringify(item)} cannot be read; ${hint}`)
  }
  const [start, stop, step] = parts.slice(1).map((part) => toNumber(part, item, spec, fail))
  const component: Component = { start: yearOf(start!, spec), stop: null, step: step ?? null }
  if (stop != null) component.stop = yearOf(stop, spec)
  checkBounds(component, item, spec, fail)
  return component
}

function toNumber(part: string | undefined, item: string, spec: ChainSpec, fail: (advice: string) => Error) {
  if (part === undefined) return null
  if (!Number.isInteger(Number(part))) {
    throw fail(`the ${spec.name} ${JSON.stringify(item)} has a fraction; times are whole seconds here, so leave it out`)
  }
  return Number(part)
}

/** Two digits are a year between 1970 and 2069. */
function yearOf(value: number, spec: ChainSpec): number {
  if (spec.name !== 'year' || value >= 100) return value
  return value + (value < 70 ? 2000 : 1900)
}

function checkBounds({ start, stop, step }: Component, item: string, spec: ChainSpec, fail: (a: string) => Error) {
  const max = spec.fromEnd ? spec.max - 3 : spec.max
  const shown = JSON.stringify(item)
  if (start < spec.min || Math.max(start, stop ?? 0) > max) {
    throw fail(`the ${spec.name} ${shown} is out of range; use ${spec.min} to ${max}`)
  }
  if (stop !== null && stop < start)
    throw fail(`the ${spec.name} range ${shown} goes downwards; write the smaller one first`)
  if (step === null) return
  if (step < 1) throw fail(`the ${spec.name} ${shown} repeats every 0; use at least 1`)
  const room = spec.fromEnd ? start - spec.min : max - start
  if (step > (stop === null ? room : max - spec.min))
    throw fail(`the ${spec.name} ${shown} never repeats; leave the step out`)
}

/** The values of a list; with `fromEnd`, in a month of `length` days, 1 is the last day. */
export function valuesOf(chain: Chain, spec: ChainSpec, length = spec.max): number[] {
  if (chain === null) return stepped(spec.min, length)
  return chain.flatMap(({ start, stop, step }) => {
    const isOpen = stop === null && step !== null
    if (!spec.fromEnd) return stepped(start, isOpen ? length : (stop ?? start), step ?? 1)
    // Ranges count backwards from the end of the month, but an open repetition counts forwards to the end.
    if (isOpen) return stepped(length + 1 - start, length, step)
    return stepped(start, stop ?? start, step ?? 1).map((fromEnd) => length + 1 - fromEnd)
  })
}
