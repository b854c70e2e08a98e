import type { FactorActions } from '@/components/factors/factor-actions'
import {
  addPasskeyAction,
  confirmTotpAction,
  makeRecoveryCodesAction,
  removePasskeyAction,
  removeTotpAction,
  renamePasskeyAction,
  startPasskeyAction,
  startTotpAction,
} from './actions'

export const FACTOR_ACTIONS: FactorActions = {
  startTotp: startTotpAction,
  confirmTotp: confirmTotpAction,
  removeTotp: removeTotpAction,
  startPasskey: startPasskeyAction,
  addPasskey: addPasskeyAction,
  renamePasskey: renamePasskeyAction,
  removePasskey: removePasskeyAction,
  makeRecoveryCodes: makeRecoveryCodesAction,
}
