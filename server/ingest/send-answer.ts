import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Compressor, writeSoon } from './compress'

interface Delivery {
  /** Null: the answer is sent uncompressed. */
  compressor: Compressor | null
  /** How much may be held for a reader that is slower than the web process. */
  holdBytes: () => number
  /** How long the web process may pause. */
  quietMs: number
  /** Called once, when the reader is so slow that the web process has to wait. */
  onHeld: () => void
}

/**
 * Sends the answer of the web process and holds some of it, so that a slow reader occupies nothing in the web process.
 * An answer that the web process does not finish is cut off, so that it does not look complete.
 */
export function sendAnswer(answer: IncomingMessage, response: ServerResponse, delivery: Delivery): void {
  const { compressor, holdBytes, quietMs } = delivery
  let onHeld: (() => void) | null = delivery.onHeld
  const isHeldBack = () => response.writableLength > holdBytes()
  const quiet = setTimeout(() => {
    if (answer.isPaused()) quiet.refresh()
    else answer.destroy(new Error('The web process stopped in the middle of its answer.'))
  }, quietMs)
  const giveUp = () => {
    clearTimeout(quiet)
    response.destroy()
    compressor?.destroy()
  }
  const out = (chunk: Buffer) => {
    response.write(chunk)
    if (!isHeldBack()) return
    onHeld?.()
    onHeld = null
    answer.pause()
    compressor?.pause()
  }
  const take = compressor ? writeSoon(compressor) : out
  compressor?.on('data', out)
  compressor?.on('end', () => response.end())
  compressor?.on('error', giveUp)
  response.on('drain', () => {
    compressor?.resume()
    answer.resume()
  })
  response.once('close', () => {
    clearTimeout(quiet)
    compressor?.destroy()
  })
  answer.on('data', (chunk: Buffer) => {
    quiet.refresh()
    take(chunk)
    if (compressor && compressor.writableLength > holdBytes()) answer.pause()
  })
  compressor?.on('drain', () => {
    if (!isHeldBack()) answer.resume()
  })
  answer.on('error', giveUp)
  answer.on('aborted', giveUp)
  answer.once('end', () => {
    clearTimeout(quiet)
    if (compressor) compressor.end()
    else response.end()
  })
}
