import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { sanitizeText } from '@/lib/base/sanitize-text'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'

interface Mail {
  raw: string
  mail: Email
  recipients: string[]
}

/** A real SMTP server on loopback that keeps mails unchanged. */
export async function openMailSink() {
  const mails: Mail[] = []
  /** The answer to an address; other addresses are accepted. */
  const answers = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const responseCode = answers.get(address)
      callback(responseCode === undefined ? null : Object.assign(new Error('not now'), { responseCode }))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const recipients = session.envelope.rcptTo.map((to) => to.address)
        mails.push({ raw: raw.toString('latin1'), mail: await PostalMime.parse(raw), recipients })
        callback()
      })
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    answers,
    count: () => mails.length,
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    /** Removes and returns the one mail that came to an address. */
    take(to: string): Mail {
      const [mail, ...more] = mails.filter(({ recipients }) => recipients.includes(to))
      if (!mail || more.length > 0) throw new Error(`${mail ? more.length + 1 : 0} mails came to ${to}.`)
      mails.splice(mails.indexOf(mail), 1)
      return mail
    },
    close: () => new Promise<void>((done) => server.close(done)),
  }
}

/** Laying mails out keeps the process busy: of more at once, some would wait longer for the server's greeting than mails may. */
const AT_ONCE = 8

/**
 * Sends every hostile text, each to its own address and several at once; returns the forbidden changes that they caused.
 */
export async function hostileFaults(send: (text: string, to: string) => Promise<Mail>): Promise<string[]> {
  const plain = await send('plain', 'plain@example.com')
  const faultsOf = async ({ tries, text }: (typeof HOSTILE)[number], at: number) => {
    const to = `ada-${at}@example.com`
    const faults = mailFaults(await send(text, to), { plain, text, to })
    return faults.map((fault) => `${tries} ${JSON.stringify(text.slice(0, 60))}: ${fault}`)
  }
  const found: string[] = []
  for (let from = 0; from < HOSTILE.length; from += AT_ONCE) {
    const some = HOSTILE.slice(from, from + AT_ONCE)
    found.push(...(await Promise.all(some.map((one, i) => faultsOf(one, from + i)))).flat())
  }
  return found
}

/** The tags of a mail, in order, without targets of links: a text must not change them. */
const structureOf = (html: string) =>
  [...html.matchAll(/<\/?([a-zA-Z][\w-]*)[^>]*>/g)]
    .map(([tag, name]) => (tag.startsWith('</') ? `/${name}` : name))
    .join(' ')

const headerNames = ({ raw }: Mail) =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(':')[0]!.toLowerCase())
    .toSorted()

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STEERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

// Characters with which the mail library fills the preview line.
const FILLING = /(?:\u00a0\u200c\u200b\u200d\u200e\u200f\ufeff)+/g

/** The forbidden changes of a mail by a text, compared with the same mail with a plain text. */
function mailFaults(sent: Mail, { plain, text, to }: { plain: Mail; text: string; to: string }): string[] {
  const { mail, recipients } = sent
  const faults: string[] = []
  if (headerNames(sent).join() !== headerNames(plain).join()) faults.push(`headers ${headerNames(sent)}`)
  if (recipients.join() !== to || mail.to?.length !== 1 || mail.cc || mail.bcc) faults.push('recipients')
  if (/[\r\n]/.test(mail.subject ?? '') || STEERS.test(mail.subject ?? '')) faults.push(`subject ${mail.subject}`)
  if (mail.attachments.length > 0) faults.push('an attachment')
  const html = (mail.html ?? '').replace(FILLING, '')
  if (STEERS.test(html) || STEERS.test(mail.text ?? '')) faults.push('it has control characters')
  // If a text has no visible character, or is no link, its line is left out; nothing may be added.
  const extra = tagsBeyond(structureOf(html), structureOf(plain.mail.html ?? ''))
  if (extra.length > 0) faults.push(`tags ${extra}`)
  if (/<[^>]*\son\w+=/i.test(html) || /(?:href|src)="\s*(?!https:\/\/)/i.test(html))
    faults.push('a handler or an odd link')
  const [first = ''] = sanitizeText(text).trim().split('\n')
  if (first.length > 2 && first.length < 100 && !spaced(unescaped(html)).includes(spaced(first)))
    faults.push('it is not shown')
  return faults
}

const spaced = (text: string) => text.replace(/\s+/g, ' ')

/** Tags that come more often than in the plain mail. */
function tagsBeyond(shape: string, plain: string): string[] {
  const times = (tags: string, tag: string) => tags.split(' ').filter((other) => other === tag).length
  const tags = [...new Set(shape.split(' '))].filter((tag) => tag !== 'br')
  return tags.filter((tag) => times(shape, tag) > times(plain, tag))
}

function unescaped(html: string): string {
  return html
    .replace(/<!--.*?-->/g, '')
    .replace(
      /&(lt|gt|quot|#x27|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#x27': "'", amp: '&' })[name]!,
    )
}
