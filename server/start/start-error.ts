export { StartError } from '@/lib/base/start-error'
