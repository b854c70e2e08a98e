import { Link, Section, Text } from '@react-email/components'
import type { CSSProperties, ReactNode } from 'react'

const SANS = "Geist, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const MONO = "'Geist Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"

export const TONES = {
  down: { color: '#b91c1c', shape: '■' },
  up: { color: '#0f766e', shape: '●' },
  late: { color: '#92400e', shape: '▲' },
  running: { color: '#1d4ed8', shape: '◔' },
  partial: { color: '#9a3412', shape: '◐' },
  unjudged: { color: '#6d28d9', shape: '◌' },
  quiet: { color: '#57534e', shape: '○' },
} as const

export type Tone = keyof typeof TONES

export const styles = {
  body: { margin: 0, padding: '24px 12px', backgroundColor: '#f5f5f4', fontFamily: SANS, color: '#1c1917' },
  card: {
    maxWidth: 600,
    margin: '0 auto',
    padding: '24px',
    backgroundColor: '#ffffff',
    border: '1px solid #e7e5e4',
    borderRadius: 6,
    // A long path or address would make the mail wider than a phone.
    wordBreak: 'break-word',
  },
  heading: { margin: '4px 0 16px', fontSize: 18, lineHeight: '26px', fontWeight: 600 },
  caption: { margin: 0, fontSize: 12, lineHeight: '18px', color: '#57534e' },
  small: { margin: '0 0 4px', fontSize: 13, lineHeight: '20px' },
  mono: { fontFamily: MONO, fontSize: 13 },
  label: { width: 132, verticalAlign: 'top', fontSize: 13, lineHeight: '22px', color: '#57534e' },
  value: { verticalAlign: 'top', fontSize: 13, lineHeight: '22px' },
  output: {
    margin: '0 0 16px',
    padding: '12px',
    fontFamily: MONO,
    fontSize: 12,
    lineHeight: '18px',
    whiteSpace: 'pre-wrap',
    wordBreak: 'break-word',
    backgroundColor: '#f5f5f4',
    border: '1px solid #e7e5e4',
    borderRadius: 6,
  },
  primary: {
    display: 'inline-block',
    marginRight: 12,
    padding: '8px 14px',
    fontSize: 13,
    fontWeight: 600,
    color: '#ffffff',
    backgroundColor: '#b93a2b',
    borderRadius: 6,
    textDecoration: 'none',
  },
  link: { marginRight: 12, fontSize: 13, color: '#1d4ed8' },
} satisfies Record<string, CSSProperties>

/** A state as a shape, a word and a colour, always together. */
export function Mark({ tone, word }: { tone: Tone; word: string }) {
  return (
    <Text style={{ ...styles.small, margin: 0, fontWeight: 600, color: TONES[tone].color }}>
      {TONES[tone].shape} {word}
    </Text>
  )
}

export interface Fact {
  label: string
  value: ReactNode
}

/** A plain table, so that the text of the mail keeps label and value on one line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <table className="facts" cellPadding={0} cellSpacing={0} style={{ width: '100%', marginBottom: 16 }}>
      <tbody>
        {facts.map((fact) => (
          <tr key={fact.label}>
            <td style={styles.label}>{fact.label}</td>
            <td style={styles.value}>{fact.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The first link is the mail's one primary action. */
export function Links({ links }: { links: readonly { label: string; url: string }[] }) {
  return (
    <Section style={{ marginTop: 16 }}>
      {links.map((link, index) => (
        <Text key={link.label} style={styles.small}>
          <Link href={link.url} style={index === 0 ? styles.primary : styles.link}>
            {link.label}
          </Link>
        </Text>
      ))}
    </Section>
  )
}

export function Mono({ children }: { children: ReactNode }) {
  return <span style={styles.mono}>{children}</span>
}
