import { z } from 'zod'
import { type Permission, permissions, type Rule } from '@/lib/core/access'
import type { RateClass } from '../rates'

/** One path and method of the API. */
export interface Operation {
  id: string
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  tag: string
  summary: string
  query?: z.ZodObject
  body?: z.ZodType
  answer?: z.ZodType
  status: 200 | 201 | 202 | 204
  /** The meaning of its success. */
  answers: string
  /** Who may do it. `everybody`: no key and no session is needed. */
  permission: Permission | 'everybody'
  /** A key for one family may do it within that family. */
  ofFamily?: true
  /** Whether it changes something. */
  isWrite?: boolean
  /** How often one key or person may do it, together with the others of its class. `unlimited`: no caller is known. */
  rate: RateClass | 'unlimited'
  /** Refusals that do not follow from the rest of the entry (`lib/contract/openapi-errors.ts`). */
  errors?: ('conflict' | 'not_found')[]
}

const write = { isWrite: true, rate: 'write' } as const

export const read = { method: 'get', status: 200, rate: 'read' } as const
export const make = { ...write, method: 'post', status: 201 } as const
export const change = { ...write, method: 'patch', status: 200 } as const
export const remove = { ...write, method: 'delete', status: 204, answers: 'It was deleted.' } as const
export const act = { ...write, method: 'post' } as const

export const MONITOR = '/api/v1/monitors/{monitorId}'

/** Whether only sessions of people may do it: no API key has the permission. */
export function isForPeople({ permission }: Operation): boolean {
  return permission !== 'everybody' && (permissions[permission] as Rule).keys.length === 0
}

/** The fields of the query that are lists: their names may come more than once. */
export function listNamesOf({ query }: Operation): string[] {
  return Object.entries(query?.shape ?? {}).flatMap(([name, schema]) => {
    const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
    return inner instanceof z.ZodArray ? [name] : []
  })
}
