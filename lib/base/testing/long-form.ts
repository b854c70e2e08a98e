/**
 * Whether tests that have a short and a long form take the long one (`LUBDUB_TEST_LONG=1`). The short form can fail for the same
 * faults, with less work.
 */
export const isLongForm = process.env.LUBDUB_TEST_LONG === '1'
