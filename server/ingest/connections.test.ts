import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { readTwoTurns } from '@/lib/services/ingest/poll'
import { Connections, type Unhandled } from './connections'
import { BodyLetGo } from './read-body'

class FakeSocket extends EventEmitter {
  destroyed = false
  errored: Error | undefined
  bytesRead = 0
  bytesWritten = 0
  writableLength = 0
  destroy(error?: Error) {
    this.destroyed = true
    this.errored = error
    this.emit('close')
  }
}

const UNHANDLED: Unhandled = { drop: () => {}, turnAway: () => {} }

function open(connections: Connections, { written = 0, left = 0 } = {}) {
  const socket = new FakeSocket()
  socket.bytesWritten = written
  socket.writableLength = left
  connections.open(socket as unknown as Socket)
  return socket
}

it('a client that reads too little for fifteen seconds is cut off, one that reads enough is not', () => {
  const connections = new Connections({ most: 10 })
  const deaf = open(connections, { written: 1_000_000, left: 500_000 })
  const slow = open(connections, { written: 1_000_000, left: 500_000 })
  const done = open(connections, { written: 1_000_000, left: 0 })
  connections.sweep(0)
  slow.bytesWritten += 70_000
  connections.sweep(14_999)
  expect([deaf.destroyed, slow.destroyed]).toEqual([false, false])
  connections.sweep(15_000)
  expect([deaf.destroyed, slow.destroyed, done.destroyed]).toEqual([true, false, false])
  connections.sweep(30_000)
  expect(slow.destroyed).toBe(true)
})

it('when too much is unread, the client that has read nothing for longest is cut off at once', () => {
  const connections = new Connections({ most: 1_000 })
  const first = open(connections, { written: 40_000_000, left: 40_000_000 })
  connections.sweep(0)
  const second = open(connections, { written: 30_000_000, left: 30_000_000 })
  expect(connections.holdBytes).toBe(64_000)
  connections.sweep(1_000)
  expect([first.destroyed, second.destroyed]).toEqual([true, false])
  connections.sweep(2_000)
  second.writableLength = 0
  connections.sweep(3_000)
  expect(connections.holdBytes).toBe(1_000_000)
})

it('the connection that was idle longest is closed for the next caller', async () => {
  const connections = new Connections({ most: 2 })
  const [one, two, three] = [open(connections), open(connections), open(connections)]
  await readTwoTurns()
  expect([one, two, three].map(({ destroyed }) => destroyed)).toEqual([true, false, false])
})

it('a connection with unread bytes is not closed: the next one is', async () => {
  const connections = new Connections({ most: 2 })
  const [one, two, three] = [open(connections), open(connections), open(connections)]
  one.bytesRead = 40
  for (let i = 0; i < 4; i++) await readTwoTurns()
  expect([one, two, three].map(({ destroyed }) => destroyed)).toEqual([false, true, false])
})

it('a slow body that is dropped to make room differs from a caller that went away', () => {
  const connections = new Connections({ most: 1 })
  const slow = open(connections)
  const request = Object.assign(new EventEmitter(), {
    socket: slow,
    headers: { 'content-length': '9' },
    complete: false,
  })
  connections.serve(request as unknown as IncomingMessage, new EventEmitter() as ServerResponse, () => {})
  open(connections)
  expect(slow.errored).toBeInstanceOf(BodyLetGo)
})

it('a request that waits behind another one on its connection is dropped with it, once', () => {
  const connections = new Connections({ most: 2 })
  const socket = Object.assign(open(connections), { pause() {} })
  const request = { socket, headers: {} } as unknown as IncomingMessage
  const response = new EventEmitter() as ServerResponse
  const said: string[] = []
  connections.serve(request, response, () => said.push('first begins'), {
    ...UNHANDLED,
    drop: () => void said.push('first is dropped'),
  })
  connections.serve(request, response, () => said.push('second begins'), {
    ...UNHANDLED,
    drop: () => void said.push('second is dropped'),
  })
  socket.destroy()
  expect(said).toEqual(['first begins', 'second is dropped'])
})

it('of the requests that waited on lost connections, a bounded number is handled at a time', async () => {
  const connections = new Connections({ most: 10 })
  const socket = Object.assign(open(connections), { pause() {} })
  const request = { socket, headers: {} } as unknown as IncomingMessage
  const inHand: (() => void)[] = []
  let [begun, ended] = [0, 0]
  const drop = async () => {
    begun += 1
    await new Promise<void>((resolve) => inHand.push(resolve))
    ended += 1
  }
  const serve = (unhandled: Unhandled) =>
    connections.serve(request, new EventEmitter() as ServerResponse, () => {}, unhandled)
  for (let n = 0; n <= 900; n++) serve({ ...UNHANDLED, drop })
  socket.destroy()
  expect(begun).toBe(64)
  while (inHand.length > 0) {
    inHand.shift()!()
    await new Promise((resolve) => setImmediate(resolve))
    expect(begun - ended).toBeLessThanOrEqual(64)
  }
  expect(ended).toBe(900)
})

it('a request above the limit of waiting requests is rejected, with all that came with it', () => {
  const connections = new Connections({ most: 10 })
  const socket = Object.assign(open(connections), { pause() {} })
  const request = { socket, headers: {} } as unknown as IncomingMessage
  let [dropped, turnedAway] = [0, 0]
  const unhandled = {
    drop: () => {
      dropped += 1
      return new Promise<void>(() => {})
    },
    turnAway: () => {
      turnedAway += 1
    },
  }
  for (let n = 0; n <= 1_500; n++) connections.serve(request, new EventEmitter() as ServerResponse, () => {}, unhandled)
  expect([socket.destroyed, dropped, turnedAway]).toEqual([true, 64, 500])
})
