import { readFileSync } from 'node:fs'

/** How many tests passed and failed by the report that a stage wrote; null when it wrote none. */
export function countReport(file, format) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  switch (format) {
    case 'vitest':
      return { passed: report.numPassedTests, failed: report.numFailedTests + filesThatDidNotLoad(report) }
    case 'playwright':
      return {
        passed: report.stats.expected + report.stats.flaky,
        failed: report.stats.unexpected + report.errors.length,
      }
    case 'own':
      return { passed: report.passed, failed: report.failed }
    default:
      throw new Error(`No such report: ${format}`)
  }
}

function filesThatDidNotLoad(report) {
  return report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
}
