import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useMemo, useRef, useState } from 'react'
import { parts } from '../kit/format'

const ms = (d: string) => Date.parse(d + 'T00:00:00Z')
const iso = (t: number) => new Date(t).toISOString().slice(0, 10)

/** The day from which the page is seen: a line with the days on which something changed. */
export function AsOf({ today, changes, at, mode, onAt, onMode }: {
  today: string; changes: string[]; at: string; mode: string; onAt: (day: string) => void; onMode: (mode: string) => void
}) {
  const days = useMemo(() => [...new Set(changes.map((c) => parts(c).day))].filter((d) => d <= today).sort(), [changes, today])
  const start = days[0] ?? today
  const span = Math.max(1, ms(today) - ms(start))
  const line = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<string | null>(null)
  const now = drag ?? (at || today)
  const pos = (d: string) => (d >= today ? 100 : Math.max(0, Math.min(1, (ms(d) - ms(start)) / span)) * 100)
  const pick = (d: string) => onAt(d >= today ? '' : d < start ? start : d)
  const dayAt = (x: number) => {
    const r = line.current!.getBoundingClientRect()
    const f = Math.max(0, Math.min(1, (x - r.left) / r.width))
    const near = [...days, today].find((d) => Math.abs(pos(d) / 100 - f) * r.width < 5)
    return near ?? iso(ms(start) + f * span)
  }
  const step = (n: number) => {
    const stops = [...new Set([...days, today])]
    const i = stops.findIndex((d) => d >= now)
    pick(n < 0 ? (stops.filter((d) => d < now).pop() ?? start) : (stops[stops[i] === now ? i + 1 : i] ?? today))
  }
  return (
    <div className="asof" data-testid="as-of">
      <span className="t13 t2">回看到</span>
      <div
        ref={line} className="asof-line" role="slider" tabIndex={0} aria-label="回看日期" aria-valuetext={now}
        aria-valuemin={0} aria-valuemax={Math.round(span / 86400000)} aria-valuenow={Math.round((ms(now) - ms(start)) / 86400000)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowLeft') step(-1)
          else if (e.key === 'ArrowRight') step(1)
          else if (e.key === 'Home') pick(start)
          else if (e.key === 'End') onAt('')
          else return
          e.preventDefault()
        }}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); setDrag(dayAt(e.clientX)) }}
        onPointerMove={(e) => drag !== null && setDrag(dayAt(e.clientX))}
        onPointerUp={() => { if (drag) pick(drag); setDrag(null) }}
        title="有变化的日子有圆点；可拖动，或用 ← → 逐次移动"
      >
        <span className="trk" /><span className="past" style={{ width: `${pos(now)}%` }} />
        {days.map((d) => <span key={d} className="tick" style={{ left: `${pos(d)}%` }} />)}
        <span className="knob" style={{ left: `${pos(now)}%` }} />
      </div>
      <DatePicker
        size="small" variant="borderless" className="asof-day" allowClear={false} suffixIcon={null} aria-label="回看日期"
        value={dayjs(now)} maxDate={dayjs(today)} onChange={(x) => x && pick(x.format('YYYY-MM-DD'))}
      />
      <span className="t13 t2" style={{ minWidth: 28 }}>{now === today ? '今天' : ''}</span>
      <Segmented
        size="small" value={mode} onChange={(v) => onMode(String(v))} aria-label="按哪一条时间"
        options={[{ value: 'recorded', label: '按记录', title: '当时系统里记着什么' }, { value: 'fact', label: '按事实', title: '那天事实上是什么，来源注明生效日的' }]}
      />
    </div>
  )
}
