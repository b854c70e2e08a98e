/** A row of Prisma in the form in which the core calculates: instants are milliseconds, bigints are numbers. */
export type Plain<Row> = {
  [Name in keyof Row]: Row[Name] extends Date | bigint
    ? number
    : Row[Name] extends Date | bigint | null
      ? number | null
      : Row[Name]
}

/** The only place where instants and bigints of Prisma's rows are converted. */
export function plain<Row extends object>(row: Row): Plain<Row> {
  const converted: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Date) converted[name] = value.getTime()
    else converted[name] = typeof value === 'bigint' ? Number(value) : value
  }
  return converted as Plain<Row>
}
