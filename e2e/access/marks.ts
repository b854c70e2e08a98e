/** Part of every name in Ada's workspace: nobody outside may see it. */
export const MARK = 'analytical-engines-7f3a'
/** Part of the path of every webhook's URL: visible only to actors who may change channels. */
export const URL_SIGN = 'only-makers-see-urls'
export const FAMILY = `etl-${MARK}`
