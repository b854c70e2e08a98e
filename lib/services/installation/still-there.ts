/** The longest time, in ms, until the processes of a killed start are gone. */
const LEAVING_MS = 6_000
const AGAIN_MS = 200

/** Who is still there after those that are just ending had the time to do so. */
export async function stillThere(list: () => Promise<string[]>): Promise<string[]> {
  let living: string[] = []
  for (let waited = 0; waited < LEAVING_MS; waited += AGAIN_MS) {
    living = await list()
    if (living.length === 0) break
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  return living
}
