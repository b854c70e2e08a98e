import { apiKeyList, createApiKeyInput, createdApiKeyView, listApiKeysQuery, rotateApiKeyInput } from '../api-keys'
import { make, type Operation, read, remove } from './operation'

export const apiKeyOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listApiKeys',
    permission: 'apiKey.read',
    path: '/api/v1/api-keys',
    tag: 'keys',
    summary: 'List API keys',
    query: listApiKeysQuery,
    answer: apiKeyList,
    answers: 'A page of API keys, newest first; never the keys themselves.',
  },
  {
    ...make,
    id: 'createApiKey',
    permission: 'apiKey.create',
    path: '/api/v1/api-keys',
    tag: 'keys',
    summary: 'Create an API key',
    body: createApiKeyInput,
    answer: createdApiKeyView,
    answers: 'The key with its token, which is shown only once.',
  },
  {
    ...remove,
    id: 'revokeApiKey',
    permission: 'apiKey.revoke',
    path: '/api/v1/api-keys/{keyId}',
    tag: 'keys',
    summary: 'Revoke an API key',
    answers: 'Its next call is refused.',
  },
  {
    ...make,
    id: 'rotateApiKey',
    permission: 'apiKey.create',
    path: '/api/v1/api-keys/{keyId}/rotate',
    tag: 'keys',
    summary: 'Replace an API key with a new one',
    body: rotateApiKeyInput,
    answer: createdApiKeyView,
    answers: 'The new key with its token, which is shown only once; the old one works for the overlap.',
  },
]
