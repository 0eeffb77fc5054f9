import { Button, DatePicker, Input, Modal, Select } from 'antd'
import dayjs from 'dayjs'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import { useMeta } from '../api/queries'
import type { Page, Row } from '../api/types'
import { ProblemBox } from '../kit/States'
import { useAsk } from './data'
import { Field } from './parts'
import type { AccountRow, Role } from './types'

/** Proposes a grant; it counts once a second person has confirmed it. */
export function GrantDialog({ roles, person: given, onClose }: { roles: Role[]; person?: string; onClose: () => void }) {
  const meta = useMeta().data
  const cache = useQueryClient()
  const people = useAsk<{ items: AccountRow[] }>('/api/admin/accounts')
  const units = useAsk<Page<Row>>('/api/actor/unit', { limit: 2000 })
  const [person, setPerson] = useState<string | undefined>(given)
  const [role, setRole] = useState<string>()
  const [over, setOver] = useState<string>()
  const [reach, setReach] = useState('subtree')
  const [since, setSince] = useState(meta?.today ?? '')
  const [until, setUntil] = useState<string | null>(null)
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const area = meta?.city.area ?? ''
  const ref = (id?: string) => (id ? { area, id } : undefined)
  const errors = problem?.byField() ?? {}
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post('/api/actor/role_grant', { values: { person: ref(person), role, ...(over ? { over: ref(over) } : {}), ...(reach === 'own' ? { reach } : {}), since, ...(until ? { until_on: until } : {}), ...(why.trim() ? { why: why.trim() } : {}) } })
      await cache.invalidateQueries()
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  const contains = (s: string, o?: { label?: unknown }) => String(o?.label ?? '').includes(s)
  return (
    <Modal open width={520} title="提出授权" onCancel={onClose} footer={<><Button onClick={onClose}>取消</Button><Button type="primary" loading={busy} disabled={!person || !role || !since} onClick={run} data-testid="propose">提出，待另一人复核</Button></>}>
      <Field id="grant-person" label="人员" required err={errors.person}>
        <Select id="grant-person" showSearch={{ filterOption: contains }} value={person} onChange={setPerson} placeholder="姓名或账号" options={(people.data?.items ?? []).filter((p) => p.person && !p.left_on).map((p) => ({ value: p.person!.id, label: `${p.person!.name}（${p.account || '无账号'}） ${p.unit?.name ?? ''}` }))} />
      </Field>
      <Field id="grant-role" label="角色" required err={errors.role} help="三员与业务角色不能由同一人担任">
        <Select id="grant-role" value={role} onChange={setRole} placeholder="请选择" options={roles.map((r) => ({ value: r.name, label: `${r.title}${r.duty === 'business' ? '' : '（三员）'}` }))} />
      </Field>
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 180px', gap: 16 }}>
        <Field id="grant-over" label="范围机构" err={errors.over} help="空为本人所在机构；含其下级机构">
          <Select id="grant-over" allowClear showSearch={{ filterOption: contains }} value={over} onChange={setOver} placeholder="本人所在机构" options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: u.labels.parent ? `${u.title}（${u.labels.parent}）` : u.title }))} />
        </Field>
        <Field id="grant-reach" label="记录">
          <Select id="grant-reach" value={reach} onChange={setReach} options={[{ value: 'subtree', label: '该范围的全部' }, { value: 'own', label: '仅本人经办和参与的' }]} />
        </Field>
        <Field id="grant-since" label="自" required err={errors.since}>
          <DatePicker id="grant-since" className="w100" value={since ? dayjs(since) : null} onChange={(d) => setSince(d ? d.format('YYYY-MM-DD') : '')} placeholder="年-月-日" />
        </Field>
        <Field id="grant-until" label="至（不含）" err={errors.until_on}>
          <DatePicker id="grant-until" className="w100" value={until ? dayjs(until) : null} onChange={(d) => setUntil(d ? d.format('YYYY-MM-DD') : null)} placeholder="不限" />
        </Field>
      </div>
      <Field id="grant-why" label="理由"><Input id="grant-why" maxLength={500} value={why} onChange={(e) => setWhy(e.target.value)} /></Field>
      {problem && <ProblemBox of={problem} />}
    </Modal>
  )
}
