import { getHealthAnswers } from '@/lib/http/api/health-answers'

export async function GET(request: Request) {
  const { status, body } = await getHealthAnswers().ready(new URL(request.url).search)
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
