import { Fragment } from 'react'
import { parts } from './format'

export type ClockDay = { date: string; n: number; kind: 'start' | 'counted' | 'holiday' | 'weekend' | 'pause' | 'rolled'; note?: string }

const heads = ['一', '二', '三', '四', '五', '六', '日']
const ms = (d: string) => Date.parse(d + 'T00:00:00Z')
/** Monday is 0. */
const column = (d: string) => (new Date(ms(d)).getUTCDay() + 6) % 7

/** The days of a limit, one cell a day, one row a week: the number in a cell is the day counted. */
export function ClockDays({ days, today, due, until }: { days: ClockDay[]; today: string; due: string; until?: string }) {
  const weeks = new Map<string, (ClockDay | undefined)[]>()
  for (const d of days) {
    const monday = new Date(ms(d.date) - column(d.date) * 86_400_000).toISOString().slice(0, 10)
    if (!weeks.has(monday)) weeks.set(monday, Array(7).fill(undefined))
    weeks.get(monday)![column(d.date)] = d
  }
  const now = until || today
  return (
    <div className="days" role="img" aria-label={`自 ${days[0]?.date} 起${due ? `，到 ${parts(due).day}` : ''}`} data-testid="days">
      <span className="h" />{heads.map((h) => <span key={h} className="h">{h}</span>)}
      {[...weeks].map(([monday, row]) => (
        <Fragment key={monday}>
          <span className="w">{(row.find(Boolean)?.date ?? monday).slice(5)}</span>
          {row.map((d, i) => (d ? <span key={d.date} className={cell(d, now, parts(due).day, until ? '' : today)} title={`${d.date} ${d.note ?? ''}`.trim()}>{word(d)}</span> : <span key={i} />))}
        </Fragment>
      ))}
    </div>
  )
}

function cell(d: ClockDay, now: string, due: string, today: string) {
  if (d.date === today && d.kind !== 'pause') return 'today'
  if (due && d.date === due) return 'due'
  switch (d.kind) {
    case 'start': return 'start'
    case 'pause': return 'pause'
    case 'counted': return d.date <= now ? 'used' : 'left'
    default: return ''
  }
}

const word = (d: ClockDay) => (d.kind === 'start' ? '起' : d.kind === 'counted' ? d.n : d.kind === 'holiday' ? '休' : '')
