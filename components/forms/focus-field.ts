/** Scrolls to a field with an error, once it is marked. */
export function focusField(field: string): void {
  requestAnimationFrame(() => {
    const marked = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`)
    const target = marked?.matches('input, textarea')
      ? marked
      : (marked?.querySelector<HTMLElement>('input, textarea') ?? marked)
    target?.scrollIntoView({ block: 'center' })
    target?.focus({ preventScroll: true })
  })
}
