import './setup/require-node.mjs'
import { existsSync } from 'node:fs'
import { guard } from './setup/guard.mjs'
import { inRoot, root } from './setup/root.mjs'

const [name, ...args] = process.argv.slice(2)
const from = process.cwd()

/** Runs one of the built programs beside the product, and writes nothing into the program's own directory. */
await guard(async () => {
  process.chdir(root)
  if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))
  const file = inRoot('dist', `${name}.mjs`)
  if (!existsSync(file)) {
    const message = 'Lubdub is not built yet. Run `npm start`, or `npm run build`, first.'
    throw Object.assign(new Error(message), { name: 'StartError' })
  }
  process.argv = [process.execPath, file, ...args]
  // npm changes to the project's directory; file names are relative to where it was called.
  process.env.INIT_CWD ??= from
  process.setSourceMapsEnabled(true)
  await import(`../dist/${name}.mjs`)
})
