'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatNumber } from '@/components/ui/format-number'
import table from '@/components/ui/table.module.css'
import type { UsageView } from '@/lib/contract/usage'
import classes from './chart.module.css'

type Day = UsageView['beats'][number]

const DAY_NAME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const nameOf = (day: string) => DAY_NAME.format(new Date(day))

/** Beats by day, oldest at the left, and the same as a table. */
export function BeatsPerDayChart({ beats }: { beats: readonly Day[] }) {
  const most = Math.max(0, ...beats.map(({ count }) => count))
  return (
    <>
      {most === 0 ? (
        <p className="dim">No beat arrived in these days.</p>
      ) : (
        <div className={classes.chart} aria-hidden>
          <ResponsiveContainer width="100%" height={200} initialDimension={{ width: 800, height: 200 }}>
            <BarChart data={[...beats]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="day"
                tickFormatter={nameOf}
                tickLine={false}
                axisLine={{ stroke: 'var(--line-strong)' }}
                minTickGap={32}
              />
              <YAxis
                width={72}
                allowDecimals={false}
                tickLine={false}
                axisLine={false}
                tickFormatter={(count: number) => formatNumber(count)}
              />
              <Tooltip
                cursor={{ fill: 'var(--hover)' }}
                isAnimationActive={false}
                content={({ payload }) => <Tip day={payload?.[0]?.payload} />}
              />
              <Bar
                dataKey="count"
                isAnimationActive={false}
                maxBarSize={24}
                fill="var(--state-running)"
                fillOpacity={0.85}
              />
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
      <DayTable beats={beats} />
    </>
  )
}

function DayTable({ beats }: { beats: readonly Day[] }) {
  return (
    <details>
      <summary className="dim">As a table</summary>
      <table className={table.table} style={{ maxWidth: 400 }}>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col">Beats</th>
          </tr>
        </thead>
        <tbody>
          {beats.toReversed().map(({ day, count }) => (
            <tr key={day}>
              <td className="num">{day}</td>
              <td className="num">{formatNumber(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function Tip({ day }: { day?: Day }) {
  if (!day) return null
  return (
    <div className={classes.tip}>
      {nameOf(day.day)}: {formatNumber(day.count)} beats
    </div>
  )
}
