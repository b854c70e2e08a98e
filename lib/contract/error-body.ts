import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from '@/lib/base/errors'

/** How every refusal looks. `field`: the path of the field at fault, or null. */
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
