import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { sendInvitation } from '@/lib/notify/email/send-invitation'
import { hostileFaults, openMailSink } from '@/lib/notify/testing/mail-faults'
import * as emails from './account-emails'

const TO = 'ada@example.com'
const FROM = 'Lubdub <lubdub@example.com>'
const url = 'https://lubdub.example.com/sign-in/mail?token=eml_x'

let smtp: Awaited<ReturnType<typeof openMailSink>>

beforeAll(async () => {
  smtp = await openMailSink()
})
afterAll(() => smtp.close())

async function received(email: AccountEmail, to: string) {
  const { smtpUrl } = smtp
  expect(await sendAccountMail(email, { to, from: FROM, smtpUrl })).toMatchObject({ outcome: 'sent' })
  return smtp.take(to)
}

// Every mail that contains a user's text, with that text in every place where it can occur. The
// other mails contain only our texts.
test.each<[string, (text: string) => AccountEmail]>([
  ['of a new address', (text) => emails.emailChangedEmail({ url, newEmail: text, days: 7 })],
  ['of a connected account', (text) => emails.connectedEmail({ url, provider: text })],
  [
    'of any kind',
    (text) => ({
      ...{ subject: `About ${text}`, heading: text, sentences: [text, `${text} and more`], code: text, footnote: text },
      link: { label: text, url },
    }),
  ],
])(
  'no text changes the headers, the recipients or the structure of a mail %s',
  async (_, emailWith) => {
    expect(await hostileFaults((text, to) => received(emailWith(text), to))).toEqual([])
  },
  60_000,
)

test('no name of a workspace or an inviter changes the structure of an invitation', async () => {
  const invite = async (text: string, to: string) => {
    const words = { workspaceName: text, invitedBy: text, role: 'viewer', url, until: text }
    const { smtpUrl } = smtp
    expect(await sendInvitation({ to, ...words }, { smtpUrl, from: FROM })).toMatchObject({ outcome: 'sent' })
    return smtp.take(to)
  }
  expect(await hostileFaults(invite)).toEqual([])
}, 60_000)

test('codes and links arrive unchanged, in the HTML and in the text', async () => {
  const all = [
    emails.signInEmail({ url, code: 'ABCD-2345', lifeSeconds: 600, isNew: true }),
    emails.resetEmail({ url, lifeSeconds: 1_800 }),
    emails.changeEmailEmail({ url, lifeSeconds: 3_600 }),
    emails.passwordChangedEmail({ url }),
  ]
  for (const email of all) {
    const { mail } = await received(email, TO)
    expect(mail.subject).toBe(email.subject)
    expect(mail.html).toContain(`href="${url}"`)
    expect(mail.text).toContain(url)
    if (email.code) expect([mail.html, mail.text].every((body) => body?.includes(email.code!))).toBe(true)
  }
  const { mail } = await received(emails.reauthenticationEmail({ code: 'ABCD-2345', lifeSeconds: 600 }), TO)
  expect(mail.text).toContain('ABCD-2345')
})
