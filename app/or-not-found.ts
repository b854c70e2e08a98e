import { notFound } from 'next/navigation'
import { AppError } from '@/lib/base/errors'

/** What a verb answers; shows the page "not there" when there is no such thing, or it is not ours. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'gone')) notFound()
    throw error
  }
}
