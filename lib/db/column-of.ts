/** The column that holds the field: `silentFromAt` is in `silent_from_at`. */
export const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
