/**
 * Under libfaketime, the limits of a server (`lock_timeout`, `statement_timeout`, the deadlock
 * check) never end a wait. The timer's handler runs inside `epoll_wait`; there the library returns
 * the real time, which is before the limit.
 */
export const hasNoServerLimits = process.env.FAKETIME !== undefined
