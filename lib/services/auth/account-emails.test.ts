import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { sendInvitation } from '@/lib/notify/email/send-invitation'
import { hostileFaults, openMailSink } from '@/lib/notify/testing/mail-faults'
import * as letters from './account-emails'

const TO = 'ada@example.com'
const FROM = 'Lubdub <lubdub@example.com>'
const url = 'https://lubdub.example.com/sign-in/mail?token=eml_x'

let smtp: Awaited<ReturnType<typeof openMailSink>>

beforeAll(async () => {
  smtp = await openMailSink()
})
afterAll(() => smtp.close())

async function received(letter: AccountEmail, to: string) {
  const { smtpUrl } = smtp
  expect(await sendAccountMail(letter, { to, from: FROM, smtpUrl })).toMatchObject({ outcome: 'sent' })
  return smtp.take(to)
}

// Every letter that carries a text of somebody's, with the text wherever it can stand; the others carry ours only.
test.each<[string, (text: string) => AccountEmail]>([
  ['of a new address', (text) => letters.emailChangedEmail({ url, newEmail: text, days: 7 })],
  ['of a connected account', (text) => letters.connectedEmail({ url, provider: text })],
  [
    'of any kind',
    (text) => ({
      ...{ subject: `About ${text}`, heading: text, sentences: [text, `${text} and more`], code: text, footnote: text },
      link: { label: text, url },
    }),
  ],
])(
  'no text changes the headers, the recipients or the structure of a letter %s',
  async (_, letterWith) => {
    expect(await hostileFaults((text, to) => received(letterWith(text), to))).toEqual([])
  },
  60_000,
)

test('no name of a workspace or of who invites changes an invitation', async () => {
  const invite = async (text: string, to: string) => {
    const words = { workspaceName: text, invitedBy: text, role: 'viewer', url, until: text }
    const { smtpUrl } = smtp
    expect(await sendInvitation({ to, ...words }, { smtpUrl, from: FROM })).toMatchObject({ outcome: 'sent' })
    return smtp.take(to)
  }
  expect(await hostileFaults(invite)).toEqual([])
}, 60_000)

test('codes and links arrive as they are, in the HTML and in the text', async () => {
  const all = [
    letters.signInEmail({ url, code: 'ABCD-2345', lifeSeconds: 600, isNew: true }),
    letters.resetEmail({ url, lifeSeconds: 1_800 }),
    letters.changeEmailEmail({ url, lifeSeconds: 3_600 }),
    letters.passwordChangedEmail({ url }),
  ]
  for (const letter of all) {
    const { mail } = await received(letter, TO)
    expect(mail.subject).toBe(letter.subject)
    expect(mail.html).toContain(`href="${url}"`)
    expect(mail.text).toContain(url)
    if (letter.code) expect([mail.html, mail.text].every((body) => body?.includes(letter.code!))).toBe(true)
  }
  const { mail } = await received(letters.reauthenticationEmail({ code: 'ABCD-2345', lifeSeconds: 600 }), TO)
  expect(mail.text).toContain('ABCD-2345')
})
