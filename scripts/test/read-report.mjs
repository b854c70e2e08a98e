import { readFileSync } from 'node:fs'

/** How many lines of an error are repeated at the end. */
const SHOWN_LINES = 25

/**
 * The content of a stage's report: how many passed, what failed and why, what passed on a second try. Null when there
 * is none.
 */
export function readReport(file, format) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  switch (format) {
    case 'vitest':
      return { passed: report.numPassedTests, failures: report.testResults.flatMap(vitestFailures), flaky: [] }
    case 'playwright':
      return readPlaywright(report)
    case 'own':
      return { passed: report.passed, failures: report.failures, flaky: [] }
    default:
      throw new Error(`No such report: ${format}`)
  }
}

function vitestFailures({ name, status, message, assertionResults }) {
  // A file that does not load has no tests to count.
  if (status === 'failed' && assertionResults.length === 0) return [`${name}\n${shorten(message)}`]
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => `${name} › ${test.fullName}\n${shorten(test.failureMessages.join('\n'))}`)
}

function readPlaywright({ stats, suites, errors }) {
  const specs = suites.flatMap(specsOf)
  const named = (status) =>
    specs.flatMap(({ file, line, title, tests }) =>
      tests
        .filter((test) => test.status === status)
        .map(({ results }) => {
          const told = results.flatMap((result) => result.errors.map((error) => error.message ?? ''))
          return `e2e/${file}:${line} › ${title}\n${shorten(told.join('\n'))}`
        }),
    )
  return {
    passed: stats.expected + stats.flaky,
    failures: [...named('unexpected'), ...errors.map((error) => shorten(error.message ?? 'an error'))],
    flaky: named('flaky'),
  }
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

function shorten(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by an escape
  const lines = text.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n')
  return lines
    .slice(0, SHOWN_LINES)
    .map((line) => `    ${line}`)
    .join('\n')
}
