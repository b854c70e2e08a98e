import { withApi } from '@/lib/http/api/with-api'
import { resumeMonitor } from '@/lib/services/monitors/resume-monitor'

export const POST = withApi('resumeMonitor', resumeMonitor)
