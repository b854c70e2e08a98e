import type { FormField } from '@/lib/notify/channel-kind'
import { channelKinds } from '@/lib/notify/kinds'

/** What a page shows of a kind of channel, as plain data for the browser. */
export interface KindForm {
  kind: string
  title: string
  inWords: string
  hasSigningSecret: boolean
  namePlaceholder: string
  fields: readonly FormField[]
}

/** The forms of all kinds, in the order in which people see them. */
export function kindForms(): KindForm[] {
  return channelKinds.map(({ kind, title, inWords, hasSigningSecret, form }) => ({
    kind,
    title,
    inWords,
    hasSigningSecret,
    ...form,
  }))
}
