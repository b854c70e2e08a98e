import { Body, Container, Head, Heading, Html, Preview, Text } from '@react-email/components'
import { Links, styles } from './mail-parts'

export interface InvitationWords {
  workspaceName: string
  invitedBy: string
  role: string
  url: string
  /** When the link stops working, in words. */
  until: string
}

/** The mail that invites someone into a workspace. */
export function InvitationMail({ workspaceName, invitedBy, role, url, until }: InvitationWords) {
  const article = /^[aeiou]/.test(role) ? 'an' : 'a'
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview>{`${invitedBy} invites you to ${workspaceName}`}</Preview>
      <Body style={styles.body}>
        <Container style={styles.card}>
          <Heading as="h1" style={styles.heading}>
            {invitedBy} invites you to “{workspaceName}”.
          </Heading>
          <Text style={styles.small}>
            You would be {article} {role} of this workspace on Lubdub, which watches scheduled and batch jobs. The page
            behind the link asks before anything happens.
          </Text>
          <Links links={[{ label: 'Open the invitation', url }]} />
          <Text style={{ ...styles.small, marginTop: 16, wordBreak: 'break-all' }}>{url}</Text>
          <Text style={{ ...styles.caption, marginTop: 16 }}>
            The link works once, until {until}, and is for this address only. If you did not expect it, you do not need
            to do anything.
          </Text>
        </Container>
      </Body>
    </Html>
  )
}
