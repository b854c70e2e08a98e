export { can, canGrant, canManage, grantableRoles, type Subject, type Target } from './can'
export { KEY_ACCESSES, type KeyAccess, type Permission, permissions, ROLES, type Role, type Rule } from './permissions'
export { isProofFresh } from './proof'
