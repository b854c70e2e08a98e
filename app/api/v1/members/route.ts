import { withApi } from '@/lib/http/api/with-api'
import { listMembers } from '@/lib/services/members/list-members'

export const GET = withApi('listMembers', listMembers)
