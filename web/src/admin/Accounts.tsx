import { Button, Modal, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { post } from '../api/client'
import { toNew, toRecord } from '../api/paths'
import { KV } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { Once } from '../kit/Once'
import { Panel } from '../kit/Panel'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useParamsState } from './data'
import { ListPage, Loaded, ReasonDialog } from './parts'
import type { AccountRow } from './types'
import { accountStates, duties } from './words'

const key = (r: AccountRow) => r.person?.id ?? '@' + r.account
type Doing = { what: 'open' | 'reset' | 'lock' | 'unlock' | 'ask' | 'confirm' | 'unbind'; row: AccountRow }

/** 人员与账号: who works here, and with which account he signs in. */
export default function Accounts() {
  const duty = useDuty()
  const go = useNavigate()
  const cache = useQueryClient()
  const s = useParamsState()
  const q = useAsk<{ items: AccountRow[] }>('/api/admin/accounts')
  const [doing, setDoing] = useState<Doing | null>(null)
  const [once, setOnce] = useState<{ account: string; password: string } | null>(null)
  const [cursor, setCursor] = useState('')
  const word = s.at('q')
  const state = s.at('state')
  const all = q.data?.items ?? []
  const rows = useMemo(() => all.filter((r) =>
    (!word || [r.person?.name, r.account, r.unit?.name].some((x) => x?.includes(word))) &&
    (!state || (state === 'asked' ? r.code_reset === 'asked' : state === 'service' ? r.service : r.state === state))), [all, word, state])
  const open = rows.find((r) => key(r) === s.at('open'))
  const at = open ? rows.indexOf(open) : -1
  const count = (f: (r: AccountRow) => boolean) => all.filter(f).length
  const asked = count((r) => r.code_reset === 'asked')
  const system = duty === 'system'
  const run = async (reason: string) => {
    if (!doing) return
    const name = doing.row.account
    const base = `/api/admin/accounts/${encodeURIComponent(name)}`
    if (doing.what === 'open' || doing.what === 'reset') {
      const r = await post<{ account: string; password: string }>('/api/accounts', { account: name, reason })
      if (r.password) setOnce(r)
    } else await post(base + { lock: '/lock', unlock: '/unlock', ask: '/codes/reset', confirm: '/codes/confirm', unbind: '/bindings/end' }[doing.what], { reason })
    await cache.invalidateQueries({ queryKey: ['admin'] })
  }
  return (
    <>
      <ListPage
        title="人员与账号"
        acts={system && <Button type="primary" onClick={() => go(toNew('actor', 'person'))} data-testid="new-person">登记人员</Button>}
        filters={
          <>
            <SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="姓名、账号、机构" />
            <Select aria-label="状态" style={{ width: 148, height: 28 }} value={state} onChange={(v) => s.put({ state: v })} options={[
              { value: '', label: '全部状态' }, { value: 'active', label: '正常' }, { value: 'locked', label: '已锁定' }, { value: 'failing', label: '输错暂锁' }, { value: 'none', label: '未开通' }, { value: 'service', label: '接口账号' }, { value: 'asked', label: '待确认停用验证码' }]} />
          </>
        }
        totals={<>人员&nbsp;<b>{int(all.length)}</b><span className="sep">账号正常 <b>{int(count((r) => r.state === 'active'))}</b></span><span className="sep">已锁定 <b>{int(count((r) => r.state === 'locked'))}</b></span><span className="sep">启用动态验证码 <b>{int(count((r) => r.codes))}</b></span>
          {asked > 0 && <span className="sep"><button type="button" className="link" onClick={() => s.put({ state: 'asked' })}>待确认停用验证码 <b>{int(asked)}</b></button></span>}</>}
        foot={rows.length > 0 && `已列 ${int(rows.length)} / ${int(all.length)} 人`}
        side={open && (
          <Panel
            label={open.person?.name ?? open.account} place={`第 ${int(at + 1)} 人 / ${int(rows.length)}`} onClose={() => s.put({ open: '' })}
            onUp={at > 0 ? () => s.put({ open: key(rows[at - 1]) }) : undefined} onDown={at < rows.length - 1 ? () => s.put({ open: key(rows[at + 1]) }) : undefined}
          >
            <Details row={open} system={system} security={duty === 'security'} onDo={(what) => setDoing({ what, row: open })} />
          </Panel>
        )}
      >
        <Loaded of={q} rows={12}>
          {() => (
            <DataTable
              label="人员与账号" rows={rows} rowKey={key} open={open && key(open)} at={cursor} minWidth={820}
              onMove={(r) => setCursor(key(r))} onPick={(r) => s.put({ open: key(r) })} onEscape={() => s.put({ open: '' })} onOpen={(r) => r.person && go(toRecord('actor', 'person', r.person.area, r.person.id))}
              columns={[
                { key: 'name', title: '姓名', width: 112, render: (r) => r.person?.name ?? <span className="zero">（无人员）</span> },
                { key: 'account', title: '账号', width: 128, render: (r) => r.account || <span className="zero">—</span> },
                { key: 'unit', title: '机构', render: (r) => <MidCut text={r.unit?.name ?? '—'} /> },
                { key: 'duty', title: '职责', width: 96, render: (r) => (r.service ? '接口' : r.roles === 0 ? <span className="zero">无授权</span> : duties[r.duty]) },
                { key: 'state', title: '账号状态', width: 104, render: (r) => <Status tone={accountStates[r.state].tone}>{accountStates[r.state].word}</Status> },
                { key: 'code', title: '动态验证码', width: 112, render: (r) => (r.state === 'none' ? <span className="zero">—</span> : r.code_reset === 'asked' ? <Status tone="soon">待确认停用</Status> : r.codes ? <Status tone="ok">已启用</Status> : r.codes_required ? <Status tone="soon">须启用</Status> : <span className="zero">未启用</span>) },
                { key: 'live', title: '会话', width: 56, align: 'right', render: (r) => <span className={r.sessions ? '' : 'zero'}>{int(r.sessions)}</span> },
                { key: 'keys', title: '密钥', width: 60, align: 'right', render: (r) => <span className={r.keys ? '' : 'zero'}>{int(r.keys)}</span> },
              ]}
              empty={<EmptyState title="没有符合条件的人员" act={<Button onClick={() => s.put({ q: '', state: '' })}>清除条件</Button>} />}
            />
          )}
        </Loaded>
      </ListPage>
      {doing && <AccountDialog doing={doing} onDo={run} onClose={() => setDoing(null)} />}
      {once && (
        <Modal open footer={<Button type="primary" onClick={() => setOnce(null)}>已抄录，关闭</Button>} closable={false} width={440} title={`账号 ${once.account}`}>
          <Once label="初始密码" secret={once.password}><div className="t13" style={{ marginTop: 8 }}>当面交给本人；首次登录须更改密码。</div></Once>
        </Modal>
      )}
    </>
  )
}

function Details({ row, system, security, onDo }: { row: AccountRow; system: boolean; security: boolean; onDo: (what: Doing['what']) => void }) {
  const p = row.person
  return (
    <>
      <section>
        <h2>{p?.name ?? row.account}</h2>
        <div className="t13 t2">{row.unit?.name}{row.service && <span className="sep">接口账号</span>}{row.left_on && <span className="sep">离岗 {row.left_on}</span>}</div>
      </section>
      <section>
        <h3>账号</h3>
        <KV items={[
          ['账号', row.account || '未填；先在人员中填写账号'],
          ['状态', <Status key="s" tone={accountStates[row.state].tone}>{accountStates[row.state].word}{row.until && `，至 ${dayTime(row.until)}`}</Status>],
          ...(row.state === 'none' ? [] : [
            ['开通', dayTime(row.opened)] as [string, React.ReactNode],
            ['密码', row.service ? '无，只用密钥' : row.must_change ? '须更改' : '正常'] as [string, React.ReactNode],
            ['动态验证码', row.codes ? `已启用，恢复码余 ${int(row.recovery)} 个` : row.codes_required ? '按登录要求须启用' : '未启用'] as [string, React.ReactNode],
            ...(row.bindings?.length ? [['外部登录', `已绑定${row.bindings.join('、')}`] as [string, React.ReactNode]] : []),
            ['登录会话', row.sessions ? `${int(row.sessions)} 个，最近 ${dayTime(row.last_seen)}` : '无'] as [string, React.ReactNode],
            ['接口密钥', row.keys ? `${int(row.keys)} 个有效` : '无'] as [string, React.ReactNode],
          ]),
        ]} />
      </section>
      {(system || (security && row.code_reset === 'asked')) && row.account && (
        <section>
          <h3>办理</h3>
          <div className="row wrap">
            {system && row.state === 'none' && !row.left_on && <Button type="primary" onClick={() => onDo('open')} data-testid="open-account">开通账号</Button>}
            {system && row.state !== 'none' && !row.service && <Button onClick={() => onDo('reset')} data-testid="reset">重设密码</Button>}
            {system && row.state === 'active' && <Button danger onClick={() => onDo('lock')} data-testid="lock">锁定</Button>}
            {system && (row.state === 'locked' || row.state === 'failing') && <Button onClick={() => onDo('unlock')} data-testid="unlock">解锁</Button>}
            {system && !!row.bindings?.length && <Button onClick={() => onDo('unbind')} data-testid="end-bindings">解除外部登录</Button>}
            {system && row.codes && row.code_reset !== 'asked' && <Button onClick={() => onDo('ask')}>申请停用验证码</Button>}
            {security && row.code_reset === 'asked' && <Button type="primary" onClick={() => onDo('confirm')} data-testid="confirm-codes">确认停用验证码</Button>}
          </div>
          {system && row.code_reset === 'asked' && <div className="t12 t2" style={{ marginTop: 8 }}>停用动态验证码已申请，待安全管理员确认。</div>}
        </section>
      )}
      <section>
        <h3>相关</h3>
        <div className="t13" style={{ display: 'grid', gap: 6 }}>
          {p && <Link to={toRecord('actor', 'person', p.area, p.id)}>人员登记</Link>}
          {p && <Link to={`/admin/rights?person=${p.id}`}>可以做什么，凭什么</Link>}
          {row.record && <Link to={toRecord('actor', 'account', row.record.area, row.record.id)}>账号的办理过程</Link>}
        </div>
      </section>
    </>
  )
}

function AccountDialog({ doing: { what, row }, onDo, onClose }: { doing: Doing; onDo: (reason: string) => Promise<unknown>; onClose: () => void }) {
  const who = `${row.person?.name ?? ''}（${row.account}）`
  const words = {
    open: { title: '开通账号', act: '开通', text: row.service ? `为接口账号 ${who} 开通；它没有密码，随后在“接口密钥”中发放密钥。` : `为 ${who} 开通账号。系统给出初始密码，只显示一次；首次登录须更改。能做什么取决于授权。` },
    reset: { title: '重设密码', act: '重设', text: `${who} 的现用密码作废，全部登录会话立即结束，外部登录绑定解除；给出新的初始密码，只显示一次，首次登录须更改。` },
    lock: { title: '锁定账号', act: '锁定', text: `${who} 不能再登录，${int(row.sessions)} 个登录会话和 ${int(row.keys)} 个接口密钥立即失效，直到解锁。` },
    unlock: { title: '解锁账号', act: '解锁', text: `${who} 可以再次登录；连续输错的计数清零。` },
    ask: { title: '申请停用动态验证码', act: '申请', text: `${who} 的手机遗失或更换。申请后须由安全管理员核实并确认，才会停用；确认前照旧有效。` },
    unbind: { title: '解除外部登录绑定', act: '解除', text: `${who} 不能再用${(row.bindings ?? []).join('、')}登录，${int(row.sessions)} 个登录会话立即结束；账号密码照旧有效，本人可以重新绑定。` },
    confirm: { title: '确认停用动态验证码', act: '确认停用', text: `请先当面或电话核实 ${who} 本人。确认后动态验证码和恢复码失效，全部登录会话结束。` },
  }[what]
  return <ReasonDialog title={words.title} act={words.act} danger={what === 'lock'} onDo={onDo} onClose={onClose}>{words.text}</ReasonDialog>
}
