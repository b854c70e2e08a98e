/**
 * A condition over facts, as data: the core decides by it, and SQL that must filter by it is made from the same rule
 * (`lib/db/rule-sql.ts`).
 */
export type Rule<Fact extends string> =
  | Fact
  | { readonly all: readonly Rule<Fact>[] }
  | { readonly any: readonly Rule<Fact>[] }

export const all = <Fact extends string>(...rules: readonly Rule<Fact>[]): Rule<Fact> => ({ all: rules })
export const any = <Fact extends string>(...rules: readonly Rule<Fact>[]): Rule<Fact> => ({ any: rules })

export function isTrue<Fact extends string>(rule: Rule<Fact>, holds: (fact: Fact) => boolean): boolean {
  if (typeof rule === 'string') return holds(rule)
  if ('all' in rule) return rule.all.every((part) => isTrue(part, holds))
  return rule.any.some((part) => isTrue(part, holds))
}
