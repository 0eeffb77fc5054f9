import { Button, Modal, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { asProblem, post, type Problem } from '../api/client'
import { toNew } from '../api/paths'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { emptyKey, KeyForm } from '../kit/KeyForm'
import { Once } from '../kit/Once'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ProblemBox } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useParamsState } from './data'
import { Field, ListPage, Loaded, ReasonDialog } from './parts'
import type { ApiKey, Scope } from './types'
import { keyStates } from './words'

type Answer = { items: ApiKey[]; scopes: Scope[]; programs: { id: string; name: string }[] }

/** 接口密钥: the keys of programs and of people. */
export default function Keys() {
  const s = useParamsState()
  const go = useNavigate()
  const system = useDuty() === 'system'
  const cache = useQueryClient()
  const q = useAsk<Answer>('/api/admin/keys')
  const [making, setMaking] = useState(false)
  const [ending, setEnding] = useState<ApiKey | null>(null)
  const word = s.at('q')
  const rows = useMemo(() => (q.data?.items ?? []).filter((k) => !word || [k.account ?? '', k.person ?? '', k.title, k.prefix].some((v) => v.includes(word))), [q.data, word])
  const title = (scope: string) => q.data?.scopes.find((x) => x.scope === scope)?.title ?? scope
  return (
    <>
      <ListPage
        title="接口密钥"
        acts={system && <><Button onClick={() => go(toNew('actor', 'person') + '?v.service=true')}>登记接口账号</Button><Button type="primary" disabled={!q.data?.programs.length} onClick={() => setMaking(true)} data-testid="make-key">发放密钥</Button></>}
        filters={<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="用途、账号、密钥开头" />}
        totals={<>密钥&nbsp;<b>{int(q.data?.items.length)}</b><span className="sep">有效 <b>{int(q.data?.items.filter((k) => k.state === 'active').length)}</b></span><span className="sep">接口账号 <b>{int(q.data?.programs.length)}</b></span></>}
        foot="密钥只存摘要；凭密钥能做的事不超出账号的授权和密钥的权限范围，也不能用于系统管理"
      >
        <Loaded of={q} rows={8}>
          {() => (
            <DataTable
              label="接口密钥" rows={rows} rowKey={(k) => k.id} minWidth={1000}
              columns={[
                { key: 't', title: '用途', render: (k) => <span title={k.title}>{k.title}</span> },
                { key: 'a', title: '账号', width: 170, render: (k) => <span title={k.account}>{k.person || '—'}<span className="t2">（{k.account}）</span></span> },
                { key: 'p', title: '密钥', width: 124, render: (k) => <span className="mono">{k.prefix}…</span> },
                { key: 's', title: '权限范围', width: 200, render: (k) => <span title={k.scopes.map(title).join('、')}>{k.scopes.map(title).join('、')}</span> },
                { key: 'e', title: '有效期至', width: 96, render: (k) => dayTime(k.expires).slice(0, 10) },
                { key: 'u', title: '最近使用', width: 134, render: (k) => (k.used ? dayTime(k.used) : <span className="zero">从未</span>) },
                { key: 'w', title: '状态', width: 84, render: (k) => <Status tone={keyStates[k.state].tone}>{keyStates[k.state].word}</Status> },
                { key: 'x', title: '', width: 60, align: 'right', render: (k) => (system && k.state === 'active' ? <button type="button" className="link" onClick={() => setEnding(k)}>停用</button> : null) },
              ]}
              empty={<EmptyState title={word ? '没有符合条件的密钥' : '还没有接口密钥'}>先登记接口账号并开通、授权，再为它发放密钥；个人的密钥由本人在“我的账号”中制作。</EmptyState>}
            />
          )}
        </Loaded>
      </ListPage>
      {making && q.data && <MakeKey answer={q.data} onClose={() => { setMaking(false); void cache.invalidateQueries({ queryKey: ['admin'] }) }} />}
      {ending && (
        <ReasonDialog title="停用接口密钥" act="停用" danger onClose={() => setEnding(null)} onDo={async (reason) => { await post(`/api/admin/keys/${ending.id}/end`, { account: ending.account, reason }); await cache.invalidateQueries({ queryKey: ['admin'] }) }}>
          “{ending.title}”（{ending.prefix}…）立即失效且不能恢复；使用它的程序将收不到数据。
        </ReasonDialog>
      )}
    </>
  )
}

function MakeKey({ answer, onClose }: { answer: Answer; onClose: () => void }) {
  const [account, setAccount] = useState<string>()
  const [draft, setDraft] = useState(emptyKey)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [secret, setSecret] = useState('')
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      setSecret((await post<{ secret: string }>('/api/admin/keys', { account, title: draft.title, scopes: draft.scopes, days: String(draft.days) })).secret)
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  if (secret) return <Modal open title="接口密钥" closable={false} width={520} footer={<Button type="primary" onClick={onClose}>已保存，关闭</Button>}><Once label="密钥" secret={secret}><div className="t13" style={{ marginTop: 8 }}>请求头写作 <span className="mono">Authorization: Bearer 密钥</span></div></Once></Modal>
  return (
    <Modal open title="为接口账号发放密钥" width={480} onCancel={onClose} footer={<><Button onClick={onClose}>取消</Button><Button type="primary" loading={busy} disabled={!account || !draft.title.trim() || !draft.scopes.length} onClick={run} data-testid="do">发放</Button></>}>
      <Field id="key-account" label="接口账号" err={problem?.byField().account}>
        <Select id="key-account" value={account} onChange={setAccount} placeholder="请选择" options={answer.programs.map((p) => ({ value: p.id, label: `${p.name}（${p.id}）` }))} />
      </Field>
      <KeyForm draft={draft} onChange={setDraft} scopes={answer.scopes} errors={problem?.byField() ?? {}} />
      {problem && <ProblemBox of={problem} />}
    </Modal>
  )
}
