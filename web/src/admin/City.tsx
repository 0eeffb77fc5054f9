import { useMeta } from '../api/queries'
import { Card, KV, PageHead, Tabs } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { int } from '../kit/format'
import { Status } from '../kit/Status'
import { Select } from 'antd'
import { useAsk, useParamsState } from './data'
import { Loaded } from './parts'
import type { Calendar, City as CityOf } from './types'
import { unitSorts } from './words'
import './admin.css'

/** 城市配置: areas, organisation and calendar, as the installation loaded them. */
export default function City() {
  const s = useParamsState()
  const tab = s.at('tab') || 'areas'
  const q = useAsk<CityOf>('/api/admin/city')
  const years = useAsk<Calendar>('/api/admin/calendar')
  return (
    <>
      <PageHead title="城市配置" sub={q.data && `${q.data.province} ${q.data.title}`}>
        <Tabs label="城市配置" at={tab} onChange={(t) => s.put({ tab: t === 'areas' ? '' : t })} tabs={[{ key: 'areas', title: '地域', count: q.data?.areas.length }, { key: 'units', title: '机构底册', count: q.data?.units.length }, { key: 'calendar', title: '工作日历', count: years.data?.years.length }]} />
      </PageHead>
      {tab === 'calendar' ? <Days /> : (
        <Loaded of={q} rows={12}>
          {(d) => (
            <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 280px', gap: 16, flex: 1, minHeight: 0 }}>
              <Card flex style={{ overflow: 'hidden' }}>{tab === 'areas' ? <Areas d={d} /> : <Units d={d} />}</Card>
              <Card title="配置" pad style={{ alignSelf: 'start' }}>
                <KV items={[['代号', <span key="p" className="mono">{d.profile}</span>], ['地域', d.area], ['行政区划', d.prefecture], ['功能区', `${int(d.areas.filter((a) => a.functional).length)} 个`], ['在册机构', `${int(d.organised)} 个`]]} />
                <div className="t12 t2" style={{ marginTop: 8 }}>来自产品所带文件：{d.files.map((f) => <div key={f} className="mono">{f}</div>)}数据目录一经选定城市不能更改。</div>
              </Card>
            </div>
          )}
        </Loaded>
      )}
    </>
  )
}

const Areas = ({ d }: { d: CityOf }) => (
  <div className="dt-box" style={{ height: '100%' }} tabIndex={0} role="region" aria-label="地域">
    <table className="dt wrapcells" style={{ minWidth: 680 }}>
      <colgroup><col style={{ width: 76 }} /><col style={{ width: 150 }} /><col style={{ width: 76 }} /><col style={{ width: 150 }} /><col /></colgroup>
      <thead><tr><th>代码</th><th>名称</th><th>性质</th><th>对应的局</th><th>街道乡镇与别名</th></tr></thead>
      <tbody>
        {d.areas.map((a) => (
          <tr key={a.code}>
            <td className="mono">{a.code}</td>
            <td><b>{a.title}</b>{a.functional && <div className="t12 t2">简称 {a.short}，在 {a.parent}</div>}</td>
            <td>{a.functional ? '功能区' : '行政区'}{!a.served && <div className="t12 t2">不在本局辖内</div>}</td>
            <td>{a.bureau || <span className="zero">—</span>}</td>
            <td className="t2">{a.towns.join('、') || '—'}{(a.names.length > 0 || a.near.length > 0) && <div className="t12">别名：{[...a.names, ...a.near].join('、')}</div>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Units = ({ d }: { d: CityOf }) => {
  const depth = new Map<string, number>()
  for (const u of d.units) depth.set(u.code, (depth.get(u.parent) ?? -1) + 1)
  return (
    <DataTable
      label="机构底册" rows={d.units} rowKey={(u) => u.code} minWidth={700}
      columns={[
        { key: 'n', title: '机构', render: (u) => <span style={{ paddingLeft: (depth.get(u.code) ?? 0) * 20 }} title={u.name} className={u.sort === 'bureau' ? 'b' : undefined}>{u.name}</span> },
        { key: 'c', title: '代号', width: 100, render: (u) => <span className="mono">{u.code}</span> },
        { key: 's', title: '性质', width: 84, render: (u) => unitSorts[u.sort] ?? u.sort },
        { key: 'w', title: '机关代字', width: 84, render: (u) => u.series || <span className="zero">—</span> },
        { key: 't', title: '所辖街道乡镇', width: 140, render: (u) => (u.towns.length ? <span title={u.towns.join('、')}>{u.towns.join('、')}</span> : <span className="zero">—</span>) },
        { key: 'p', title: '现状', width: 92, render: (u) => (u.present ? <Status tone="ok">在册</Status> : <Status tone="ended">已改动</Status>) },
      ]}
    />
  )
}

const week = ['一', '二', '三', '四', '五', '六', '日']

function Days() {
  const s = useParamsState()
  const meta = useMeta().data
  const q = useAsk<Calendar>('/api/admin/calendar', { year: s.at('year') })
  return (
    <Loaded of={q} rows={12}>
      {(d) => {
        const by = new Map(d.days.map((x) => [x.day, x]))
        const last = Math.max(...d.years.map((y) => y.year))
        const festivals = [...new Set(d.days.filter((x) => x.holiday).map((x) => x.festival))]
        return (
          <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 320px', gap: 16, flex: 1, minHeight: 0 }}>
            <Card flex pad title={`${d.year} 年`} count={`工作日 ${int(d.workdays)} 天`} more={<span className="t2">■ 放假　□ 调休上班</span>} style={{ overflow: 'hidden' }}>
              {!d.published && <div className="note" style={{ marginBottom: 12 }}>{d.year} 年的放假通知尚未公布：只按周末推算，据此算出的期限一律标为“暂定”，通知公布后重新计算。</div>}
              <div className="year">
                {Array.from({ length: 12 }, (_, m) => {
                  const first = (new Date(Date.UTC(d.year, m, 1)).getUTCDay() + 6) % 7
                  const n = new Date(Date.UTC(d.year, m + 1, 0)).getUTCDate()
                  return (
                    <div key={m}>
                      <h4>{m + 1} 月</h4>
                      <div className="month">
                        {week.map((w) => <span key={w} className="wd">{w}</span>)}
                        {Array.from({ length: first }, (_, i) => <span key={'_' + i} />)}
                        {Array.from({ length: n }, (_, i) => {
                          const day = `${d.year}-${String(m + 1).padStart(2, '0')}-${String(i + 1).padStart(2, '0')}`
                          const x = by.get(day)
                          const cls = [x ? (x.holiday ? 'off' : 'on') : (first + i) % 7 > 4 ? 'rest' : '', day === meta?.today ? 'now' : ''].join(' ')
                          return <span key={day} className={cls} title={x ? `${x.festival}${x.holiday ? '放假' : '调休上班'}` : undefined}>{i + 1}</span>
                        })}
                      </div>
                    </div>
                  )
                })}
              </div>
            </Card>
            <div className="col" style={{ overflow: 'auto' }}>
              <Card title="年份" pad>
                <Select aria-label="年份" className="w100" value={d.year} onChange={(y) => s.put({ year: String(y) })} options={[{ value: last + 1, label: `${last + 1} 年（未公布）` }, ...[...d.years].reverse().map((y) => ({ value: y.year, label: `${y.year} 年` }))]} />
                <div className="t12 t2" style={{ marginTop: 8 }}>已公布 {d.years[0].year}—{last} 年。</div>
              </Card>
              <Card title="放假通知" count={d.notices.length} pad>
                {d.notices.length === 0 ? <div className="t13 t2">尚未公布</div> : d.notices.map((n) => <div key={n} className="t12" style={{ overflowWrap: 'anywhere' }}><a href={n} target="_blank" rel="noreferrer">{n}</a></div>)}
              </Card>
              {festivals.length > 0 && (
                <Card title="节日" count={festivals.length} pad>
                  <KV items={festivals.map((f) => {
                    const days = d.days.filter((x) => x.festival === f && x.holiday)
                    const make = d.days.filter((x) => x.festival === f && !x.holiday)
                    return [f, <span key={f}>{days[0].day.slice(5)} 至 {days[days.length - 1].day.slice(5)}，{days.length} 天{make.length > 0 && <span className="t12 t2">，上班 {make.map((x) => x.day.slice(5)).join('、')}</span>}</span>] as [string, React.ReactNode]
                  })} style={{ lineHeight: '22px' }} />
                </Card>
              )}
            </div>
          </div>
        )
      }}
    </Loaded>
  )
}
