// How a report's table is laid out and its figures are said, on the screen and on paper.
import type { Report, ReportColumn } from './api'

/** The headings: neighbours of one group share it; `at` is the first column of each. */
export function groups(r: Report) {
  const out: { title: string; span: number; at: ReportColumn }[] = []
  for (const c of r.columns) {
    const last = out[out.length - 1]
    if (c.group && last && last.title === c.group) last.span++
    else out.push({ title: c.group, span: 1, at: c })
  }
  return out
}

/** A figure with its thousands parted, — where there is none. */
export const show = (text: string) => (text ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ',').replace(/(\.\d*),/g, '$1') : '—')
