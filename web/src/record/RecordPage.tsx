import { PrinterOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type ComponentType } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem } from '../api/client'
import { toBatch, toDossier, toKind, toList, toPrint } from '../api/paths'
import { mayCollect, recordQuery, subjectKind, useCourse, useKind, useMe, useMeta, useProvenance, useSourceTitle, useTimeline } from '../api/queries'
import { statusTone } from '../api/tone'
import type { Event, Field, FullRow, Kind, RecordAct } from '../api/types'
import { ownerOf } from '../api/words'
import { Card, KV, PageHead } from '../kit/Bits'
import { Facts } from '../kit/Facts'
import { day, dayTime, int } from '../kit/format'
import { ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { ActDialog, type Assist } from './ActDialog'
import { Basis } from './Basis'
import { CourseActs, CourseClocks, CourseLaw, CourseOwed, CourseParts, CourseSteps } from '../course'
import { Directives, GiveButton, kind as directive, OnRecord, unpointed } from '../directives'
import { Done, NextButton, useNext } from '../next'
import { RecordOrders } from '../orders'
import { Papers, useUnissued } from '../papers'
import { ProofDialog } from '../proof'
import { Sent } from '../telling'
import { RecordTimeline } from './RecordTimeline'

/** An act that a matter draws itself, because what it gives is more than the record as it stands then. */
export type OwnAct = ComponentType<{ act: RecordAct; row: FullRow; etag: string }>

/** What a matter shows on the page of its kind beside the record: under the step line, before and after the acts, in the rail. */
export type Slots = Partial<Record<'top' | 'sides' | 'main' | 'rail', ComponentType<{ row: FullRow; kind: string }>>> & {
  draws?: string[] // fields it draws itself
  spares?: (field: string, row: FullRow) => boolean // what an act need not ask of this record
}

type Extras = {
  /** Acts drawn elsewhere, by "<kind>.<act>". */
  own?: Record<string, OwnAct>
  /** Help inside the dialog of an act, by "<kind>.<act>". */
  assist?: Record<string, Assist>
  /** Acts that are done on a page of their own, by "<kind>.<act>": its address. */
  pages?: Record<string, (row: FullRow) => string>
  /** By kind. */
  slots?: Record<string, Slots>
}

/** The page of one record; with another it begins anew, so that nothing begun on one is done on the next. */
export default function RecordPage(x: Extras) {
  const { matter = '', kind = '', area = '', id = '' } = useParams()
  return <Page key={[matter, kind, area, id].join('/')} {...x} matter={matter} kind={kind} area={area} id={id} />
}

/** One record of any declared kind: its facts with their sources, what may be done, what was done. */
function Page({ own = {}, assist = {}, pages = {}, slots = {}, matter, kind, area, id }: Extras & { matter: string; kind: string; area: string; id: string }) {
  const [params, setParams] = useSearchParams()
  const go = useNavigate()
  const meta = useMeta().data
  const me = useMe().data
  const source = useSourceTitle()
  const decl = useKind(kind)
  const asOf = params.get('as_of') ?? ''
  const rec = useQuery(recordQuery(matter, kind, area, id, asOf, params.get('mode') ?? ''))
  const tl = useTimeline(matter, kind, area, id)
  const prov = useProvenance(matter, kind, area, id, !asOf)
  const course = useCourse(matter, kind, area, id, !asOf && !!decl.data?.procedure).data
  const next = useNext(id, !asOf && !!decl.data?.procedure)
  const unissued = useUnissued(kind, area, id)
  const [done, setDone] = useState('')
  const [acting, setActing0] = useState<RecordAct | null>(null)
  const [proof, setProof] = useState<Event | null>(null)
  const [whole, setWhole] = useState(false)
  if (rec.isError) return <ErrorState of={asProblem(rec.error)} retry={() => rec.refetch()} />
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!rec.data || !decl.data || !meta) return <Skeleton rows={12} />
  const { row } = rec.data
  const d: Kind = decl.data
  const masked = new Set(row.masked ?? [])
  const told = unpointed(kind, d.fields).filter((f) => (f.readable !== false || masked.has(f.name)) && !slots[kind]?.draws?.includes(f.name))
  // A life has fields for every turn it may take; those it has not taken stand aside.
  const empty = (f: Field) => row.values[f.name] === null || row.values[f.name] === undefined || row.values[f.name] === ''
  const aside = d.procedure && !whole ? told.filter((f) => (empty(f) && !masked.has(f.name)) || f.name === 'step') : []
  const shown = told.filter((f) => !aside.includes(f))
  const isSubject = subjectKind(meta)?.kind.name === kind
  const acts = asOf ? [] : (row.acts ?? [])
  const drawn = (a: RecordAct) => a.allowed && `${kind}.${a.name}` in own
  // The acts of a procedure stand together, with the reasons of those that are not open.
  const staged = d.procedure ? acts.filter((a) => d.acts?.some((x) => x.name === a.name)) : []
  // What was asked is answered and ended where it stands.
  const loose = acts.filter((a) => !staged.includes(a) && !['respond', 'lift', 'drop_signer'].includes(a.name))
  const main = staged.length > 0 ? undefined : loose.find((a) => a.allowed && !drawn(a) && !['annul', 'erase', 'transfer', 'backdate'].includes(a.name))
  const rest = loose.filter((a) => a !== main && !drawn(a))
  const title = row.number || row.title
  const setActing = (a: RecordAct | null) => { const at = a && pages[`${kind}.${a.name}`]; if (at) go(at(row)); else setActing0(a) }
  const slot = asOf ? {} : (slots[kind] ?? {})
  const drawnIn = (S?: ComponentType<{ row: FullRow; kind: string }>) => S && <S row={row} kind={kind} />
  return (
    <div className="page scroll inner">
      <PageHead
        title={title} crumb={<Link to={toList(matter, kind)}>{d.title}</Link>} sub={row.number && row.title !== row.number ? row.title : undefined}
        acts={
          <>
            {d.procedure && !asOf && <NextButton of={next} />}
            <Button icon={<PrinterOutlined />} onClick={() => go(toPrint(matter, kind, area, id))}>打印</Button>
            {kind !== directive && !asOf && <GiveButton on={{ kind, area, id }} />}
            {isSubject && <Button onClick={() => go(toDossier(area, id))}>一企一档</Button>}
            {acts.map((a) => {
              const Own = own[`${kind}.${a.name}`]
              return Own && a.allowed && <Own key={a.name} act={a} row={row} etag={rec.data.etag} />
            })}
            {(staged.length > 0 ? rest.filter((a) => a.name === 'amend') : rest).map((a) => <ActButton key={a.name} act={a} onClick={() => setActing(a)} />)}
            {staged.length > 0 && <Others acts={rest.filter((a) => a.name !== 'amend')} onAct={setActing} />}
            {main && <ActButton act={main} primary={!acts.some(drawn)} onClick={() => setActing(main)} />}
          </>
        }
      >
        {row.state && row.labels?.state && <Status tone={statusTone(row.labels.state)}>{row.labels.state}</Status>}
        {course && <><Status tone={course.ahead.length === 0 ? 'ended' : 'ok'}>{course.stays[course.stays.length - 1]?.title}</Status><CourseLaw of={course} kind={kind} /></>}
      </PageHead>
      {asOf && <div className="note" style={{ marginBottom: 12 }}>以下为 {asOf} 的内容，只供查看。<button type="button" className="link" onClick={() => setParams({}, { replace: true })}>回到今天</button></div>}
      {done && !asOf && <Done act={done} step={course?.stays[course.stays.length - 1]?.title ?? ''} owed={course?.owed.length ?? 0} unissued={unissued} of={next} />}
      {course && <Card style={{ marginBottom: 12 }}><CourseSteps of={course} today={meta.today} />{drawnIn(slot.top)}</Card>}
      <div className="rail">
        <div className="col">
          {drawnIn(slot.sides)}
          {staged.length > 0 && <CourseActs acts={staged} usual={course?.usual ?? []} asked={row.labels.approver} owed={course?.owed.length ?? 0} onAct={setActing} />}
          {course && <CourseParts of={course} today={meta.today} />}
          {!asOf && <Papers kind={kind} area={area} id={id} today={meta.today} />}
          {drawnIn(slot.main)}
          <Card title={d.title} count={`${shown.length} 项`} more={<>{aside.length > 0 && <button type="button" className="link t12" style={{ marginRight: 16 }} onClick={() => setWhole(true)}>另有 {aside.length} 项未填</button>}<span className="t2">来源 · 更新日</span></>}>
            <Facts fields={shown} values={row.values} labels={row.labels} masked={masked} origins={prov.data?.fields} today={meta.today} undated={new Set(row.undated ?? [])} ownerOf={ownerOf} batchUrl={mayCollect(meta) ? toBatch : undefined} sourceTitle={source} />
          </Card>
        </div>
        <div className="col">
          {course && <CourseOwed of={course} kind={{ matter, name: kind }} row={row} etag={rec.data.etag} today={meta.today} />}
          {course && <Sent kind={{ matter, name: kind }} row={row} etag={rec.data.etag} today={meta.today} />}
          {course && <CourseClocks of={course} today={meta.today} />}
          {drawnIn(slot.rail)}
          <Card title="记录" pad>
            <KV items={[
              // A procedure names its handler itself; who owns the record is who registered it.
              ['承办机构', row.labels.handling_unit || row.unit || '—'],
              ['承办人', row.labels.handler || row.owner || '—'],
              ['登记', row.labels.handler && row.owner ? `${row.owner}，${dayTime(row.created_at)}` : dayTime(row.created_at)],
              ['最近办理', dayTime(row.updated_at)],
              ['版本', `第 ${int(row.rev)} 版`],
              ['所依声明', <Link key="d" to={toKind(kind)} className="mono cut" style={{ display: 'block' }} title={row.declaration}>{(row.declaration ?? d.digest).slice(0, 22)}</Link>],
            ]} />
          </Card>
          <OnRecord of={kind} row={row} />
          {d.procedure && <RecordOrders kind={{ matter, name: kind }} row={row} etag={rec.data.etag} />}
          {kind !== directive && <Directives id={id} />}
          <RecordTimeline items={tl.data?.items ?? []} pending={tl.isPending} failed={tl.isError ? asProblem(tl.error) : undefined} onProof={setProof} onAsOf={(x) => setParams({ as_of: day(x) }, { replace: true })} />
          <Basis decl={d} />
        </div>
      </div>
      {acting && <ActDialog act={acting} decl={d} row={row} etag={rec.data.etag} account={me?.account ?? ''} assist={assist[`${kind}.${acting.name}`]} spares={slots[kind]?.spares} onDone={d.procedure ? () => setDone(acting.title) : undefined} onClose={() => setActing(null)} />}
      {proof && <ProofDialog area={area} record={id} event={proof} fields={d.fields} onClose={() => setProof(null)} />}
    </div>
  )
}

/** The acts of every kind that are seldom needed, where a procedure has many of its own. */
function Others({ acts, onAct }: { acts: RecordAct[]; onAct: (a: RecordAct) => void }) {
  if (acts.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items: acts.map((a) => ({ key: a.name, disabled: !a.allowed && !a.late, label: a.allowed ? a.title : a.late ? `${a.title}（补录）` : <span title={a.why}>{a.title}<span className="t12 t2">　{a.why}</span></span> })), onClick: ({ key }) => { const a = acts.find((x) => x.name === key); if (a) onAct(a) } }}
    >
      <Button data-testid="other-acts">更多</Button>
    </Dropdown>
  )
}

/** An act as a button; an unlawful one is grey, with the reason on hover and for the screen reader. */
function ActButton({ act, onClick, primary }: { act: RecordAct; onClick: () => void; primary?: boolean }) {
  if (!act.allowed && act.late) return <Button onClick={onClick} data-testid={`act-${act.name}`}>{act.title}（补录）</Button>
  const b = <Button type={primary ? 'primary' : 'default'} disabled={!act.allowed} onClick={onClick} data-testid={`act-${act.name}`} aria-label={act.allowed ? act.title : `${act.title}（现在不能办理：${act.why ?? ''}）`}>{act.title}</Button>
  return act.allowed ? b : <Tooltip title={act.why || '现在不能办理'}><span tabIndex={0}>{b}</span></Tooltip>
}
