import { z } from 'zod'
import { FLAG_WORDS, parseFlag } from '@/lib/base/flag'
import { isMistyped } from '@/lib/base/secrets'
import { parseSignUpPolicy, type SignUpPolicy } from '@/lib/core/sign-in'

/** How a value is read from its text. What is wrong with it completes the sentence "NAME must be …". */
export interface Kind<T> {
  shape: z.ZodType<T, string>
  /** Whether the value must not appear in a message. */
  isSecret?: boolean
}

/** A text for which `fault` says what it must be. Null: it is valid. */
function textThat(fault: (value: string) => string | null) {
  return z.string().superRefine((value, ctx) => {
    const wanted = fault(value)
    if (wanted !== null) ctx.addIssue({ code: 'custom', message: wanted })
  })
}

export const text: Kind<string> = { shape: z.string() }

export const flag: Kind<boolean> = {
  shape: textThat((value) => (parseFlag(value) === null ? FLAG_WORDS : null)).transform(
    (value) => parseFlag(value) === true,
  ),
}

export function number({ min = 0, max }: { min?: number; max: number }): Kind<number> {
  const isOne = (value: string) => /^\s*\d+\s*$/.test(value) && Number(value) >= min && Number(value) <= max
  return {
    shape: textThat((value) => (isOne(value) ? null : `a number between ${min} and ${max}`)).transform(Number),
  }
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return { shape: z.enum(words, { error: `one of ${words.join(', ')}` }) }
}

/** An address: a scheme, a host, perhaps a port; a slash at the end is allowed. */
export const origin: Kind<string> = {
  shape: textThat((value) => {
    const url = parse(value)
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return 'a URL with its scheme, such as https://lubdub.example.com'
    }
    if (url.username || url.password) return 'a URL without a user and a password'
    const hasPath = !/^\/*$/.test(url.pathname) || url.search !== '' || url.hash !== ''
    return hasPath ? `a URL without a path, such as ${url.origin}: Lubdub is not served below one` : null
  }).transform((value) => value.replace(/\/+$/, '')),
}

export const httpUrl: Kind<string> = {
  shape: textThat((value) =>
    /^https?:$/.test(parse(value)?.protocol ?? '') ? null : 'a URL that begins with https:// or http://',
  ),
}

export const databaseUrl: Kind<string> = { isSecret: true, shape: textThat(databaseUrlFault) }

const SEVERAL_HOSTS =
  'the URL of one server. Lubdub does not choose among several hosts; name an address that always leads to the primary, such ' +
  'as that of haproxy or a floating address'

function databaseUrlFault(value: string): string | null {
  const shape = 'like postgresql://user:password@host:5432/name'
  const [, authority = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)/.exec(value) ?? []
  if (!/^postgres(ql)?:\/\//.test(value)) return shape
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) return SEVERAL_HOSTS
  const url = parse(value)
  if (url === null) return `${shape}; a password with @, /, ? or # in it has these percent-encoded`
  if (url.searchParams.get('host')?.includes(',')) return SEVERAL_HOSTS
  const attributes = url.searchParams.get('target_session_attrs')
  if (attributes && !['any', 'read-write', 'primary'].includes(attributes)) {
    return `the URL of a primary: target_session_attrs=${attributes} asks for a server that cannot be written to`
  }
  return null
}

export const smtpUrl: Kind<string> = {
  isSecret: true,
  shape: textThat((value) => {
    const url = parse(value)
    const isOne = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
    return isOne ? null : 'like smtps://user:password@mail.example.com or smtp://host:587'
  }),
}

const ADDRESS = /^[^\s@<>,;:"()[\]]+@[^\s@<>,;:"()[\]]+$/

export const address: Kind<string> = {
  shape: textThat((value) => (ADDRESS.test(value) ? null : 'a mail address, such as ada@example.com')),
}

export const mailbox: Kind<string> = {
  shape: textThat((value) => {
    const [, inner = value] = /^[^<>]*<([^<>]*)>$/.exec(value.trim()) ?? []
    const isOne = ADDRESS.test(inner.trim()) && !/[\r\n]/.test(value)
    return isOne ? null : 'a mail address, such as lubdub@example.com or Lubdub <lubdub@example.com>'
  }),
}

export const secret: Kind<string> = {
  isSecret: true,
  shape: textThat((value) => (value.length < 32 ? `at least 32 characters; these are ${value.length}` : null)),
}

const splitSecrets = (value: string) => value.split(/[\s,]+/).filter((each) => each !== '')

export const secrets: Kind<readonly string[]> = {
  isSecret: true,
  shape: textThat((value) =>
    splitSecrets(value).some((each) => each.length < 32)
      ? 'secrets of at least 32 characters each, separated by commas'
      : null,
  ).transform(splitSecrets),
}

export const password: Kind<string> = { isSecret: true, shape: z.string() }

export const writeKey: Kind<string> = {
  isSecret: true,
  shape: textThat((value) => {
    if (!/^ldw_[A-Za-z0-9]{32,}$/.test(value)) return 'ldw_ and at least 32 letters and digits, all of them random'
    return isMistyped(value) ? 'a key without a mistake: its last six characters do not fit the rest' : null
  }),
}

export const headerName: Kind<string> = {
  shape: textThat((value) =>
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? null : 'the name of a header, such as CF-IPCountry',
  ),
}

export const signUp: Kind<SignUpPolicy> = {
  shape: textThat((value) => {
    try {
      parseSignUpPolicy(value)
      return null
    } catch {
      return 'open, invitation or a list of domains of mail addresses'
    }
  }).transform(parseSignUpPolicy),
}

function parse(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null
}
