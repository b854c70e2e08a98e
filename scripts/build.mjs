import './setup/require-node.mjs'
import { buildAll } from './setup/build-all.mjs'
import { guard } from './setup/guard.mjs'

await guard(buildAll)
