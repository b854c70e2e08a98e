import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  smtpUrl: string
  received: { to: string[]; mail: Email }[]
  close(): Promise<void>
}

/** A mail server on loopback that stores its mails. With `refuses`, it refuses every recipient. */
export async function openMailbox({ refuses = false, port = 0 } = {}): Promise<Mailbox> {
  const received: Mailbox['received'] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, callback) => callback(refuses ? new Error('5.1.1 no such mailbox') : null),
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const mail = await PostalMime.parse(Buffer.concat(chunks))
        received.push({ to: session.envelope.rcptTo.map((to) => to.address), mail })
        callback()
      })
    },
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise((done) => server.close(done)),
  }
}
