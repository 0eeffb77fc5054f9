import { useLayoutEffect, useRef, useState } from 'react'
import type { Column } from './DataTable'

/** The width of an element as it stands. */
export function useWidth<E extends HTMLElement>(): [React.RefObject<E | null>, number] {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const el = ref.current
    if (!el) return
    setWidth(el.clientWidth)
    const o = new ResizeObserver(() => setWidth(el.clientWidth))
    o.observe(el)
    return () => o.disconnect()
  })
  return [ref, width]
}

/** The first columns that fit; the widest kind of text takes what is left. At least three stay. */
export function fitColumns<T>(columns: Column<T>[], width: number, stretch: number, least = 208): Column<T>[] {
  if (width === 0 || columns.length === 0) return columns
  const grow = Math.max(0, Math.min(stretch, columns.length - 1))
  const need = (c: Column<T>, i: number) => (i === grow ? least : typeof c.width === 'number' ? c.width : 160)
  const out: Column<T>[] = []
  let sum = 0
  columns.forEach((c, i) => {
    if (out.length < i) return
    sum += need(c, i) + (i === 0 || i === columns.length - 1 ? 8 : 0)
    if (sum <= width || out.length < 3) out.push(i === grow ? { ...c, width: undefined } : c)
  })
  return out
}
