import './setup/require-node.mjs'
import os from 'node:os'
import { ensurePrismaClient } from './setup/generate.mjs'
import { guard } from './setup/guard.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { root } from './setup/root.mjs'
import { choose } from './test/choose.mjs'

/**
 * Runs before every commit: all checks, as many at a time as there are processors. `npm run check types` runs some;
 * with `--all` the long tests, too.
 */
await guard(async () => {
  process.chdir(root)
  await ensureInstalled()
  await ensurePrismaClient()
  const { steps } = await import('./check/steps.mjs')
  const isAll = process.argv.includes('--all')
  const wanted = process.argv.slice(2).filter((arg) => arg !== '--all')
  const queue = choose(steps, wanted)
  /** @type {string[]} */
  const failed = []

  const work = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const startedAt = performance.now()
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
      try {
        const remark = await step.run({ isAll })
        console.log(`ok      ${step.name} (${seconds()})${remark ? `: ${remark}` : ''}`)
      } catch (error) {
        failed.push(step.name)
        console.log(
          `FAILED  ${step.name} (${seconds()})\n${error?.name === 'CheckFailure' ? error.message : error?.stack}\n`,
        )
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, os.availableParallelism()) }, work))
  if (failed.length === 0) return
  console.log(`${failed.length} check(s) failed: ${failed.join(', ')}`)
  process.exitCode = 1
})
