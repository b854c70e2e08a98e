import { createHeartbeatKeyInput, heartbeatKeyList, heartbeatKeyView, rotateHeartbeatKeyInput } from '../heartbeat-keys'
import { act, MONITOR, make, type Operation, read, remove } from './operation'

const KEY = `${MONITOR}/keys/{keyId}`

export const heartbeatKeyOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listHeartbeatKeys',
    path: `${MONITOR}/keys`,
    tag: 'monitors',
    summary: 'List the heartbeat keys of a monitor',
    answer: heartbeatKeyList,
    answers: 'All keys; the main key leads.',
  },
  {
    ...make,
    id: 'createHeartbeatKey',
    path: `${MONITOR}/keys`,
    tag: 'monitors',
    summary: 'Create a purpose key',
    body: createHeartbeatKeyInput,
    answer: heartbeatKeyView,
    answers: 'The key with its URL.',
  },
  {
    ...make,
    id: 'rotateHeartbeatKey',
    path: `${KEY}/rotate`,
    tag: 'monitors',
    summary: 'Replace a heartbeat key by a new one',
    body: rotateHeartbeatKeyInput,
    answer: heartbeatKeyView,
    answers: 'The new key with its URL; the old one works for the overlap.',
    errors: ['conflict'],
  },
  {
    ...act,
    status: 200,
    id: 'disableHeartbeatKey',
    path: `${KEY}/disable`,
    tag: 'monitors',
    summary: 'Answer a heartbeat key like an unknown one',
    answer: heartbeatKeyView,
    answers: 'The disabled key.',
  },
  {
    ...act,
    status: 200,
    id: 'enableHeartbeatKey',
    path: `${KEY}/enable`,
    tag: 'monitors',
    summary: 'Let a disabled heartbeat key work again',
    answer: heartbeatKeyView,
    answers: 'The key.',
  },
  {
    ...remove,
    id: 'deleteHeartbeatKey',
    path: KEY,
    tag: 'monitors',
    summary: 'Delete a purpose key, or one that is being replaced',
    errors: ['conflict'],
  },
]
