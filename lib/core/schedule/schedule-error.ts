/** A schedule that cannot be used. The message tells its author what to do. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}
