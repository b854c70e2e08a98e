import { listBeatsQuery, recordedBeatList } from '../recorded-beats'
import { listPartsQuery, listRunsQuery, partList, runList, runView } from '../runs'
import { MONITOR, type Operation, read } from './operation'

const pageQuery = listRunsQuery.omit({ monitorId: true })

export const runOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listRuns',
    permission: 'run.read',
    ofFamily: true,
    path: `${MONITOR}/runs`,
    tag: 'runs',
    summary: 'List the runs of a monitor',
    query: pageQuery,
    answer: runList,
    answers: 'A page of runs, newest first.',
  },
  {
    ...read,
    id: 'listBeats',
    permission: 'run.read',
    ofFamily: true,
    path: `${MONITOR}/beats`,
    tag: 'runs',
    summary: 'List the beats of a monitor',
    query: listBeatsQuery.omit({ monitorId: true }),
    answer: recordedBeatList,
    answers: 'A page of beats, newest first.',
  },
  {
    ...read,
    id: 'getRun',
    permission: 'run.read',
    ofFamily: true,
    path: '/api/v1/runs/{runId}',
    tag: 'runs',
    summary: 'Get a run with its first steps and shards',
    answer: runView,
    answers: 'The run.',
  },
  {
    ...read,
    id: 'listParts',
    permission: 'run.read',
    ofFamily: true,
    path: '/api/v1/runs/{runId}/parts',
    tag: 'runs',
    summary: 'List the steps and shards of a run',
    query: listPartsQuery.omit({ runId: true }),
    answer: partList,
    answers: 'A page of parts, in the order in which they appeared.',
  },
]
