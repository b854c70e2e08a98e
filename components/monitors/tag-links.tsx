import Link from 'next/link'
import table from '@/components/ui/table.module.css'
import { type MonitorFilterValue, monitorsHref, withTag } from './monitors-href'
import classes from './tag-links.module.css'

interface Props {
  tags: readonly string[]
  /** The filter of the list that they stand in, to which a tag adds itself. */
  filter?: MonitorFilterValue | undefined
  /** How many are shown; of more only the number. */
  most?: number
}

/** The tags of a monitor, each a link to the monitors that have it. */
export function TagLinks({ tags, filter = {}, most = tags.length }: Props) {
  if (tags.length === 0) return null
  return (
    <span className={classes.tags}>
      {tags.slice(0, most).map((tag) => (
        <Link
          key={tag}
          href={monitorsHref(withTag(filter, tag))}
          className={`${classes.tag} ${table.above}`}
          prefetch={false}
        >
          <span className="sr">tag </span>
          <bdi>{tag}</bdi>
        </Link>
      ))}
      {tags.length > most && <span className="caption">and {tags.length - most} more</span>}
    </span>
  )
}
