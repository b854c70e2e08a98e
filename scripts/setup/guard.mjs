/** Runs a command of the project; what fails is said in plain words, without a stack of our own. */
export async function guard(work) {
  try {
    await work()
  } catch (error) {
    console.error(`\n${error?.name === 'CommandError' ? error.message : (error?.stack ?? error)}`)
    process.exitCode = 1
  }
}
