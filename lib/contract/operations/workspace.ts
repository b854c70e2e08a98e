import { listMembersQuery, memberList } from '../members'
import { usageView } from '../usage'
import { updateWorkspaceInput, workspaceView } from '../workspaces'
import { change, type Operation, read } from './operation'

export const workspaceOperations: readonly Operation[] = [
  {
    ...read,
    id: 'getWorkspace',
    permission: 'workspace.read',
    path: '/api/v1/workspace',
    tag: 'workspace',
    summary: 'Get the workspace that the key belongs to',
    errors: ['not_found'],
    answer: workspaceView,
    answers: 'The workspace with its settings.',
  },
  {
    ...change,
    id: 'updateWorkspace',
    permission: 'workspace.rename',
    path: '/api/v1/workspace',
    tag: 'workspace',
    summary: 'Rename the workspace or change its settings: for owners and admins who are signed in',
    errors: ['not_found'],
    body: updateWorkspaceInput,
    answer: workspaceView,
    answers: 'The changed workspace.',
  },
  {
    ...read,
    id: 'listMembers',
    permission: 'member.read',
    path: '/api/v1/members',
    tag: 'workspace',
    summary: 'List members: for people who are signed in, not for keys',
    query: listMembersQuery,
    answer: memberList,
    answers: 'A page of members, the oldest members first.',
  },
  {
    ...read,
    id: 'getUsage',
    permission: 'usage.read',
    path: '/api/v1/usage',
    tag: 'workspace',
    summary: 'Get how much of its quotas the workspace uses',
    answer: usageView,
    answers: 'Counts, limits, and beats by day.',
  },
]
