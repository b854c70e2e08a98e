import { HealthAnswers } from '@/lib/services/health/answer-health'
import { getResources } from '../resources'

const holder = globalThis as unknown as { lubdubHealth?: HealthAnswers }

/** The parts of the web process. It answers, so the dashboard is up. */
export function getHealthAnswers(): HealthAnswers {
  holder.lubdubHealth ??= new HealthAnswers(getResources().pool, { isDashboardUp: async () => true })
  return holder.lubdubHealth
}
