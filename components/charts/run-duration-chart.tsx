'use client'

import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  LabelList,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { formatDuration, formatSpan } from '@/components/time/format-duration'
import { lookOf } from '@/components/ui/state'
import type { RunSummary } from '@/lib/contract/runs'
import classes from './chart.module.css'
import { durationCut, durationTicks } from './duration-axis'

interface Props {
  /** Newest first. */
  runs: readonly RunSummary[]
  /** Drawn as a line if a run came near it. Null: none. */
  limitSeconds: number | null
  medianSeconds: number | null
}

/** The height of a line of text. */
const LINE = 14

/** The durations of the runs, oldest at the left. The table of the same runs is below it. */
export function RunDurationChart({ runs, limitSeconds, medianSeconds }: Props) {
  const bars = runs
    .toReversed()
    .filter((run) => run.durationSeconds !== null)
    .map((run) => ({ number: `#${run.number}`, seconds: run.durationSeconds ?? 0, state: run.shown }))
  if (bars.length < 2) return null
  const all = bars.map(({ seconds }) => seconds)
  const longest = durationCut(all) ?? Math.max(0, ...all)
  const showsLimit = limitSeconds !== null && longest > limitSeconds / 3
  const ticks = durationTicks(showsLimit ? Math.max(longest, limitSeconds) : longest)
  const top = ticks.at(-1) ?? 0
  const cut = bars.flatMap(({ seconds }, index) => (seconds > top ? [index] : []))
  const above = cut.length * LINE
  const height = 160 + above
  return (
    <div className={classes.chart} aria-hidden>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 800, height }}>
        <BarChart data={bars} margin={{ top: 8 + above, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="number" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} minTickGap={32} />
          <YAxis
            width={72}
            ticks={ticks}
            tickLine={false}
            axisLine={false}
            tickFormatter={(seconds: number) => (seconds === 0 ? '0' : formatSpan(seconds))}
            domain={[0, top]}
            allowDataOverflow
          />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={({ payload }) => <Tip bar={payload?.[0]?.payload} />}
          />
          {medianSeconds !== null && <ReferenceLine y={medianSeconds} stroke="var(--ink-3)" strokeDasharray="2 4" />}
          {showsLimit && <ReferenceLine y={limitSeconds} stroke="var(--state-down)" strokeDasharray="6 3" />}
          <Bar dataKey="seconds" isAnimationActive={false} maxBarSize={24} fillOpacity={0.85}>
            {bars.map(({ number, state }) => (
              <Cell key={number} fill={`var(--state-${lookOf(state).tone})`} />
            ))}
            {cut.length > 0 && (
              <LabelList
                content={({ x, width, index = 0 }) => (
                  <CutMark
                    bar={bars[index]}
                    x={Number(x) + Number(width) / 2}
                    index={index}
                    cut={cut}
                    of={bars.length}
                  />
                )}
              />
            )}
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

interface CutMarkProps {
  bar: { seconds: number } | undefined
  x: number
  index: number
  /** Which bars are cut, and their durations. */
  cut: readonly number[]
  of: number
}

/** Two strokes through a bar that is longer than the chart; above it its duration, on a separate line. */
function CutMark({ bar, x, index, cut, of }: CutMarkProps) {
  const line = cut.indexOf(index)
  if (!bar || line === -1) return null
  const isLeft = index > of / 2
  const words = formatDuration(bar.seconds)
  const top = 8 + cut.length * LINE
  return (
    <g>
      <path d={`M${x - 14} ${top + 11}l28 -6m-28 11l28 -6`} stroke="var(--paper)" strokeWidth={2} />
      <text x={x} y={LINE * (line + 1) - 4} textAnchor={isLeft ? 'end' : 'start'} fontWeight={500}>
        {isLeft ? `${words} ↓` : `↓ ${words}`}
      </text>
    </g>
  )
}

function Tip({ bar }: { bar?: { number: string; seconds: number; state: RunSummary['shown'] } }) {
  if (!bar) return null
  return (
    <div className={classes.tip}>
      {bar.number} {lookOf(bar.state).word}, {formatDuration(bar.seconds)}
    </div>
  )
}
