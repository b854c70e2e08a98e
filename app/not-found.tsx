import { SignInCard } from '@/components/sign-in/card'
import { LinkButton } from '@/components/ui/link-button'

export default function NotFound() {
  return (
    <SignInCard title="There is nothing here">
      <p>The address may be misspelt, or what was here was deleted, or it belongs to another workspace.</p>
      <div>
        <LinkButton href="/monitors" variant="default">
          To the monitors
        </LinkButton>
      </div>
    </SignInCard>
  )
}
