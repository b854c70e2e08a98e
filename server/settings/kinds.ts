import { FLAG_WORDS, parseFlag } from '@/lib/base/env'
import { isMistyped } from '@/lib/base/secrets'
import { parseSignUpPolicy } from '@/lib/core/sign-in'

/**
 * Checks a value. Null: it is valid. Else what it must be, to follow the setting's name; `null` in `shown` keeps it
 * secret.
 */
export interface Kind {
  /** Its name in the documents. */
  name: string
  fault(value: string): string | null
  /** Whether the value may appear in a message. */
  isSecret?: boolean
}

export const text: Kind = { name: 'text', fault: () => null }

export const flag: Kind = { name: 'yes or no', fault: (value) => (parseFlag(value) === null ? FLAG_WORDS : null) }

export function number({ min = 0, max }: { min?: number; max: number }): Kind {
  const isOne = (value: string) => /^\s*\d+\s*$/.test(value) && Number(value) >= min && Number(value) <= max
  return { name: 'whole number', fault: (value) => (isOne(value) ? null : `a number between ${min} and ${max}`) }
}

export function oneOf(...words: string[]): Kind {
  return {
    name: words.join(', '),
    fault: (value) => (words.includes(value) ? null : `one of ${words.join(', ')}`),
  }
}

/** An address: a scheme, a host, perhaps a port; a slash at the end is allowed. */
export const origin: Kind = {
  name: 'URL',
  fault(value) {
    const url = parse(value)
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return 'a URL with its scheme, such as https://lubdub.example.com'
    }
    if (url.username || url.password) return 'a URL without a user and a password'
    const hasPath = !/^\/*$/.test(url.pathname) || url.search !== '' || url.hash !== ''
    return hasPath ? `a URL without a path, such as ${url.origin}: Lubdub is not served below one` : null
  },
}

export const httpUrl: Kind = {
  name: 'URL',
  fault: (value) =>
    /^https?:$/.test(parse(value)?.protocol ?? '') ? null : 'a URL that begins with https:// or http://',
}

export const databaseUrl: Kind = { name: 'URL', isSecret: true, fault: databaseUrlFault }

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

export const smtpUrl: Kind = {
  name: 'URL',
  isSecret: true,
  fault(value) {
    const url = parse(value)
    const isOne = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
    return isOne ? null : 'like smtps://user:password@mail.example.com or smtp://host:587'
  },
}

const ADDRESS = /^[^\s@<>,;:"()[\]]+@[^\s@<>,;:"()[\]]+$/

export const address: Kind = {
  name: 'mail address',
  fault: (value) => (ADDRESS.test(value) ? null : 'a mail address, such as ada@example.com'),
}

export const mailbox: Kind = {
  name: 'mail address with a name',
  fault(value) {
    const [, inner = value] = /^[^<>]*<([^<>]*)>$/.exec(value.trim()) ?? []
    const isOne = ADDRESS.test(inner.trim()) && !/[\r\n]/.test(value)
    return isOne ? null : 'a mail address, such as lubdub@example.com or Lubdub <lubdub@example.com>'
  },
}

export const secret: Kind = {
  name: 'secret',
  isSecret: true,
  fault: (value) => (value.length < 32 ? `at least 32 characters; these are ${value.length}` : null),
}

export const secrets: Kind = {
  name: 'secrets',
  isSecret: true,
  fault(value) {
    const short = value.split(/[\s,]+/).filter((each) => each !== '' && each.length < 32)
    return short.length > 0 ? 'secrets of at least 32 characters each, separated by commas' : null
  },
}

export const password: Kind = { name: 'secret', isSecret: true, fault: () => null }

export const writeKey: Kind = {
  name: 'API key',
  isSecret: true,
  fault(value) {
    if (!/^ldw_[A-Za-z0-9]{32,}$/.test(value)) return 'ldw_ and at least 32 letters and digits, all of them random'
    return isMistyped(value) ? 'a key without a mistake: its last six characters do not fit the rest' : null
  },
}

export const headerName: Kind = {
  name: 'header',
  fault: (value) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? null : 'the name of a header, such as CF-IPCountry'),
}

export const signUp: Kind = {
  name: 'policy',
  fault(value) {
    try {
      parseSignUpPolicy(value)
      return null
    } catch {
      return 'open, invitation or a list of domains of mail addresses'
    }
  },
}

function parse(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null
}
