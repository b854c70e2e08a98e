/** A monitor with more open runs than this loses the oldest of them. */
export const MAX_OPEN_RUNS = 100
