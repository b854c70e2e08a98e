import { describe, expect, it } from 'vitest'
import { aPart, aRun, aSnapshot } from '../test-kit'
import { changePart, changeRun, closeDraft, openDraft } from './draft'

const snapshot = aSnapshot({
  runs: [aRun({ id: 'a' }), aRun({ id: 'b' })],
  parts: [aPart({ runId: 'a', step: 'x' }), aPart({ runId: 'a', step: 'y' })],
})

describe('a draft', () => {
  it('has one copy of a run and of a part, however often it is asked', () => {
    const draft = openDraft(snapshot)
    const [run, part] = [snapshot.runs[1]!, snapshot.parts[1]!]
    const [ownRun, ownPart] = [changeRun(draft, run), changePart(draft, part)]
    expect([ownRun === run, ownPart === part]).toEqual([false, false])
    expect([changeRun(draft, run), changeRun(draft, ownRun), draft.runs[1]].every((of) => of === ownRun)).toBe(true)
    expect([changePart(draft, part), changePart(draft, ownPart), draft.parts[1]].every((of) => of === ownPart)).toBe(
      true,
    )
    expect([draft.runs[0], draft.parts[0]]).toEqual([snapshot.runs[0], snapshot.parts[0]])
  })

  it('changes what was made in it in place', () => {
    const draft = openDraft(snapshot)
    const [run, part] = [aRun({ id: 'new' }), aPart({ step: 'new' })]
    draft.runs = [...draft.runs, run]
    draft.parts = [...draft.parts, part]
    expect([changeRun(draft, run) === run, changePart(draft, part) === part]).toEqual([true, true])
    expect([draft.runs.length, draft.parts.length]).toEqual([3, 3])
    expect([draft.runs.at(-1) === run, draft.parts.at(-1) === part]).toEqual([true, true])
  })

  it('without a change in its copies is the snapshot that it began with', () => {
    const draft = openDraft(snapshot)
    changeRun(draft, snapshot.runs[0]!)
    changePart(draft, snapshot.parts[1]!)
    expect(closeDraft(draft).snapshot).toBe(snapshot)
  })

  it('with one changed run keeps the other one and all parts', () => {
    const draft = openDraft(snapshot)
    changeRun(draft, snapshot.runs[0]!)
    changeRun(draft, snapshot.runs[1]!).done = 4
    const after = closeDraft(draft).snapshot
    expect([after.runs[0] === snapshot.runs[0], after.parts === snapshot.parts]).toEqual([true, true])
    expect(after.runs[1]).toEqual({ ...snapshot.runs[1], done: 4 })
  })
})
