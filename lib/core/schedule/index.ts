export { describeSchedule } from './describe'
export { nextOccurrence, nextOccurrences, occurrenceFor, previousOccurrence } from './occurrences'
export { parseSchedule } from './parse-schedule'
export { ScheduleError } from './schedule-error'
