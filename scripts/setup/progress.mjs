const isTerminal = process.stdout.isTTY === true
const STEP_MS = isTerminal ? 1000 : 10_000

/** Prints the present step and its seconds, so that a long step does not look like a hang. */
export async function withProgress(title, work) {
  const startedAt = performance.now()
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1)
  write(`${title} …`)
  const timer = setInterval(() => write(`${title} … ${Math.round(Number(seconds()))} s`), STEP_MS)
  try {
    const result = await work()
    clearInterval(timer)
    write(`${title}: done in ${seconds()} s`)
    if (isTerminal) process.stdout.write('\n')
    return result
  } catch (error) {
    clearInterval(timer)
    write(`${title}: failed after ${seconds()} s`)
    if (isTerminal) process.stdout.write('\n')
    throw error
  }
}

function write(line) {
  process.stdout.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`)
}
