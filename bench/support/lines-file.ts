import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** A file that only grows, one JSON value a line: written lines stay, whatever happens to the writer. */
export class LinesFile<T extends object> {
  readonly #handle: number

  constructor(readonly file: string) {
    this.#handle = openSync(file, 'a')
  }

  append(line: T): void {
    writeSync(this.#handle, `${JSON.stringify(line)}\n`)
  }

  read(): T[] {
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as T)
  }

  close(): void {
    closeSync(this.#handle)
  }
}
