import { domainToASCII } from 'node:url'
import type { SendResult } from '../message'

/** An address that the mail server refused or deferred. */
export interface Refusal {
  address: string
  /** Null: the server gave none. */
  code: number | null
}

type Settled = Readonly<Record<string, 'sent' | 'refused'>>

/**
 * The result of a try with a separate answer for each recipient: 5xx is final for that recipient, anything else is
 * tried again for that recipient only. The mail is sent when all got it, and refused when all are final and one was
 * refused.
 */
export function recipientsResult({
  open,
  settled,
  refusals,
}: {
  open: readonly string[]
  settled: Settled
  refusals: readonly Refusal[]
}): SendResult {
  const said = new Map(refusals.map(({ address, code }) => [plain(address), code]))
  const codeOf = (address: string) => said.get(plain(address)) ?? null
  const isFinal = (address: string) => (codeOf(address) ?? 0) >= 500
  const took = open.filter((address) => !said.has(plain(address)))
  const refused = open.filter(isFinal)
  const later = open.filter((address) => said.has(plain(address)) && !isFinal(address))
  const before = Object.keys(settled).filter((address) => settled[address] === 'refused')
  const [firstCode] = [...later, ...refused].map(codeOf)
  const recipients = Object.fromEntries([
    ...took.map((address) => [address, 'sent'] as const),
    ...refused.map((address) => [address, 'refused'] as const),
  ])
  const outcome = later.length > 0 ? 'retry' : refused.length + before.length > 0 ? 'refused' : 'sent'
  return {
    outcome,
    reason: reasonOf({ took, later, refused: [...before, ...refused], codeOf }),
    ...(typeof firstCode === 'number' && { code: firstCode }),
    // If all ended the same, the outcome says it.
    ...(outcome !== 'sent' && took.length + later.length > 0 && { recipients }),
  }
}

function reasonOf({
  took,
  later,
  refused,
  codeOf,
}: {
  took: readonly string[]
  later: readonly string[]
  refused: readonly string[]
  codeOf: (address: string) => number | null
}): string {
  const failed = [...later, ...refused]
  if (failed.length === 0) return 'The mail server accepted the mail.'
  const codes = [...new Set(failed.map(codeOf))].filter((each) => each !== null)
  if (took.length === 0 && (later.length === 0 || refused.length === 0)) {
    return `The mail server refused the addresses${codes.length > 0 ? ` with ${codes.join(' and ')}` : ''}.`
  }
  const name = (address: string) => `${address}${codeOf(address) === null ? '' : ` (${codeOf(address)})`}`
  const parts = [
    ...(later.length > 0 ? [`will be tried again: ${later.map(name).join(', ')}`] : []),
    ...(refused.length > 0 ? [`refused for good: ${refused.map(name).join(', ')}`] : []),
  ]
  return `The mail server accepted the mail for ${took.length} of ${took.length + failed.length} recipients; ${parts.join('; ')}.`
}

/** In the form in which the mail server returns it: in lower case, the domain in ASCII. */
function plain(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return `${address.slice(0, at + 1)}${domainToASCII(domain) || domain}`.toLowerCase()
}
