import dns from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { CONNECT_TIMEOUT_MS } from '../message'
import { isForbiddenAddress } from './address'

export class ForbiddenAddressError extends Error {
  readonly code = 'ERR_FORBIDDEN_ADDRESS'
}

/**
 * A name without a public address. Reported like a name that does not resolve, so that nobody can find names of a
 * private network.
 */
export class ForbiddenNameError extends Error {
  readonly code = 'ERR_FORBIDDEN_NAME'
}

/**
 * An undici agent that connects to checked addresses only. A name is resolved once, and if any of its addresses is
 * forbidden none is used; the connection goes to the address that was checked, so a second answer for the name
 * changes nothing. An IP literal never reaches `lookup` and is checked separately; the connected address is
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

/**
 * Null when the socket is closed again. IPv4 on a dual-stack socket has the form ::ffff:a.b.c.d: the inner address is
 * checked.
 */
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
