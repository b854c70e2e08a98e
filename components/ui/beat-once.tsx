'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/** Plays its animation once each time `beats` rises, and never for the first value. */
export function BeatOnce({ beats, className, children }: { beats: number; className: string; children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null)
  const heard = useRef(beats)
  useEffect(() => {
    const node = element.current
    if (beats <= heard.current || node === null) {
      heard.current = beats
      return
    }
    heard.current = beats
    node.classList.remove(className)
    void node.offsetWidth
    node.classList.add(className)
  }, [beats, className])
  return (
    <span ref={element} style={{ display: 'inline-flex' }}>
      {children}
    </span>
  )
}
