import { getResources } from '@/lib/http/resources'
import { getHealth } from '@/lib/services/health/get-health'

export async function GET() {
  const health = await getHealth(getResources().pool)
  return Response.json(health, { status: health.ready ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
