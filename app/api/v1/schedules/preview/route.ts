import { withApi } from '@/lib/http/api/with-api'
import { previewSchedule } from '@/lib/services/monitors/preview-schedule'

// A POST because of its body; it changes nothing, so a read key is enough.
export const POST = withApi('previewSchedule', previewSchedule)
