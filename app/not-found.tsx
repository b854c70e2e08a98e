import { SignInCard } from '@/components/sign-in/card'
import { LinkButton } from '@/components/ui/link-button'

export default function NotFound() {
  return (
    <SignInCard title="Page not found">
      <p>The address may be wrong, or the page was deleted, or it belongs to another workspace.</p>
      <div>
        <LinkButton href="/monitors" variant="default">
          Go to monitors
        </LinkButton>
      </div>
    </SignInCard>
  )
}
