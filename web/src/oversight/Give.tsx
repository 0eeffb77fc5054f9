import { Button, DatePicker, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { asProblem, idempotencyKey, post, type Problem } from '../api/client'
import { toList, toRecord } from '../api/paths'
import { findKind, path, recordQuery, useKind, useMeta } from '../api/queries'
import type { FullRow, Values } from '../api/types'
import { kind, matter } from '../directives'
import { Card, KV, PageHead } from '../kit/Bits'
import { FieldInput } from '../kit/field/input'
import { weekday } from '../kit/format'
import { ErrorState, NoPermission, ProblemBox, Skeleton } from '../kit/States'

/** 交办: what is to be done about a record, by whom, by when. */
export default function Give() {
  const [params] = useSearchParams()
  const go = useNavigate()
  const cache = useQueryClient()
  const meta = useMeta().data
  const decl = useKind(kind)
  const on = { kind: params.get('kind') ?? '', area: params.get('area') ?? '', id: params.get('id') ?? '' }
  const place = findKind(meta, on.kind)
  const rec = useQuery({ ...recordQuery(place?.matter.name ?? '', on.kind, on.area, on.id), enabled: !!place })
  const [v, setV] = useState<Values>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const key = useRef(idempotencyKey())
  if (!meta || !decl.data) return decl.isError ? <ErrorState of={asProblem(decl.error)} /> : <Skeleton rows={8} />
  if (!findKind(meta, kind)?.kind.may?.includes('create')) return <NoPermission detail="交办由科长、所长和分管领导作出。需要时请联系本局安全管理员授权。" />
  const field = (n: string) => decl.data.fields.find((f) => f.name === n)!
  const errors = problem?.byField() ?? {}
  const set = (n: string, x: unknown) => { setV((o) => ({ ...o, [n]: x })); key.current = idempotencyKey() }
  const row: FullRow | undefined = rec.data?.row
  const send = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const values = { ...v, ...(on.id ? { on_kind: on.kind, on_id: on.id } : {}) }
      const r = await post<FullRow>(path(matter, kind), { values }, { 'Idempotency-Key': key.current })
      void cache.invalidateQueries({ queryKey: ['waiting'] })
      void cache.invalidateQueries({ queryKey: ['rows', matter, kind] })
      go(toRecord(matter, kind, r.area, r.id), { replace: true })
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  const item = (n: string, input: React.ReactNode, required = false) => (
    <div className="item" data-testid={`field-${n}`}>
      <label className="lab" htmlFor={`f-${n}`}>{field(n).title}{required && <i aria-label="必填">*</i>}</label>
      {input}
      {errors[n] ? <div className="err" role="alert">{errors[n]}</div> : field(n).help && <div className="help">{field(n).help}</div>}
    </div>
  )
  const due = (v.due as string) ?? ''
  return (
    <div className="page scroll inner">
      <PageHead title="交办" crumb={<a onClick={(e) => { e.preventDefault(); go(toList(matter, kind)) }} href="#">领导交办</a>}
        acts={<><Button onClick={() => go(-1)}>取消</Button><Button type="primary" loading={busy} disabled={!v.text || !due || (!v.receiver && !v.receiver_unit)} onClick={send} data-testid="save">交办</Button></>} />
      <div className="rail">
        <Card title="批示" pad>
          {problem && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} names={Object.fromEntries(decl.data.fields.map((f) => [f.name, f.title]))} kept="已填写的内容保留在本页。" /></div>}
          <div className="form">
            <div style={{ gridColumn: '1 / -1' }}>{item('text', <Input.TextArea id="f-text" autoFocus autoSize={{ minRows: 4, maxRows: 10 }} maxLength={1000} value={(v.text as string) ?? ''} onChange={(e) => set('text', e.target.value)} placeholder="写明办什么、到什么程度、报给谁" />, true)}</div>
            {item('receiver', <FieldInput field={field('receiver')} id="f-receiver" value={v.receiver} invalid={!!errors.receiver} onChange={(x) => set('receiver', x)} />)}
            {item('receiver_unit', <FieldInput field={field('receiver_unit')} id="f-receiver_unit" value={v.receiver_unit} invalid={!!errors.receiver_unit} onChange={(x) => set('receiver_unit', x)} />)}
            {item('due', (
              <div className="row">
                <DatePicker id="f-due" value={due ? dayjs(due) : null} minDate={dayjs(meta.today)} onChange={(x) => set('due', x ? x.format('YYYY-MM-DD') : undefined)} />
                <span className="t2 t13">{due && weekday(due)}</span>
              </div>
            ), true)}
          </div>
          <div className="t12 t2">交办后：承办人在“待办”中看到，反馈后由您办结；期间可催办、退回、撤回。只有您和承办人可见，每一步记入留痕账本。</div>
        </Card>
        <Card title="所涉记录" pad>
          {!on.id ? <span className="t2 t13">不针对某一条记录。</span> : rec.isError ? <ProblemBox of={asProblem(rec.error)} /> : !row ? <Skeleton rows={3} pad={0} height={26} /> : (
            <KV items={[['业务', place?.kind.title ?? ''], ['名称', row.title], ...(row.number ? [['编号', row.number] as [string, string]] : []), ...(row.unit ? [['承办机构', row.unit] as [string, string]] : [])]} />
          )}
        </Card>
      </div>
    </div>
  )
}
