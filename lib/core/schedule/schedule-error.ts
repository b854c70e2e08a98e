/** A schedule that cannot be used. The message tells the author of the schedule what to do. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}
