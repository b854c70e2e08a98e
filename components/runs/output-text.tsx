'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import classes from './output.module.css'

interface Props {
  text: string
  /** Offsets of the search text, and its length. */
  matches: readonly number[]
  length: number
  /** The current match. */
  here: number
  wraps: boolean
}

/**
 * Output as plain text, with matches marked. Scrolled to the match; otherwise it follows its end, which explains
 * failures, until the reader scrolls away from there.
 */
export function OutputText({ text, matches, length, here, wraps }: Props) {
  const box = useRef<HTMLPreElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text or another match is the reason to scroll
  useEffect(() => {
    const node = box.current
    if (!node) return
    const mark = node.querySelector<HTMLElement>('mark[data-here]')
    if (mark) node.scrollTop = mark.offsetTop - node.offsetTop - node.clientHeight / 2
    else if (follows.current) node.scrollTop = node.scrollHeight
  }, [text, matches, here])
  return (
    <pre
      ref={box}
      className={`${classes.output} ${wraps ? classes.wrap : ''}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: node }) => {
        follows.current = node.scrollHeight - node.scrollTop - node.clientHeight < 32
      }}
    >
      {cut(text, { matches, length, here })}
    </pre>
  )
}

function cut(text: string, { matches, length, here }: Pick<Props, 'matches' | 'length' | 'here'>): ReactNode[] {
  const pieces: ReactNode[] = []
  let from = 0
  matches.forEach((at, index) => {
    pieces.push(text.slice(from, at))
    pieces.push(
      <mark key={at} data-here={index === here ? '' : undefined}>
        {text.slice(at, at + length)}
      </mark>,
    )
    from = at + length
  })
  pieces.push(text.slice(from))
  return pieces
}
