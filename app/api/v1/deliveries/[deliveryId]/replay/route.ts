import { withApi } from '@/lib/http/api/with-api'
import { replayDelivery } from '@/lib/services/deliveries/replay-delivery'

export const POST = withApi('replayDelivery', replayDelivery)
