import type { AccountEmail } from '@/lib/notify/email/account-email'

const NOT_YOU = 'If this was not you, you do not have to do anything: nobody can sign in without this mail.'
const minutes = (seconds: number) => `${Math.round(seconds / 60)} minutes`

export function signInEmail({
  url,
  code,
  lifeSeconds,
  isNew,
}: {
  url: string
  code: string
  lifeSeconds: number
  isNew: boolean
}): AccountEmail {
  return {
    subject: isNew ? 'Your new account on Lubdub' : 'Sign in to Lubdub',
    heading: isNew ? 'Make your account' : 'Sign in to Lubdub',
    sentences: [
      'Type this code in the page where you asked for it, or open the link in the browser in which you want to sign in.',
      `Either works once, within ${minutes(lifeSeconds)}.`,
    ],
    code,
    link: { label: isNew ? 'Make the account' : 'Sign in', url },
    footnote: `Somebody asked for this with your address. ${NOT_YOU}`,
  }
}

export function reauthenticationEmail({ code, lifeSeconds }: { code: string; lifeSeconds: number }): AccountEmail {
  return {
    subject: 'Your code for Lubdub',
    heading: 'Prove that it is you',
    sentences: [`Type this code in the page where you asked for it. It works once, within ${minutes(lifeSeconds)}.`],
    code,
    footnote:
      'Somebody who is signed in as you wants to change something sensitive. If this was not you, sign in, and end your other sessions under Settings.',
  }
}

export function resetEmail({ url, lifeSeconds }: { url: string; lifeSeconds: number }): AccountEmail {
  return {
    subject: 'A new password for Lubdub',
    heading: 'Choose a new password',
    sentences: [
      `The link works once, within ${minutes(lifeSeconds)}. A new password ends all your sessions, on every device.`,
    ],
    link: { label: 'Choose a password', url },
    footnote: `Somebody asked for this with your address. ${NOT_YOU}`,
  }
}

export function passwordChangedEmail({ url }: { url: string }): AccountEmail {
  return {
    subject: 'Your password for Lubdub was changed',
    heading: 'Your password was changed',
    sentences: ['The new password is valid from now on, and your other sessions have ended.'],
    link: { label: 'This was not me', url },
    footnote:
      'If this was not you, choose another password at once: the link opens the page where you can ask for one.',
  }
}

export function changeEmailEmail({ url, lifeSeconds }: { url: string; lifeSeconds: number }): AccountEmail {
  return {
    subject: 'Confirm your new address for Lubdub',
    heading: 'Confirm this address',
    sentences: [
      `Somebody wants to sign in to Lubdub with this address from now on. The link works once, within ${minutes(lifeSeconds)}.`,
    ],
    link: { label: 'Confirm the address', url },
    footnote: 'If this was not you, you do not have to do anything: nothing changes unless the link is opened.',
  }
}

export function emailChangedEmail({
  url,
  newEmail,
  days,
}: {
  url: string
  newEmail: string
  days: number
}): AccountEmail {
  return {
    subject: 'Your address for Lubdub was changed',
    heading: 'Your address was changed',
    sentences: [
      `Your account on Lubdub now belongs to ${newEmail}, and mails go there.`,
      `If this was not you, take it back within ${days} days: this address is valid again, every session ends, and everything that was set up for sign-in since the change is removed.`,
    ],
    link: { label: 'Take it back', url },
    footnote: 'If it was you, you do not have to do anything.',
  }
}

export function connectedEmail({ provider, url }: { provider: string; url: string }): AccountEmail {
  return {
    subject: `${provider} now signs you in to Lubdub`,
    heading: `${provider} was connected`,
    sentences: [`From now on your account at ${provider} signs you in to Lubdub.`],
    link: { label: 'See your ways to sign in', url },
    footnote: 'If this was not you, disconnect it there and change your password.',
  }
}
