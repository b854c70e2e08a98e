import { plainTextSelectors, toPlainText } from '@react-email/render'
import { createTransport } from 'nodemailer'
import { CONNECT_TIMEOUT_MS, TOTAL_TIMEOUT_MS } from '../message'

const TEXT_SELECTORS = [
  ...plainTextSelectors,
  { selector: 'h1', options: { uppercase: false } },
  { selector: 'table.facts', format: 'dataTable' },
]

/** A connection to the mail server that reads no files and is not shared. The caller closes it. */
export function openTransport(smtpUrl: string) {
  return createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: TOTAL_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** The text part beside the HTML. */
export function textOf(html: string): string {
  return toPlainText(html, { selectors: TEXT_SELECTORS })
}

/** One plain address: no name, no quotes, no list. */
export function isPlainAddress(address: string): boolean {
  return /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/.test(address)
}
