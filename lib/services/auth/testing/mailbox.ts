import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  to: string
  subject: string
  text: string
  html: string
  /** The first link in the mail, or ''. */
  link: string
  /** The code in the mail, or ''. */
  code: string
}

export interface Mailbox {
  smtpUrl: string
  received: ReceivedMail[]
  /** Removes and returns the newest mail to an address. @throws Error when there is none. */
  take(to: string): ReceivedMail
  close(): Promise<void>
}

/** A real SMTP server on loopback. `port` 0: any free port. */
export async function openMailbox({ port = 0 }: { port?: number } = {}): Promise<Mailbox> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const { subject = '', text = '', html = '' } = await PostalMime.parse(Buffer.concat(chunks))
        const link = /https?:\/\/\S+?token=[a-z0-9_]+/.exec(text)?.[0] ?? ''
        const code = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/.exec(text)?.[0] ?? ''
        for (const { address } of session.envelope.rcptTo)
          received.push({ to: address, subject, text, html, link, code })
        callback()
      })
    },
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    take(to) {
      const at = received.findLastIndex((mail) => mail.to === to)
      if (at === -1)
        throw new Error(`No mail to ${to}; there are mails to ${JSON.stringify(received.map((mail) => mail.to))}.`)
      return received.splice(at, 1)[0]!
    },
    close: () => new Promise<void>((done) => server.close(done)),
  }
}
