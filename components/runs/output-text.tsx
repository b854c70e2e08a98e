'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import classes from './output.module.css'

interface Props {
  text: string
  /** Offsets of what was searched for, and its length. */
  matches: readonly number[]
  length: number
  /** The match that is looked at. */
  here: number
  wraps: boolean
}

/** Output as plain text, with matches marked; scrolled to the match, or to the end, where failures explain themselves. */
export function OutputText({ text, matches, length, here, wraps }: Props) {
  const box = useRef<HTMLPreElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text or another match is the reason to scroll
  useEffect(() => {
    const node = box.current
    if (!node) return
    const mark = node.querySelector<HTMLElement>('mark[data-here]')
    node.scrollTop = mark ? mark.offsetTop - node.offsetTop - node.clientHeight / 2 : node.scrollHeight
  }, [text, matches, here])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <pre ref={box} className={`${classes.output} ${wraps ? classes.wrap : ''}`} tabIndex={0}>
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
