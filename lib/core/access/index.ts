export { can, canGrant, canManage, grantableRoles, isAuthenticationRecent, type Subject, type Target } from './can'
export { judgeMemberChange, leavesAnOwner } from './judge-member-change'
export {
  type Access,
  KEY_ACCESSES,
  type KeyAccess,
  type Permission,
  permissions,
  ROLES,
  type Role,
  type Rule,
} from './permissions'
