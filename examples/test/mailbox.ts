import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail server on loopback that keeps its mails. */
export class Mailbox {
  readonly mails: Email[] = []
  readonly #server: SMTPServer

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', async () => {
          this.mails.push(await PostalMime.parse(Buffer.concat(chunks)))
          callback()
        })
      },
    })
  }

  static async listen(): Promise<Mailbox> {
    const mailbox = new Mailbox()
    await new Promise<void>((done) => mailbox.#server.listen(0, '127.0.0.1', done))
    return mailbox
  }

  get smtpUrl(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(done))
  }
}
