/**
 * Under libfaketime the limits of a server (`lock_timeout`, `statement_timeout`, the search for deadlocks) never end a wait: the handler of
 * the timer runs inside of `epoll_wait`, where the library answers with the real time, which is before the limit.
 */
export const hasNoServerLimits = process.env.FAKETIME !== undefined
