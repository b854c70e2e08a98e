import dns from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { CONNECT_TIMEOUT_MS } from '../message'
import { isForbiddenAddress } from './address'

export class ForbiddenAddressError extends Error {
  readonly code = 'ERR_FORBIDDEN_ADDRESS'
}

/** A name that leads to no public address. Told like one that does not resolve: names of a private network are not to be probed. */
export class ForbiddenNameError extends Error {
  readonly code = 'ERR_FORBIDDEN_NAME'
}

/**
 * An undici agent that connects to checked addresses only. A name is resolved once, and if any of its addresses is
 * forbidden none is used; the connection goes to the very address that was checked, so a second answer of the name
 * changes nothing. An IP literal never reaches `lookup` and is checked on its own; the address connected to is
 * checked again. One agent a try: no connection is shared between channels.
 */
export function guardedAgent(options: { allowPrivate: boolean; lookup?: LookupFunction }): Agent {
  const isForbidden = (address: string) => !options.allowPrivate && isForbiddenAddress(address)
  const connect = buildConnector({
    lookup: checkedLookup(options.lookup ?? dns.lookup, isForbidden),
    timeout: CONNECT_TIMEOUT_MS,
  })
  return new Agent({
    pipelining: 0,
    connect(target, callback) {
      const host = target.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && isForbidden(host)) return callback(new ForbiddenAddressError(host), null)
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null)
        const address = connectedTo(socket)
        if (address !== null && isForbidden(address)) {
          socket.destroy()
          return callback(new ForbiddenAddressError(host), null)
        }
        callback(null, socket)
      })
    },
  })
}

/** Null when the socket is closed again. IPv4 over a dual-stack socket shows itself as ::ffff:a.b.c.d: judge what is inside. */
function connectedTo(socket: Socket): string | null {
  return socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null
}

function checkedLookup(lookup: LookupFunction, isForbidden: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const first = addresses[0]
      if (first === undefined || addresses.some((each) => isForbidden(each.address)))
        return callback(new ForbiddenNameError(hostname), '', 0)
      if (options.all) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}
