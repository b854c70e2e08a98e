/** SQL for fields of a Prisma model: each column of the table `of`, under the name of its field. */
export function columns(of: string, fields: readonly string[]): string {
  return fields
    .map((field) => `${of}.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} AS "${field}"`)
    .join(', ')
}
