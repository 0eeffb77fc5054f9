import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { Tabs } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useParamsState } from './data'
import { GrantDialog } from './GrantDialog'
import { ListPage, Loaded } from './parts'
import type { Grant, Role } from './types'
import { duties } from './words'

/** 角色与授权: which roles there are and what they may; who holds them, and what does not count. */
export default function Grants() {
  const s = useParamsState()
  const duty = useDuty()
  const roles = useAsk<{ items: Role[] }>('/api/admin/roles')
  const grants = useAsk<{ items: Grant[] }>('/api/admin/grants')
  const [giving, setGiving] = useState(false)
  const tab = s.at('tab') || 'grants'
  const word = s.at('q')
  const role = s.at('role')
  const list = useMemo(() => (grants.data?.items ?? []).filter((g) => (!role || g.role === role) && (!word || [g.person.name, g.title, g.over.name, g.unit].some((x) => x.includes(word)))), [grants.data, word, role])
  const idle = (grants.data?.items ?? []).filter((g) => !g.counts).length
  return (
    <>
      <ListPage
        title="角色与授权"
        acts={duty === 'security' && <Button type="primary" onClick={() => setGiving(true)} data-testid="give">提出授权</Button>}
        filters={<>
          <Tabs label="角色与授权" at={tab} onChange={(t) => s.put({ tab: t === 'grants' ? '' : t })} tabs={[{ key: 'grants', title: '授权', count: grants.data?.items.length }, { key: 'roles', title: '角色', count: roles.data?.items.length }]} />
          {tab === 'grants' && <span style={{ marginLeft: 'auto' }} className="row">{role && <button type="button" className="chip" onClick={() => s.put({ role: '' })}><span>角色</span><b>{roles.data?.items.find((r) => r.name === role)?.title ?? role}</b><i>×</i></button>}<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="人员、角色、机构" /></span>}
        </>}
        foot={tab === 'grants' ? `已列 ${int(list.length)} 项授权${idle ? `，其中全部 ${int(idle)} 项不生效` : ''}；授权须由另一人复核，变更时撤销后重新提出` : '三员（系统、安全、审计）互不兼任，也不兼任业务角色，均不接触业务数据'}
      >
        {tab === 'grants' ? (
          <Loaded of={grants} rows={12}>
            {() => (
              <DataTable
                label="授权" rows={list} rowKey={(g) => g.person.id + g.role + g.over.id + g.since} minWidth={980}
                columns={[
                  { key: 'p', title: '人员', width: 96, render: (g) => <Link to={`/admin/rights?person=${g.person.id}`}>{g.person.name}</Link> },
                  { key: 'u', title: '所在机构', width: 150, render: (g) => <MidCut text={g.unit} /> },
                  { key: 'r', title: '角色', width: 110, render: (g) => g.title },
                  { key: 'o', title: '范围', render: (g) => <MidCut tail={10} text={(g.own ? '本人经办和参与的' : `${g.over.name}及下级`) + (g.matters.length > 0 ? `，限 ${g.matters.join('、')}` : '')} /> },
                  { key: 's', title: '期间', width: 190, render: (g) => <span className="t2">{g.since} 起{g.until && ` 至 ${g.until}`}</span> },
                  { key: 'b', title: '提出', width: 92, render: (g) => <span className="t2">{g.by}</span> },
                  { key: 'c', title: '复核', width: 80, render: (g) => <span className="t2">{g.confirmed_by || (g.by === '安装时设置' ? '—' : '')}</span> },
                  { key: 'w', title: '状态', width: 150, render: (g) => (g.counts ? <Status tone="ok">生效</Status> : <Status tone={/复核/.test(g.why) ? 'soon' : 'ended'}>{g.why}</Status>) },
                ]}
                empty={<EmptyState title={word || role ? '没有符合条件的授权' : '还没有授权'} />}
              />
            )}
          </Loaded>
        ) : (
          <Loaded of={roles} rows={8}>
            {(d) => (
              <div className="dt-box grow" tabIndex={0} role="region" aria-label="角色"><table className="dt wrapcells" style={{ minWidth: 980 }}>
                <colgroup><col style={{ width: 130 }} /><col style={{ width: 110 }} /><col /><col style={{ width: 250 }} /><col style={{ width: 110 }} /></colgroup>
                <thead><tr><th>角色</th><th>职责</th><th>可以做什么</th><th>持有人</th><th>动态验证码</th></tr></thead>
                <tbody>
                  {d.items.map((r) => (
                    <tr key={r.name}>
                      <td><div className="b">{r.title}</div><div className="mono t2">{r.name}</div></td>
                      <td>{duties[r.duty]}</td>
                      <td>{r.base && <div className="t12 t2">依据 {r.base}，限于 {r.matters.join('、')}</div>}{Object.entries(r.may).map(([v, what]) => <span key={v} className={what.length > 2 ? undefined : 'nowrap'} style={{ marginRight: 12 }}>{v}<span className="t2"> {what.map(scope).join('、')}</span></span>)}</td>
                      <td>{r.holders.length ? r.holders.slice(0, 8).map((h) => <Link key={h.id} to={`/admin/rights?person=${h.id}`} style={{ marginRight: 8 }}>{h.name}</Link>) : <span className="zero">无人</span>}{r.holders.length > 8 && <button type="button" className="link" onClick={() => s.put({ tab: '', role: r.name })}>等 {int(r.holders.length)} 人</button>}{r.idle > 0 && <div className="t12 ochre">另有 {int(r.idle)} 项不生效</div>}</td>
                      <td>{r.codes_required ? <Status tone="ok">须启用</Status> : <span className="zero">自愿</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table></div>
            )}
          </Loaded>
        )}
      </ListPage>
      {giving && <GrantDialog roles={roles.data?.items ?? []} onClose={() => setGiving(false)} />}
    </>
  )
}

const scope = (what: string) => (what === '*' ? '全部业务' : what === 'actor.*' ? '机构人员' : what)
