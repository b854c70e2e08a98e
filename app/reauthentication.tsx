import { ReauthenticationDialog } from '@/components/forms/reauthentication-dialog'
import {
  askReauthenticationPasskeyAction,
  factorKindsAction,
  proveAction,
  sendReauthenticationCodeAction,
} from './reauthentication-actions'

const ACTIONS = {
  kinds: factorKindsAction,
  ask: askReauthenticationPasskeyAction,
  sendCode: sendReauthenticationCodeAction,
  prove: proveAction,
}

/** Handles `proof_needed` on the pages below. */
export function Proof() {
  return <ReauthenticationDialog actions={ACTIONS} />
}
