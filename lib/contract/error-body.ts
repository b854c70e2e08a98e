import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from '@/lib/base/errors'

/** The form of every refusal. `field`: the path of the wrong field, or null. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      field: z.string().nullable(),
    }),
  })
  .meta({ id: 'Error' })

export type ErrorBody = z.output<typeof errorBody>
