/** The words of this product, and a password that everybody has read about. */
const OWN_WORDS = ['lubdub', 'heartbeat', 'monitor', 'monitoring', 'alert', 'cron', 'correcthorsebatterystaple']

/** What is estimated of a long password: enough for a good one, and a slow one takes no longer. */
const ESTIMATED_CHARACTERS = 40

type Estimator = (text: string) => number

let loading: Promise<Estimator> | null = null

/**
 * How many guesses a text needs, as a power of ten, by zxcvbn: leaked passwords, words in English and German, names,
 * rows of keys, dates, repeats. The dictionaries take about 50 MB; a process loads them with the first new password.
 */
export function loadEstimator(): Promise<Estimator> {
  loading ??= load().catch((error: unknown) => {
    // The next password tries again.
    loading = null
    throw error
  })
  return loading
}

async function load(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, common, english, german] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-de'),
  ])
  const dictionary = { ...common.dictionary, ...english.dictionary, ...german.dictionary, own: OWN_WORDS }
  const estimator = new ZxcvbnFactory({
    dictionary,
    graphs: common.adjacencyGraphs,
    maxLength: ESTIMATED_CHARACTERS,
  })
  return (text) => estimator.check(text).guessesLog10
}
