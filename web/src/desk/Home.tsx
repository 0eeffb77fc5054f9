import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { asProblem } from '../api/client'
import { toBatch, toBatches, toList, toNewBatch, toReviews } from '../api/paths'
import { mayCollect, useMe, useMeta, useSourceTitle } from '../api/queries'
import type { Batch } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { int, percent, recent, remaining, weekday } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { AreaFigures } from './AreaFigures'
import { useWaiting } from './waiting'
import './home.css'

type Line = { key: string; status: React.ReactNode; matter: string; what: React.ReactNode; whose: React.ReactNode; when: string }

/** 工作台: what waits for me, my area in numbers, what was done last. */
export default function Home() {
  const me = useMe().data
  const meta = useMeta().data
  const go = useNavigate()
  if (!me || !meta) return <Skeleton rows={10} />
  const collects = mayCollect(meta)
  return (
    <>
      <PageHead
        title="工作台"
        sub={<>{meta.today} {weekday(meta.today)}</>}
        acts={me.duty === 'business' && collects && <Button type="primary" onClick={() => go(toNewBatch)}>导入文件</Button>}
      />
      {me.duty === 'business' ? (
        <div className="home">
          <Waiting today={meta.today} />
          <div className="col">
            <AreaFigures meta={meta} />
            <Recent today={meta.today} />
          </div>
        </div>
      ) : (
        <Duties duty={me.duty} />
      )}
    </>
  )
}

function Waiting({ today }: { today: string }) {
  const w = useWaiting()
  const source = useSourceTitle()
  const reviewLines: Line[] = w.reviews.slice(0, 12).map((r) => ({
    key: r.id,
    status: <Status tone="soon">疑似重复</Status>,
    matter: '复核',
    what: <Link to={`${toReviews}?at=${r.id}`}>{r.reason}</Link>,
    whose: <MidCut text={r.left.title} />,
    when: '',
  }))
  const line = (b: Batch, status: React.ReactNode, matter: string, what: React.ReactNode): Line => ({
    key: b.id, status, matter, what: <Link to={toBatch(b.id)}>{what}</Link>, whose: <MidCut text={b.name} tail={10} />, when: recent(b.at, today),
  })
  const groups: { title: string; note?: React.ReactNode; lines: Line[]; all: number }[] = [
    { title: '等待导入', all: w.toRun.length, lines: w.toRun.map((b) => line(b, <Status tone="soon">预检完成</Status>, '导入', <>{source(b.source)}，{int(b.rows_total)} 行</>)) },
    { title: '隔离待改', all: w.held.length, lines: w.held.map((b) => line(b, <Status tone="soon">{int(b.quarantined)} 行</Status>, '隔离', <>{source(b.source)}，改后可重入</>)) },
    { title: '疑似重复', all: w.reviews.length, note: w.reviews.length > 12 && <Link to={toReviews}>全部 {w.reviews.length}</Link>, lines: reviewLines },
    { title: '正在进行', all: w.running.length, lines: w.running.map((b) => line(b, <Status tone="paused">{b.state === 'preflight' ? '预检' : '导入'} {percent(b.job?.done ?? 0, b.job?.total ?? 0).toFixed(0)}%</Status>, '后台', <>{int(b.job?.done ?? 0)} / {int(b.job?.total ?? b.rows_total)} 行 {remaining(b.job?.remaining_s)}</>)) },
  ]
  const shown = groups.filter((g) => g.all > 0)
  return (
    <Card title="待办" count={w.ready ? w.count : ''} flex more={w.count > 0 && <Link to={toBatches}>归集批次</Link>}>
      {!w.ready ? <Skeleton rows={8} /> : w.denied ? <ErrorState of={asProblem(w.error)} /> : shown.length === 0 ? (
        <EmptyState title="没有等待您办理的事项" act={<Link to={toNewBatch}>导入文件</Link>}>导入后待核的行、疑似重复的主体和仍在进行的批次会列在这里。</EmptyState>
      ) : (
        <div className="todo">
          {shown.map((g) => (
            <div key={g.title} className="g">
              <div className="gh"><b>{g.title}</b><span>{g.all}</span><span className="more">{g.note}</span></div>
              {g.lines.map((l) => (
                <div key={l.key} className="ln"><span>{l.status}</span><span className="t2">{l.matter}</span><span className="cut">{l.what}</span><span className="t2" style={{ minWidth: 0 }}>{l.whose}</span><span className="r t2">{l.when}</span></div>
              ))}
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}

const done: Record<string, string> = { done: '导入完成', undone: '已撤回', cancelled: '已取消', failed: '未完成', ready: '预检完成', running: '正在导入', preflight: '正在预检' }

function Recent({ today }: { today: string }) {
  const w = useWaiting()
  const last = [...w.batches].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 6)
  return (
    <Card title="最近归集" more={<Link to={toBatches}>全部批次</Link>} flex style={{ flex: 1 }}>
      {!w.ready ? <Skeleton rows={3} height={28} /> : last.length === 0 ? <EmptyState tight title="还没有导入过文件">登记库、许可、处罚等文件导入后，这里列出最近的批次。</EmptyState> : (
        <div className="recent">
          {last.map((b) => (
            <div key={b.id} style={{ display: 'contents' }}><span className="t2">{recent(b.at, today)}</span><span>{done[b.state] ?? b.state}</span><Link to={toBatch(b.id)}><MidCut text={b.name} tail={12} /></Link></div>
          ))}
        </div>
      )}
    </Card>
  )
}

const duties = {
  system: ['系统管理员', '建立和停用账号、查看运行状况、备份与升级。不查看业务数据，不授予权限。'],
  security: ['安全管理员', '按书面依据授予和收回权限，须另一人复核后生效。不查看业务数据，不建立账号。'],
  audit: ['审计管理员', '查看登录、授权与办理的留痕，核对账本。不查看业务数据，不作更改。'],
  business: ['', ''],
} as const

function Duties({ duty }: { duty: keyof typeof duties }) {
  const meta = useMeta().data
  const [title, text] = duties[duty]
  const kinds = (meta?.matters ?? []).flatMap((m) => (m.kinds ?? []).filter((k) => k.may?.includes('read')).map((k) => ({ m, k })))
  return (
    <Card title={title} pad style={{ maxWidth: 720 }}>
      <p style={{ margin: '0 0 12px' }}>{text}</p>
      {kinds.length > 0 && (
        <div className="row wrap" style={{ gap: 16 }}>
          {kinds.map(({ m, k }) => <Link key={k.name} to={toList(m.name, k.name)}>{k.title}</Link>)}
        </div>
      )}
    </Card>
  )
}
