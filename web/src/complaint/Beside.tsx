// What stands on the page of a complaint beside its record: both parties and the
// dispute at a glance, what is alike, what it is linked with, what its trader did before.
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { toDossier, toIntake, toRecord } from '../api/paths'
import type { FullRow } from '../api/types'
import { Card } from '../kit/Bits'
import { dueStatus } from '../kit/due'
import { shortDay, yuan } from '../kit/format'
import { Status, type Tone } from '../kit/Status'
import { useMeta } from '../api/queries'
import { EntryCard } from './EntryCard'
import { useBeside, type LinkedClock } from './api'
import { Duplicates, FoundList, RouteBox, SeriesAndSigns, Stages } from './parts'

export type Slot = { row: FullRow; kind: string }

const use = ({ row, kind }: Slot) => useBeside(kind, row.area, row.id, row.rev).data

/** Under the step line: the eight steps. */
export function Top(p: Slot) {
  const b = use(p)
  return b && b.stages.length > 0 ? <Stages of={b.stages} /> : null
}

/** Before the facts: both sides and the dispute, as the handler needs them at a glance. */
export function Sides({ row, kind }: Slot) {
  if (kind !== 'complaint') return null
  const v = row.values
  const t = (n: string) => row.labels[n] ?? (typeof v[n] === 'string' ? (v[n] as string) : '')
  const hidden = (n: string) => (row.masked ?? []).includes(n)
  const who = (n: string) => (hidden(n) ? '您无权查看' : t(n) || '—')
  const r = v.respondent as { area: string; id: string } | null
  const side = (items: [string, React.ReactNode][]) => <dl>{items.map(([k, x]) => <div key={k} style={{ display: 'contents' }}><dt>{k}</dt><dd>{x || '—'}</dd></div>)}</dl>
  return (
    <Card>
      <div className="cp-sides" data-testid="sides">
        {side([['投诉人', who('complainant')], ['电话', who('complainant_phone')], ['地址', who('complainant_address')], ...(t('agent') ? [['代理人', `${t('agent')}${v.mandate ? '' : '（未提供授权委托书）'}`] as [string, string]] : []), ...(t('together_with') ? [['共同投诉', t('together_with').split('\n').length + 1 + ' 人' + (t('representatives') ? `，代表人 ${t('representatives').split('\n').join('、')}` : '')] as [string, string]] : [])])}
        {side([['被投诉人', r ? <Link to={toDossier(r.area, r.id)}>{t('respondent')}</Link> : <span className="ochre">未核对到登记库</span>], ['所写名称', t('respondent_as_written')], ['所写地址', t('respondent_address')], ...(t('online_platform') ? [['平台', t('online_platform')] as [string, string]] : [])])}
        {side([['商品服务', t('goods')], ['购买', [t('bought_on'), v.quantity ? `${v.quantity} 件` : ''].filter(Boolean).join('，')], ['争议金额', typeof v.amount === 'number' ? `${yuan(v.amount)} 元` : ''], ['来源', [t('channel'), t('external_no') || t('hotline_no')].filter(Boolean).join(' ')]])}
      </div>
      <div className="cp-text">
        <div><b>诉求</b>{t('claim')}</div>
        <div><b>事实</b>{t('facts')}</div>
      </div>
    </Card>
  )
}

/** Who complains alone represents nobody (art. 12). */
export const aloneSpares = (field: string, row: FullRow) => field === 'represented_consent' && !row.values.together_with && !row.masked?.includes('together_with')

/** After the acts: where it should go, duplicates, series, factors of art. 17. */
export function Main(p: Slot) {
  const b = use(p)
  if (!b) return null
  return (
    <>
      {b.route && <RouteBox of={b.route} />}
      {b.like && <Duplicates of={b.like} />}
      {b.like && <SeriesAndSigns of={b.like} />}
    </>
  )
}

const str = (v: unknown) => (typeof v === 'string' ? v : '')
const states: Record<string, [Tone, string]> = { met: ['ended', '已按期'], missed: ['over', '已逾期办结'], paused: ['paused', '已暂停'], expired: ['over', '已届满'] }

/** The limits of what stands beside this record; they are not this record's own. */
function LinkedClocks({ of }: { of: LinkedClock[] }) {
  const today = useMeta().data?.today ?? ''
  return (
    <ul className="cp-clocks" data-testid="linked-clocks">
      {of.map((c) => {
        const [tone, word] = states[c.state] ?? [dueStatus(c.due, today).tone, dueStatus(c.due, today).word]
        return <li key={c.title + c.due}><span>{c.title}{c.city && <span className="t2">（平台或本市）</span>}</span><span className="nowrap"><Status tone={tone}>{word}</Status>　<span className="t2">{shortDay(c.due)}</span></span></li>
      })}
    </ul>
  )
}

/** In the rail: links, the trader's last twelve months, the caller's others. */
export function Rail(p: Slot) {
  const { row, kind } = p
  const go = useNavigate()
  const b = use(p)
  if (!b) return null
  const links = b.links ?? []
  return (
    <>
      <Card title="关联" count={links.length || undefined}>
        {links.length > 0 && <ul className="cp-links" data-testid="links">{links.map((l) => <li key={l.how + l.id}><span className="t2">{l.how}　</span><Link to={toRecord('complaint', l.kind, l.area, l.id)}>{l.title}</Link>{l.step && <span className="t2 t12">　{l.step}</span>}{l.clocks && <LinkedClocks of={l.clocks} />}</li>)}</ul>}
        <div className="row" style={{ padding: '8px 16px 12px', gap: 8 }}>
          {kind === 'complaint' && <Button size="small" onClick={() => go(toIntake({ as: 'tipoff', from: `${kind}/${row.area}/${row.id}` }))} data-testid="split">另登记举报</Button>}
          {kind === 'tipoff' && <Button size="small" onClick={() => go(toIntake({ as: 'complaint', from: `${kind}/${row.area}/${row.id}` }))}>另登记投诉</Button>}
          {kind === 'complaint' && <span className="t2 t12">同时反映违法线索的分开办理（第9条）</span>}
          {kind === 'work_order' && (row.values.sorted_as ? <span className="t2 t12">工单和由它登记的件各按各的期限办理，一个办结不等于另一个办结。</span> : <span className="t2 t12">{str(row.values.unsorted_why) || '还没有按类登记。'}</span>)}
        </div>
      </Card>
      {(kind === 'complaint' || kind === 'tipoff') && <EntryCard row={row} kind={kind} />}
      {b.trader && (
        <Card title="被投诉人近12个月" count={`${b.trader.total} 件`}>
          <div className="cp-figures">
            <div><b>{b.trader.settled}</b><span>达成协议</span></div>
            <div><b>{b.trader.ended}</b><span>终止调解</span></div>
            <div><b>{b.trader.open}</b><span>办理中</span></div>
            <div><b>{b.trader.resolved < 0 ? '—' : `${b.trader.resolved}%`}</b><span>调解成功</span></div>
          </div>
          {b.trader.latest.length > 0 && <FoundList items={b.trader.latest} />}
        </Card>
      )}
      {b.like && b.like.history_n > 0 && <Card title="同一电话的其他投诉" count={b.like.history_n}><FoundList items={b.like.history} /></Card>}
    </>
  )
}
