import type { z } from 'zod'
import type { Message, SendResult } from './message'

/** The settings of the installation for sending. */
export interface SendSettings {
  /** Null: this process cannot send mail, and leaves it to other processes. */
  smtpUrl: string | null
  mailFrom: string
  /** The domain part of the mails' message ids. */
  mailDomain: string
  allowPrivateWebhooks: boolean
}

/** A config from the database. An earlier version may have stored it, so a kind expects nothing of its values. */
export type StoredConfig = Readonly<Record<string, unknown>>

/** A channel, ready to send to. */
export interface Target {
  kind: string
  /** With the whole secret. */
  config: StoredConfig
  /** `whsec_` and base64, the newest first. More than one during a rotation; none if the kind does not sign. */
  signingSecrets: readonly string[]
  settings: SendSettings
  /** The final results of earlier tries of this delivery, by recipient. */
  settled: Readonly<Record<string, 'sent' | 'refused'>>
}

/** A field of the form, for one field of the config. */
export type FormField = {
  /** Its name in the config. */
  name: string
  label: string
  description: string
  placeholder: string
} & (
  | { type: 'text' | 'url' }
  /** A list of texts, which also ends an entry at a separator. */
  | { type: 'texts'; most: number; separators: readonly string[] }
)

/** What a kind needs of the installation, and what people are told while it is missing. */
export interface Need {
  isMet(settings: Pick<SendSettings, 'smtpUrl'>): boolean
  /** Why a channel cannot send. */
  missing: string
  /** What a delivery waits for. */
  awaited: string
  /** The last error of a channel whose deliveries no worker takes. */
  unsent: string
}

/**
 * All that the rest of Lubdub knows of a kind of channel. It is data and light code, since the contract imports it:
 * what connects to something is imported when it is called.
 */
export interface ChannelKind {
  /** As it is stored and sent. */
  kind: string
  /** For people. */
  title: string
  /** In a sentence that lists what a channel can be. */
  inWords: string
  /** The section of `docs/` about it. */
  docs: string
  /** The config as people enter it, with errors that say what to do. */
  config: z.ZodType<StoredConfig>
  /** The config as people see it. */
  shownConfig: z.ZodType<StoredConfig>
  /**
   * The one field of the config, a text, that is a secret: it is stored encrypted, and those who may not change the
   * channel see it masked. To mask a masked value changes nothing.
   */
  secretField: { name: string; mask(value: string): string } | null
  /** Whether its messages are signed with a secret that Lubdub creates and shows once. */
  hasSigningSecret: boolean
  /** Null: each worker can send to it. */
  need: Need | null
  form: { namePlaceholder: string; fields: readonly FormField[] }
  /** The receiver in one line for people. The secret is masked. */
  goesTo(config: StoredConfig): string
  /** Who gets the alerts. A new recipient, or another secret, needs a reauthentication. */
  recipientsOf(config: StoredConfig): readonly string[]
  /**
   * Why the sender would refuse this config, before it is saved or tested; null when it would not. May take 2 s, and is
   * called outside any transaction.
   */
  faultOf(
    config: StoredConfig,
    settings: Pick<SendSettings, 'allowPrivateWebhooks'>,
  ): Promise<{ field: string; message: string } | null>
  /** The public name under which tries are counted, and how many at a time it takes from all channels together. */
  placeOf(config: StoredConfig): { host: string; hostTakes?: number }
  /** Sends one message. Never throws because of the receiver, and gives up after 15 s. */
  send(message: Message, target: Target): Promise<SendResult>
}
