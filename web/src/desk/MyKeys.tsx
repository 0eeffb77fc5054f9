import { Button, Input, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, del, get, post, type Problem } from '../api/client'
import { Card } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime } from '../kit/format'
import { emptyKey, KeyForm } from '../kit/KeyForm'
import { Once } from '../kit/Once'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'

type Key = { id: string; prefix: string; title: string; scopes: string[]; expires: string; used: string; state: 'active' | 'expired' | 'revoked' }
type Answer = { items: Key[]; scopes: { scope: string; title: string }[] }

/** One's own API keys: programs that act with one's rights, within scopes. */
export function MyKeys() {
  const cache = useQueryClient()
  const q = useQuery({ queryKey: ['my-keys'], queryFn: () => get<Answer>('/api/keys') })
  const [making, setMaking] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const again = () => cache.invalidateQueries({ queryKey: ['my-keys'] })
  const end = async (k: Key) => {
    setProblem(null)
    try {
      await del(`/api/keys/${k.id}`)
      await again()
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <>
      <Card title="接口密钥" count={q.data?.items.filter((k) => k.state === 'active').length} more={<button type="button" className="link" onClick={() => setMaking(true)} data-testid="make-key">制作密钥</button>}>
        {problem && <div className="pad"><ProblemBox of={problem} /></div>}
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={2} /> : (
          <DataTable
            label="接口密钥" rows={q.data.items} rowKey={(k) => k.id}
            columns={[
              { key: 't', title: '用途', render: (k) => k.title },
              { key: 'p', title: '密钥', width: 124, render: (k) => <span className="mono">{k.prefix}…</span> },
              { key: 's', title: '权限范围', width: 170, render: (k) => k.scopes.map((x) => q.data.scopes.find((y) => y.scope === x)?.title ?? x).join('、') },
              { key: 'e', title: '有效期至', width: 96, render: (k) => dayTime(k.expires).slice(0, 10) },
              { key: 'u', title: '最近使用', width: 134, render: (k) => (k.used ? dayTime(k.used) : <span className="zero">从未</span>) },
              { key: 'x', title: '', width: 76, align: 'right', render: (k) => (k.state === 'active' ? <button type="button" className="link" onClick={() => end(k)}>停用</button> : <Status tone="ended">{k.state === 'expired' ? '到期' : '已停用'}</Status>) },
            ]}
            empty={<EmptyState tight title="没有接口密钥">程序凭密钥以你的名义查询或办理，不超出你的授权和所选范围；每次使用都记在你名下。</EmptyState>}
          />
        )}
      </Card>
      {making && q.data && <Make scopes={q.data.scopes} onClose={() => { setMaking(false); void again() }} />}
    </>
  )
}

function Make({ scopes, onClose }: { scopes: Answer['scopes']; onClose: () => void }) {
  const [draft, setDraft] = useState(emptyKey)
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [secret, setSecret] = useState('')
  const errors = problem?.byField() ?? {}
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      setSecret((await post<{ secret: string }>('/api/keys', { title: draft.title, scopes: draft.scopes, days: String(draft.days), password })).secret)
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  if (secret) return <Modal open title="接口密钥" closable={false} width={520} footer={<Button type="primary" onClick={onClose}>已保存，关闭</Button>}><Once label="密钥" secret={secret}><div className="t13" style={{ marginTop: 8 }}>请求头写作 <span className="mono">Authorization: Bearer 密钥</span></div></Once></Modal>
  return (
    <Modal open title="制作接口密钥" width={480} onCancel={onClose} footer={<><Button onClick={onClose}>取消</Button><Button type="primary" loading={busy} disabled={!draft.title.trim() || !draft.scopes.length || !password} onClick={run} data-testid="do">制作</Button></>}>
      <KeyForm draft={draft} onChange={setDraft} scopes={scopes} errors={errors} />
      <div className="item" style={{ display: 'flex', flexDirection: 'column', marginBottom: 14 }}>
        <label className="t13 t2" htmlFor="key-password" style={{ paddingBottom: 4 }}>登录密码</label>
        <Input.Password id="key-password" autoComplete="current-password" value={password} status={errors.password ? 'error' : undefined} onChange={(e) => setPassword(e.target.value)} />
        {errors.password && <div className="t12 seal" style={{ paddingTop: 3 }}>{errors.password}</div>}
      </div>
      {problem && problem.fields.length === 0 && <ProblemBox of={problem} />}
    </Modal>
  )
}
