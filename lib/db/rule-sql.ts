import type { Rule } from '@/lib/core/rule'

/** What each fact of a rule is in SQL. */
export type FactSql<Fact extends string> = Readonly<Record<Fact, string>>

/** The core's rule as a condition. A fact that is null is not true. */
export function ruleSql<Fact extends string>(rule: Rule<Fact>, facts: FactSql<Fact>): string {
  if (typeof rule === 'string') return facts[rule]
  const [parts, word] = 'all' in rule ? [rule.all, ' AND '] : [rule.any, ' OR ']
  return `(${parts.map((part) => ruleSql(part, facts)).join(word)})`
}

/** What the first rule says whose fact is true. Null: none is. */
export function firstTrueSql<Fact extends string, Result extends string | number>(
  rules: readonly (readonly [Rule<Fact>, Result])[],
  facts: FactSql<Fact>,
  resultSql: (result: Result) => string,
): string {
  return `CASE ${rules.map(([rule, result]) => `WHEN ${ruleSql(rule, facts)} THEN ${resultSql(result)}`).join(' ')} END`
}
