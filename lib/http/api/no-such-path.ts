import { AppError } from '@/lib/base/errors'
import { getResources } from '../resources'
import { errorResponse } from './error-response'

/** The answer of the API for a path that it does not have. */
export function noSuchPath(request: Request): Response {
  const { pathname } = new URL(request.url)
  const message = `There is no ${request.method} ${pathname.slice(0, 200)}; see /api/v1/openapi.json.`
  return errorResponse(new AppError('not_found', message), getResources().log)
}
