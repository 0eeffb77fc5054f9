import { useAbout, useGroups, type ListAsk } from '../api/queries'
import type { Filter, Filters } from '../kit/field/filter'
import { int, total } from '../kit/format'

type Count = { count: number; exact: boolean }
const short: Record<string, string> = { company: '企业', individual: '个体', coop: '农合', other: '其他', '': '未分类' }

/** 共 1,204 户 · 企业 486 户 · 个体 718 户 · 标签 9 类 · 许可证 1,310 个: the sorts add up, each part narrows. */
export function Totals({ matter, kind, ask, filters, count, onChange, tags, permits }: {
  matter: string; kind: string; ask: ListAsk; filters: Filters; count?: Count; onChange: (f: Filters) => void; tags: boolean; permits: boolean
}) {
  const sorts = useGroups(matter, kind, 'sort', ask)
  const labels = useAbout(matter, kind, 'tag', 'label', ask, tags)
  const papers = useAbout(matter, kind, 'permit', '', ask, permits)
  const part = (name: string, f: Filter, title: string, n: number | undefined, unit: string) => n !== undefined && (
    <span className="sep" key={name + title}>
      {n === 0 ? <span>{title} <b className="zero">0</b> {unit}</span> : (
        <button type="button" className="link" style={{ color: 'inherit' }} onClick={() => onChange({ ...filters, [name]: f })} title={`只看这 ${int(n)} ${unit}所属的主体`}>{title} <b>{int(n)}</b> {unit}</button>
      )}
    </span>
  )
  return (
    <div className="totals" data-testid="totals">
      共&nbsp;<b>{total(count)}</b>&nbsp;户
      {(sorts.data ?? []).map((s) => part('sort', s.value ? { op: 'in', values: [s.value] } : { op: 'null' }, short[s.value] ?? s.label, s.count, '户'))}
      {tags && part('@tag', { op: 'set' }, '标签', labels.data, '类')}
      {permits && part('@permit', { op: 'set' }, '许可证', papers.data, '个')}
    </div>
  )
}
