import { Autocomplete, NumberInput, Radio, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { DurationInput } from '@/components/forms/duration-input'
import type { MonitorSetting } from '@/lib/contract/monitor-setting'
import type { SettingName } from '@/lib/contract/setting-names'
import { expectsFromCreation } from './form-values'
import { saidOf } from './setting-said'
import type { MonitorFormState } from './use-monitor-form'

/** What other monitors say, by setting. */
export type Suggestions = Readonly<Partial<Record<SettingName, readonly string[]>>>

interface Props {
  form: MonitorFormState
  name: SettingName
  setting: MonitorSetting
  suggestions: Suggestions
}

const MONO = { input: { fontFamily: 'var(--font-geist-mono)' } }

/** The control of a setting, by its kind. Nothing for kinds that have a part of the form to themselves. */
export function SettingControl({ form, name, setting, suggestions }: Props) {
  const { label, description } = saidOf(setting)
  const said = { label, description, 'data-field': name }
  const input = form.getInputProps(name)
  switch (setting.kind) {
    case 'text':
      if (setting.isSuggested) return <Autocomplete {...said} data={[...(suggestions[name] ?? [])]} {...input} />
      if (setting.look === 'long') return <Textarea {...said} autosize minRows={2} {...input} />
      return <TextInput {...said} styles={setting.look === 'code' ? MONO : undefined} {...input} />
    case 'duration':
      return (
        <div data-field={name}>
          <DurationInput
            {...{ label, description }}
            least={setting.least}
            offLabel={setting.default === null ? offLabel(form, setting) : undefined}
            {...input}
          />
        </div>
      )
    case 'count':
      return <NumberInput {...said} clampBehavior="none" {...input} />
    case 'switch':
      return <SwitchControl form={form} name={name} said={said} />
    case 'choice':
      return (
        <Radio.Group {...said} {...input}>
          <Stack gap={8} mt={8}>
            {Object.entries(setting.options).map(([value, words]) => (
              <Radio key={value} value={value} label={words} />
            ))}
          </Stack>
        </Radio.Group>
      )
    case 'steps':
    case 'tags':
    case 'addresses':
      return <ListControl input={input} said={said} setting={setting} known={suggestions[name]} />
    default:
      return null
  }
}

interface ListProps {
  input: ReturnType<MonitorFormState['getInputProps']>
  said: object
  setting: Extract<MonitorSetting, { kind: 'steps' | 'tags' | 'addresses' }>
  known: readonly string[] | undefined
}

/** Texts that are typed one after the other. */
function ListControl({ input, said, setting, known = [] }: ListProps) {
  const isOfAddresses = setting.kind === 'addresses'
  return (
    <TagsInput
      {...said}
      data={[...known]}
      limit={20}
      splitChars={isOfAddresses ? [',', ' '] : [',']}
      placeholder={isOfAddresses && input.value.length === 0 ? setting.placeholder : undefined}
      acceptValueOnBlur
      maxTags={setting.most}
      {...input}
    />
  )
}

function SwitchControl({ form, name, said }: Pick<Props, 'form' | 'name'> & { said: object }) {
  const input = form.getInputProps(name, { type: 'checkbox' })
  const checked = name === 'expectFromCreation' ? expectsFromCreation(form.values) : input.checked
  return <Switch {...said} {...input} checked={checked} />
}

function offLabel(form: MonitorFormState, setting: Extract<MonitorSetting, { kind: 'duration' }>): string {
  return (form.values.scheduleType === 'none' && setting.withoutSchedule) || 'off'
}
