export { isAlive } from './lock-holder.mjs'
