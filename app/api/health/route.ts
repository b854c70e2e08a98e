import { getHealthAnswers } from '@/lib/http/api/health-answers'

/** The process is alive; whether it can do its work is in /api/ready. */
export async function GET() {
  const { body } = await getHealthAnswers().health()
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
