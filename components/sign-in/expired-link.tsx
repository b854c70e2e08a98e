import { LinkButton } from '@/components/ui/link-button'
import { SignInCard } from './card'

interface Props {
  /** How long such a link is valid. */
  life: string
  again: { href: string; label: string }
}

/** A link that was used or is too old, and the next step. */
export function ExpiredLink({ life, again }: Props) {
  return (
    <SignInCard title="This link is not valid any more">
      <p>It was used before, or is older than {life}. Each link works once.</p>
      <div>
        <LinkButton href={again.href}>{again.label}</LinkButton>
      </div>
    </SignInCard>
  )
}
