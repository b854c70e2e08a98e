import type { ChannelKind } from './channel-kind'
import { channelKinds } from './kinds'

/** The kind of a stored channel. Null: a newer version has stored it. */
export function kindOf(word: string): ChannelKind | null {
  return channelKinds.find(({ kind }) => kind === word) ?? null
}

/** @throws Error when this version has no such kind. */
export function requireKind(word: string): ChannelKind {
  const kind = kindOf(word)
  if (kind === null) throw new Error(`Lubdub cannot send to a channel of kind ${word}.`)
  return kind
}
