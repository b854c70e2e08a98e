import { healthView, livingView, readyQuery } from '../health'
import { type Operation, read } from './operation'

export const healthOperations: readonly Operation[] = [
  {
    ...read,
    id: 'getReady',
    permission: 'everybody',
    path: '/api/ready',
    tag: 'health',
    summary: 'Whether beats can be taken; with all=1, whether every part does its work',
    query: readyQuery,
    answer: healthView,
    answers: 'Ready. 503 with the same body when it is not.',
  },
  {
    ...read,
    id: 'getHealth',
    permission: 'everybody',
    path: '/api/health',
    tag: 'health',
    summary: 'The process lives; since when each part is as it is',
    answer: livingView,
    answers: 'It lives, whatever else is so.',
  },
]
