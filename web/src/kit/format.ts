// How numbers, money, days and times are written on every screen.

const grouped = new Intl.NumberFormat('zh-CN')

export const int = (n: number | null | undefined) => (n === null || n === undefined ? '—' : grouped.format(n))

/** A count that the server may have stopped counting: 10,000+. */
export const total = (t: { count: number; exact: boolean } | undefined) => (t ? int(t.count) + (t.exact ? '' : '+') : '…')

/** Fen to yuan with two decimals and thousands. */
export function yuan(fen: number) {
  const sign = fen < 0 ? '−' : ''
  const a = Math.abs(fen)
  return `${sign}${grouped.format(Math.trunc(a / 100))}.${String(a % 100).padStart(2, '0')}`
}

/** Fen in the unit people say: 万元 from ten thousand yuan on. */
export function money(fen: number) {
  if (Math.abs(fen) >= 1_000_000 && fen % 10_000 === 0) {
    const wan = fen / 1_000_000
    return `${grouped.format(Number(wan.toFixed(4)))} 万元`
  }
  return `${yuan(fen)} 元`
}

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** The day and time at UTC+8, where every bureau sits, whatever the machine's zone. */
export function parts(iso: string) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return { day: iso, time: '' }
  const t = new Date(iso)
  if (Number.isNaN(t.getTime())) return { day: iso, time: '' }
  const s = new Date(t.getTime() + 8 * 3600_000).toISOString()
  return { day: s.slice(0, 10), time: s.slice(11, 16) }
}

export const day = (iso: string | null | undefined) => (iso ? parts(iso).day : '—')

export function dayTime(iso: string | null | undefined) {
  if (!iso) return '—'
  const p = parts(iso)
  return p.time ? `${p.day} ${p.time}` : p.day
}

export function weekday(iso: string) {
  const d = parts(iso).day
  return weekdays[new Date(d + 'T00:00:00Z').getUTCDay()] ?? ''
}

/** 11-16 周一, for columns of one year. */
export const shortDay = (iso: string) => `${parts(iso).day.slice(5)} ${weekday(iso)}`

/** 11-16, with its year where that is not this year's. */
export const nearDay = (iso: string, today: string) => (iso.slice(0, 4) === today.slice(0, 4) ? parts(iso).day.slice(5) : parts(iso).day)

/** Today's time for today, the day before that. */
export function recent(iso: string, today: string) {
  const p = parts(iso)
  if (p.day === today && p.time) return p.time
  return p.day.slice(0, 4) === today.slice(0, 4) ? p.day.slice(5) : p.day
}

export function bytes(n: number) {
  if (n < 1024) return `${n} B`
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} kB`
  if (n < 1024 ** 3) return `${(n / 1024 ** 2).toFixed(1)} MB`
  return `${(n / 1024 ** 3).toFixed(2)} GB`
}

export function remaining(seconds: number | null | undefined) {
  if (seconds === null || seconds === undefined || seconds < 0) return ''
  if (seconds < 60) return `约剩 ${Math.max(1, Math.round(seconds))} 秒`
  if (seconds < 3600) return `约剩 ${Math.round(seconds / 60)} 分`
  return `约剩 ${(seconds / 3600).toFixed(1)} 小时`
}

export const percent = (done: number, all: number) => (all > 0 ? Math.min(100, (done / all) * 100) : 0)
