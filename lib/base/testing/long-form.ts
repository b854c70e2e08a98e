/**
 * Whether tests with a short and a long form take the long one (`LUBDUB_TEST_LONG=1`). The short form can find the same
 * errors, with less work.
 */
export const isLongForm = process.env.LUBDUB_TEST_LONG === '1'
