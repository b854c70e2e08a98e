import readline from 'node:readline'

/** Answers JSON-RPC requests, one a line, until the input ends. */
export async function answerRequests(openEngine) {
  const pending = new Set()
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    if (!request.method) continue
    const answer = answerOne(request, openEngine).finally(() => pending.delete(answer))
    pending.add(answer)
  }
  await Promise.all(pending)
  process.exit(0)
}

async function answerOne({ id, method, params = {} }, openEngine) {
  try {
    const engine = await openEngine()
    const handle = handlers[method] ?? ((any, given) => any[method](given))
    send({ id, result: (await handle(engine, params)) ?? null })
  } catch (error) {
    const message = error?.cause?.message ?? error?.message ?? String(error)
    const data = { is_panic: false, message, meta: error?.meta, error_code: error?.code }
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } })
  }
}

const handlers = {
  getDatabaseVersion: (engine, params) => engine.version(params),

  async diff(engine, params) {
    const result = await engine.diff(params)
    if (result?.stdout == null) return result
    send({ id: 0, method: 'print', params: { content: result.stdout } })
    return { ...result, stdout: null }
  },

  async evaluateDataLoss(engine, params) {
    const { isEmpty, script } = await nextMigration(engine, params)
    const drops = isEmpty ? [] : script.split('\n').filter((line) => /\bDROP (TABLE|COLUMN|TYPE|SCHEMA)\b/.test(line))
    const warnings = drops.map((line, stepIndex) => ({ message: `Data may be lost: ${line.trim()}`, stepIndex }))
    return { migrationSteps: isEmpty ? 0 : 1, unexecutableSteps: [], warnings }
  },

  async createMigration(engine, params) {
    const { isEmpty, script } = await nextMigration(engine, params)
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const name = isEmpty && !params.draft ? null : `${stamp}_${params.migrationName || 'migration'}`
    const migrationScript = isEmpty ? (params.draft ? '-- This is an empty migration.' : null) : script
    return { connectorType: 'postgresql', generatedMigrationName: name, extension: 'sql', migrationScript }
  },
}

/** The engine's own two methods do not find the shadow database in WebAssembly; its `diff` does and gives the same SQL. */
async function nextMigration(engine, { migrationsList, schema, filters }) {
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationsList },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: true,
    filters,
  })
  return { isEmpty: exitCode === 0, script: stdout }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
