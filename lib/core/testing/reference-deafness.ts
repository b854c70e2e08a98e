import type { DeafSpan, Instant, Outage } from '../types'

const APART_MS = 5000
const TEN_MINUTES = 600_000

interface Group {
  a: Instant
  r: Instant
  seq: number
  /** Without overlap; the short ones too. */
  all: DeafSpan[]
  /** Those in which beats may be lost. */
  deaf: DeafSpan[]
}

/** Joins the things that `belongs` together, until nothing more belongs together. */
function gather<T>(things: T[], belongs: (a: T, b: T) => boolean, join: (a: T, b: T) => T): T[] {
  for (const one of things) {
    for (const other of things) {
      if (one === other || !belongs(one, other)) continue
      return gather([join(one, other), ...things.filter((thing) => thing !== one && thing !== other)], belongs, join)
    }
  }
  return things
}

/** How the reference model groups the outages that it was given. */
export class ReferenceDeafness {
  readonly groups: Group[]

  constructor(outages: readonly Outage[]) {
    const each = outages.map((outage) => ({ a: outage.startedAt, r: outage.recoversAt, outages: [outage] }))
    const chains = gather(
      each,
      (one, other) => other.a >= one.a && other.a <= one.r,
      (one, other) => ({
        a: Math.min(one.a, other.a),
        r: Math.max(one.r, other.r),
        outages: [...one.outages, ...other.outages],
      }),
    )
    this.groups = chains
      .map(({ a, r, outages: own }) => {
        const spans = gather(
          own.map(({ seq, startedAt, endedAt }) => ({ seq, from: startedAt, to: endedAt })),
          (one, other) => other.from >= one.from && other.from < one.to + APART_MS,
          (one, other) => ({
            seq: Math.max(one.seq, other.seq),
            from: Math.min(one.from, other.from),
            to: Math.max(one.to, other.to),
          }),
        ).sort((one, other) => one.from - other.from)
        const deaf = spans.filter(({ from, to }) => to - from >= APART_MS)
        return { a, r, seq: Math.max(...own.map(({ seq }) => seq)), all: spans, deaf }
      })
      .sort((one, other) => one.a - other.a)
  }

  get deaf(): DeafSpan[] {
    return this.groups.flatMap(({ deaf }) => deaf)
  }

  /** When a deadline is due. */
  due(d: Instant): Instant {
    const group = this.groups.find(({ a, r }) => d >= a && d < r)
    return group ? this.recovered(group, d) : d
  }

  /** `r`, but at most ten minutes of receiving beats after the instant; found by bisection. */
  recovered({ all, r }: Group, since: Instant): Instant {
    const heard = (until: Instant) => until - since - share(all, since, until)
    let [no, yes] = [since, r]
    if (heard(r) < TEN_MINUTES) return r
    while (yes - no > 1) {
      const middle = Math.floor((no + yes) / 2)
      if (heard(middle) >= TEN_MINUTES) yes = middle
      else no = middle
    }
    return yes
  }
}

/** How many ms of the time are in the spans. */
export function share(spans: readonly DeafSpan[], from: Instant, to: Instant): number {
  let sum = 0
  for (const span of spans) {
    const [a, b] = [Math.max(span.from, from), Math.min(span.to, to)]
    if (b > a) sum += b - a
  }
  return sum
}
