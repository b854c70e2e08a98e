import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export interface ProcessNote {
  pid: number
  parent: number
  /** The command line, words apart by spaces. */
  command: string
}

/** The processes whose parent is `pid`, as they are right now. */
export function childrenOf(pid: number): ProcessNote[] {
  return listProcesses().filter(({ parent }) => parent === pid)
}

function listProcesses(): ProcessNote[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs()
}

function fromProc(): ProcessNote[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid)) return []
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z') return []
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return [{ pid, parent: Number(parent), command }]
    } catch {
      return []
    }
  })
}

function fromPs(): ProcessNote[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}
