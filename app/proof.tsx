import { ProofDialog } from '@/components/forms/proof-dialog'
import { askProofPasskeyAction, proofKindsAction, proveAction, sendProofCodeAction } from './proof-actions'

const ACTIONS = {
  kinds: proofKindsAction,
  ask: askProofPasskeyAction,
  sendCode: sendProofCodeAction,
  prove: proveAction,
}

/** Answers `proof_needed` on the pages below. */
export function Proof() {
  return <ProofDialog actions={ACTIONS} />
}
