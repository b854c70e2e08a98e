'use client'

import { type UseFormReturnType, useForm } from '@mantine/form'
import type { MonitorFormValues } from './form-values'

export type MonitorFormState = UseFormReturnType<MonitorFormValues>

export function useMonitorForm(initial: MonitorFormValues): MonitorFormState {
  return useForm<MonitorFormValues>({ mode: 'controlled', initialValues: initial })
}
