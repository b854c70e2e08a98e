import { notFound } from 'next/navigation'
import { AppError } from '@/lib/base/errors'

/** The result of a verb; shows the page "not found" when the object does not exist, or is not ours. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'gone')) notFound()
    throw error
  }
}
