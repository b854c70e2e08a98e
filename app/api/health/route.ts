import { getHealthAnswers } from '@/lib/http/health-answers'

/** The process is alive; whether it is of use is what /api/ready says. */
export async function GET() {
  const { body } = await getHealthAnswers().health()
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
