import { redirect } from 'next/navigation'
import type { Access } from '@/lib/core/access'

export const access = 'everybody' satisfies Access

export default function HomePage() {
  redirect('/monitors')
}
