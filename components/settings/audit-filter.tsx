import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { AuditAction, AuditActorView, AuditTargetKind } from '@/lib/contract/audit'
import { LinkButton } from '../ui/link-button'
import { actionLabels, targetLabels } from './audit-labels'
import classes from './audit-table.module.css'

/** The filter of the list, from the address of the page. */
export interface AuditFilterValues {
  action?: string
  actorId?: string
  targetKind?: string
  targetId?: string
  /** Days, both included, in the viewer's zone. */
  from?: string
  until?: string
}

interface Props {
  values: AuditFilterValues
  actors: readonly AuditActorView[]
  actions: readonly AuditAction[]
  targetKinds: readonly AuditTargetKind[]
}

const ANY = { value: '', label: 'any' }

/** The filter of the audit log. A plain form: the address of the page is its state. */
export function AuditFilter({ values, actors, actions, targetKinds }: Props) {
  const done = actions.map((value) => ({ value, label: actionLabels(value) }))
  const kinds = targetKinds.map((value) => ({ value, label: targetLabels(value) }))
  const people = actors.map(({ id, label }) => ({ value: id, label }))
  const isFiltered = Object.values(values).some((value) => value !== undefined)
  return (
    <form action="/settings/audit" className={classes.filter} aria-label="Filter" key={JSON.stringify(values)}>
      <NativeSelect name="action" label="What" size="xs" data={[ANY, ...done]} defaultValue={values.action} />
      <NativeSelect name="actorId" label="Who" size="xs" data={[ANY, ...people]} defaultValue={values.actorId} />
      <NativeSelect name="targetKind" label="About" size="xs" data={[ANY, ...kinds]} defaultValue={values.targetKind} />
      <TextInput
        name="targetId"
        label="Id"
        size="xs"
        defaultValue={values.targetId}
        placeholder="mon_…"
        maxLength={100}
      />
      <TextInput name="from" type="date" label="From day" size="xs" defaultValue={values.from} />
      <TextInput name="until" type="date" label="Until day" size="xs" defaultValue={values.until} />
      <Button type="submit" size="xs" variant="default">
        Filter
      </Button>
      {isFiltered && (
        <LinkButton href="/settings/audit" size="xs" variant="subtle" color="gray">
          Clear
        </LinkButton>
      )}
    </form>
  )
}
