import type { ActionResult } from '@/components/forms/action-result'
import type { PasskeyAsk, PasskeyResponse, TotpSetup } from '@/lib/contract/factors'

/** The actions on a person's own factors. Codes: recovery codes, shown only once; null: there were some already. */
export interface FactorActions {
  startTotp: () => Promise<ActionResult<TotpSetup>>
  confirmTotp: (code: string) => Promise<ActionResult<string[] | null>>
  removeTotp: () => Promise<ActionResult<null>>
  startPasskey: () => Promise<ActionResult<PasskeyAsk>>
  addPasskey: (input: {
    ticket: string
    name: string
    response: PasskeyResponse
  }) => Promise<ActionResult<string[] | null>>
  renamePasskey: (passkeyId: string, name: string) => Promise<ActionResult<null>>
  removePasskey: (passkeyId: string) => Promise<ActionResult<null>>
  makeRecoveryCodes: () => Promise<ActionResult<string[]>>
}
