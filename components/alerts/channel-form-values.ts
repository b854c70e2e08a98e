import type { KindForm } from '@/lib/services/channels/kind-forms'

/** What is saved. The server checks it by the kind's schema. */
export interface ChannelInput {
  kind: string
  name: string
  config: object
}

export interface ChannelFormValues {
  kind: string
  name: string
  /** By kind and field, so that a change of the kind loses nothing and mixes nothing. */
  config: Record<string, Record<string, unknown>>
}

/** The values of a new channel, of the first kind, or of an existing one. */
export function initialValues(
  kinds: readonly Pick<KindForm, 'kind' | 'fields'>[],
  channel: ChannelInput = { kind: kinds[0]?.kind ?? '', name: '', config: {} },
): ChannelFormValues {
  const { kind: own, name } = channel
  const config = kinds.map(({ kind, fields }) => {
    const known: Record<string, unknown> = kind === own ? { ...channel.config } : {}
    const values = fields.map(({ name, type }) => [name, known[name] ?? (type === 'texts' ? [] : '')])
    return [kind, Object.fromEntries(values)]
  })
  return { kind: own, name, config: Object.fromEntries(config) }
}

/** What the form saves: the config of the chosen kind. */
export function configInput({ kind, name, config }: ChannelFormValues): ChannelInput {
  return { kind, name, config: config[kind] ?? {} }
}

/** The field of the form that shows an error at this path, such as `config.to.0`. An error of no field is at the name. */
export function formFieldOf(path: string | null, { kind, fields }: Pick<KindForm, 'kind' | 'fields'>): string {
  const own = fields.find(({ name }) => path === `config.${name}` || path?.startsWith(`config.${name}.`))
  return own ? `config.${kind}.${own.name}` : 'name'
}
