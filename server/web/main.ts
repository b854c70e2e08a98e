import { runAsChild } from '@/server/child'
import { startWeb } from './start-web'

runAsChild({ name: 'web', start: startWeb })
