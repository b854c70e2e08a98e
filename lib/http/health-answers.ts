import { HealthAnswers } from '@/lib/services/health/answer-health'
import { getResources } from './resources'

const holder = globalThis as unknown as { lubdubHealth?: HealthAnswers }

/** Those of the web process, which answers: so its dashboard does. */
export function getHealthAnswers(): HealthAnswers {
  holder.lubdubHealth ??= new HealthAnswers(getResources().pool, { isDashboardUp: async () => true })
  return holder.lubdubHealth
}
