import { readFileSync, watchFile } from 'node:fs'
import path from 'node:path'
import type { SupervisedChild } from './supervised-child'

/** For `npm run dev`: starts a child again when its bundle was written with other contents. */
export function restartWhenRebuilt(children: readonly SupervisedChild[]): void {
  for (const child of children) {
    const file = path.join(import.meta.dirname, `${child.name}.mjs`)
    let contents = readFileSync(file, 'utf8')
    watchFile(file, { interval: 200, persistent: false }, () => {
      const latest = readFileSync(file, 'utf8')
      if (latest === contents) return
      contents = latest
      console.log(`[${child.name}] rebuilt; starting it again`)
      child.restart()
    })
  }
}
