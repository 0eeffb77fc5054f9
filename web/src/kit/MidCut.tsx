import { useLayoutEffect, useRef, useState } from 'react'

const canvas = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
const watchers = new WeakMap<Element, () => void>()
const observer =
  typeof ResizeObserver === 'undefined' ? null : new ResizeObserver((es) => es.forEach((e) => watchers.get(e.target)?.()))

const remembered = new Map<string, string>()

/** The cut of a text, remembered: a list that scrolls cuts the same names to the same width again and again. */
function cut(text: string, width: number, font: string, tail: number) {
  const key = `${width}|${tail}|${font}|${text}`
  const had = remembered.get(key)
  if (had !== undefined) return had
  if (remembered.size > 20_000) remembered.clear()
  const out = measure(text, width, font, tail)
  remembered.set(key, out)
  return out
}

function measure(text: string, width: number, font: string, tail: number): string {
  if (!canvas || width <= 0) return text
  canvas.font = font
  const w = (s: string) => canvas.measureText(s).width
  if (w(text) <= width + 0.5) return text
  const chars = Array.from(text)
  const end = chars.slice(-tail).join('')
  let lo = 1
  let hi = chars.length - tail
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1
    if (w(chars.slice(0, mid).join('') + '…' + end) <= width) lo = mid
    else hi = mid - 1
  }
  // Too narrow for head and tail: give the head its share.
  if (lo < 4 && tail > 3) return measure(text, width, font, tail - 1)
  return chars.slice(0, lo).join('') + '…' + end
}

/** A text cut in the middle to so many pixels of a font, for drawings. */
export const cutTo = (text: string, width: number, font: string, tail = 6) => cut(text, width, font, Math.min(tail, Math.max(1, text.length - 2)))

/** A long name on one line, cut in the middle so that its end, where names differ, stays. Full on hover. */
export function MidCut({ text, tail = 6, className }: { text: string; tail?: number; className?: string }) {
  const box = useRef<HTMLSpanElement>(null)
  const [shown, setShown] = useState(text)
  useLayoutEffect(() => {
    const el = box.current
    if (!el) return
    const fit = () => {
      const s = getComputedStyle(el)
      setShown(cut(text, el.clientWidth, `${s.fontWeight} ${s.fontSize} ${s.fontFamily}`, Math.min(tail, Math.max(1, text.length - 2))))
    }
    fit()
    watchers.set(el, fit)
    observer?.observe(el)
    return () => observer?.unobserve(el)
  }, [text, tail])
  return (
    <span
      ref={box}
      className={className}
      style={{ display: 'block', overflow: 'hidden', whiteSpace: 'nowrap' }}
      title={shown === text ? undefined : text}
     
    >
      {shown}
    </span>
  )
}
