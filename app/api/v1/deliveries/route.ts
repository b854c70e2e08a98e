import { withApi } from '@/lib/http/api/with-api'
import { listDeliveries } from '@/lib/services/deliveries/list-deliveries'

export const GET = withApi('listDeliveries', listDeliveries)
