import { LinkButton } from './link-button'

interface Props {
  /** Null: this is the first page. */
  firstHref: string | null
  /** Null: this is the last page. */
  nextHref: string | null
  nextLabel?: string
}

/** Links to the next page of a list, and back to its beginning. Empty when all is on one page. */
export function Pager({ firstHref, nextHref, nextLabel = 'Next page' }: Props) {
  if (firstHref === null && nextHref === null) return null
  return (
    <nav aria-label="Pages" style={{ display: 'flex', gap: 8 }}>
      {firstHref && (
        <LinkButton href={firstHref} variant="default" size="xs">
          First page
        </LinkButton>
      )}
      {nextHref && (
        <LinkButton href={nextHref} variant="default" size="xs">
          {nextLabel}
        </LinkButton>
      )}
    </nav>
  )
}
