/** Runs a command of the project; an error that an operator can act on is printed as a sentence, without a stack. */
export async function guard(work) {
  try {
    await work()
  } catch (error) {
    console.error(`\n${plainWords(error)}`)
    process.exitCode = 1
  }
}

function plainWords(error) {
  if (['CommandError', 'StartError', 'ChoiceError'].includes(error?.name)) return error.message
  // esbuild has printed the place already.
  if (Array.isArray(error?.errors)) return 'The server could not be bundled; see above.'
  return error?.stack ?? error
}
