import { healthView, livingView, readyQuery } from '../health'
import { type Operation, read } from './operation'

export const healthOperations: readonly Operation[] = [
  {
    ...read,
    id: 'getReady',
    permission: 'everybody',
    rate: 'unlimited',
    path: '/api/ready',
    tag: 'health',
    summary: 'Whether beats can be stored; with all=1, whether every part works',
    query: readyQuery,
    answer: healthView,
    answers: 'Ready. 503 with the same body when it is not.',
  },
  {
    ...read,
    id: 'getHealth',
    permission: 'everybody',
    rate: 'unlimited',
    path: '/api/health',
    tag: 'health',
    summary: 'The process runs; the state of each part and its start',
    answer: livingView,
    answers: 'The process runs, even if a part fails.',
  },
]
