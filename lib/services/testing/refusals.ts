import { expect } from 'vitest'
import type { ErrorCode } from '@/lib/base/errors'

/** Expects that the call is refused with this code and, if given, this field. */
export async function expectRefusal(work: Promise<unknown>, code: ErrorCode, field?: string): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: 'AppError', code, ...(field === undefined ? {} : { field }) })
}
