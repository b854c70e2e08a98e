import { healthView } from '../health'
import { type Operation, read } from './operation'

export const healthOperations: readonly Operation[] = [
  {
    ...read,
    id: 'getReady',
    path: '/api/ready',
    tag: 'health',
    summary: 'Whether beats are heard, deadlines judged and alerts sent',
    answer: healthView,
    answers: 'Ready. 503 with the same body when it is not.',
    isOpen: true,
  },
]
