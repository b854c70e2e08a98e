import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import { playClockCase } from './play-case'
import { openStage } from './stage'

/** Room for a database and what beats write in a minute. */
const DISK = '400m'
const FULL_SECONDS = 8
const CHUNK = Buffer.alloc(1024 * 1024)

/**
 * The disk of the database is full for a while: a separate file system, in memory. Only root may create one; for other
 * users the scenario is skipped.
 */
export async function phaseFullDisk(report: Report, directory: string): Promise<void> {
  const disk = path.join(directory, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0755`, 'tmpfs', disk], { stdio: 'pipe' })
  } catch {
    return report.say('The disk of the database was not filled: only root may make a file system for it.')
  }
  try {
    const stage = await openStage(directory, { name: 'disk', disk })
    try {
      await playClockCase(report, {
        stage,
        scene: {
          title: `the disk of the database is full for ${FULL_SECONDS} s`,
          outage: 'either',
          slackSeconds: 15,
          act: () => fill(path.join(disk, 'filling'), FULL_SECONDS),
        },
      })
    } finally {
      await stage.close()
    }
  } finally {
    execFileSync('umount', ['-l', disk])
  }
}

/** Fills the disk again and again, also the space that others free. */
async function fill(file: string, seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    try {
      for (;;) writeFileSync(file, CHUNK, { flag: 'a' })
    } catch {
      await delay(20)
    }
  }
  rmSync(file)
}
