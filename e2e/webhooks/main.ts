import { makeWorkDir } from '@/bench/support/work-dir'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { webhookCases } from './cases'
import { RECEIVERS } from './receivers'

/**
 * Runs the samples of docs/alerts.md that verify webhooks, each as it stands there, against signed messages, good and bad.
 * A language that is not on this machine counts as a failure.
 */
const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('webhooks')

for (const receiver of RECEIVERS) {
  if (!receiver.isHere()) {
    console.log(`FAILED  ${receiver.language} is not on this machine (Debian: python3, golang-go, php-cli, bash)`)
    count.failures.push(`${receiver.language} is on this machine`)
    continue
  }
  const verify = receiver.prepare(work.directory)
  for (const { name, isGood, message } of webhookCases()) {
    const isTaken = verify(message)
    if (isTaken === isGood) count.passed += 1
    else {
      count.failures.push(`${receiver.language}: ${name}`)
      console.log(`FAILED  ${receiver.language}: ${name} is ${isTaken ? 'taken' : 'refused'}`)
    }
  }
  console.log(`${receiver.language}: ${webhookCases().length} messages`)
}
work.remove()
process.exit(writeReport(count))
