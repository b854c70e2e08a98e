'use client'

import { useEffect, useRef } from 'react'

const QUESTION = 'Leave without saving your changes?'

/**
 * Asks before a changed form is left: by a link, by Back, or by closing the page. Returns a function that turns this
 * off, for use after saving.
 */
export function useLeaveGuard(isChanged: boolean): () => void {
  const isLifted = useRef(false)
  useEffect(() => {
    if (!isChanged) return
    const isOn = () => !isLifted.current
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (isOn()) event.preventDefault()
    }
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.getAttribute('target') === '_blank'
      if (!link || isElsewhere || !isOn()) return
      if (window.confirm(QUESTION)) {
        isLifted.current = true
        return
      }
      event.preventDefault()
      event.stopPropagation()
    }
    // A second history entry for this page: Back then leads to the first, and may be cancelled.
    window.history.pushState(window.history.state, '', window.location.href)
    const pop = () => {
      if (!isOn()) return
      if (window.confirm(QUESTION)) {
        isLifted.current = true
        window.history.back()
      } else window.history.pushState(window.history.state, '', window.location.href)
    }
    window.addEventListener('beforeunload', beforeUnload)
    window.addEventListener('popstate', pop)
    document.addEventListener('click', click, true)
    return () => {
      window.removeEventListener('beforeunload', beforeUnload)
      window.removeEventListener('popstate', pop)
      document.removeEventListener('click', click, true)
    }
  }, [isChanged])
  return () => {
    isLifted.current = true
  }
}
