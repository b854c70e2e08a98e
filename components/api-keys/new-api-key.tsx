'use client'

import { Autocomplete, Button, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Plus } from 'lucide-react'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import dialog from '@/components/forms/dialog.module.css'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import type { ApiKeyView, CreateApiKeyInput, CreatedApiKeyView } from '@/lib/contract/api-keys'
import { ACCESS_LABELS } from './access-labels'
import { TokenOnce } from './token-once'

interface Props {
  families: readonly string[]
  baseUrl: string
  create: (input: CreateApiKeyInput) => Promise<ActionResult<CreatedApiKeyView>>
}

const LIVES = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: '', label: 'never' },
]

/** The button that creates an API key, with its dialog. */
export function NewApiKey(props: Props) {
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<CreatedApiKeyView | null>(null)
  const close = () => {
    setOpen(false)
    setMade(null)
  }
  return (
    <>
      <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setOpen(true)}>
        New API key
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={made ? `Key ${made.name}` : 'New API key'}
        size="lg"
        closeOnClickOutside={made === null}
      >
        {made ? (
          <TokenOnce made={made} baseUrl={props.baseUrl} onDone={close} />
        ) : (
          <KeyForm {...props} onMade={setMade} />
        )}
      </Modal>
    </>
  )
}

function KeyForm({ families, create, onMade }: Props & { onMade: (made: CreatedApiKeyView) => void }) {
  const form = useForm({ initialValues: { name: '', access: 'read' as ApiKeyView['access'], family: '', days: '90' } })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit(({ name, access, family, days }) =>
    start(async () => {
      const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString()
      const input = { name, access, family: family.trim() || null, expiresAt }
      const result = await withReauthentication(() => create(input)).catch(() => null)
      if (result?.ok) return onMade(result.ok)
      const error = result?.error ?? { message: 'Lubdub did not answer. Try again.', field: null }
      form.setFieldError(error.field === 'expiresAt' ? 'days' : (error.field ?? 'name'), error.message)
    }),
  )
  return (
    <form className={dialog.dialog} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="The program that uses it, such as terraform."
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Radio.Group label="Access" {...form.getInputProps('access')}>
        <Stack gap={8} mt={8}>
          {Object.entries(ACCESS_LABELS).map(([value, { label, description }]) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      <Autocomplete
        label="Only for one family"
        description="The key can use only the monitors of that family. Empty: all monitors, and channels."
        data={[...families]}
        {...form.getInputProps('family')}
      />
      <Select label="Ends" data={LIVES} allowDeselect={false} {...form.getInputProps('days')} />
      <div className={dialog.end}>
        <Button type="submit" loading={isSaving}>
          Create key
        </Button>
      </div>
    </form>
  )
}
