class ChoiceError extends Error {
  name = 'ChoiceError'
}

/**
 * Those whose name has one of the words in it; all without words.
 * @template {{ name: string }} T
 * @param {readonly T[]} all
 * @param {readonly string[]} words
 * @throws ChoiceError that tells the names, if a word is in none of them.
 */
export function choose(all, words) {
  const wrong = words.filter((word) => !word || !all.some(({ name }) => name.includes(word)))
  if (wrong.length > 0)
    throw new ChoiceError(
      `There is no ${wrong.map((word) => `"${word}"`).join(', ')}. There is:\n${all.map(({ name }) => `  ${name}`).join('\n')}`,
    )
  return all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
}
