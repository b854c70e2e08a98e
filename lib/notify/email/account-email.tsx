import { Body, Container, Head, Heading, Html, Preview, Text } from '@react-email/components'
import { Links, styles } from './mail-parts'

/** A mail to one person about their account or an invitation: a heading, a few sentences, perhaps a code and a link. */
export interface AccountEmail {
  subject: string
  heading: string
  sentences: readonly string[]
  /** To type in, in two groups. */
  code?: string
  link?: { label: string; url: string }
  /** Why this mail came, and what to do if the reader did not request it. */
  footnote: string
}

export function AccountEmailMail({ email }: { email: AccountEmail }) {
  const { heading, sentences, code, link, footnote } = email
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview>{sentences[0] ?? heading}</Preview>
      <Body style={styles.body}>
        <Container style={styles.card}>
          <Heading as="h1" style={styles.heading}>
            {heading}
          </Heading>
          {sentences.map((sentence) => (
            <Text key={sentence} style={styles.small}>
              {sentence}
            </Text>
          ))}
          {code && <Text style={CODE}>{code}</Text>}
          {link && <Links links={[link]} />}
          <Text style={{ ...styles.caption, marginTop: 16 }}>{footnote}</Text>
        </Container>
      </Body>
    </Html>
  )
}

const CODE = { ...styles.mono, margin: '16px 0 0', fontSize: 24, lineHeight: '32px', letterSpacing: '0.08em' }
