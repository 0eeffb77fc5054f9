import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { statusTone } from '../api/tone'
import { Copy } from '../face/Copy'
import { Icon } from '../face/Icon'
import { Period } from '../face/Period'
import { Link, usePage, usePlace } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime, int } from '../kit/format'
import { Status } from '../kit/Status'
import { entryPath, key, sortOf, useSite, type Disputes, type Entry, type Notice, type Page } from './data'
import { licenceState, summary } from './entry'
import { ProofPanel } from './ProofPanel'
import { useProofs, type Outcome } from './useProof'
import { useWide } from './useWide'

export default function Business({ area, id }: { area: string; id: string }) {
  const load = useLoad<Page>(`/api/public/subjects/${encodeURIComponent(area)}/${encodeURIComponent(id)}`)
  const site = useSite()
  usePage(load.data?.subject.title ?? '企业信息', site?.office)
  if (load.problem)
    return (
      <div className="wrap">
        <h1 className="unseen">企业信息</h1>
        <Failed of={load.problem} retry={load.problem.status === 404 ? undefined : load.again} />
      </div>
    )
  if (!load.data) return <div className="wrap"><Waiting rows={10} /></div>
  return <Shown page={load.data} />
}

function Shown({ page }: { page: Page }) {
  const wide = useWide()
  const asked = usePlace().query.get('v') ?? ''
  const [open, setOpen] = useState('')
  const proofs = useProofs()
  const { run } = proofs
  const all = useMemo(() => [page.subject, ...page.entries], [page])
  const licences = page.entries.filter((e) => isLicence(page.notices[e.notice])).sort(byForce(page.today))
  const published = page.entries.filter((e) => !isLicence(page.notices[e.notice])).sort((a, b) => (a.from < b.from ? 1 : -1))
  const verify = (e: Entry) => {
    setOpen(key(e))
    void run(e)
  }
  useEffect(() => {
    const e = all.find((x) => key(x) === asked)
    if (e) {
      setOpen(key(e))
      void run(e)
    }
  }, [asked, all, run])
  const entry = all.find((e) => key(e) === open)
  const panel = entry && <ProofPanel key={open} entry={entry} notice={page.notices[entry.notice]} of={proofs.by[open]} again={() => void run(entry)} close={() => setOpen('')} />
  const row = { today: page.today, notices: page.notices, open, by: proofs.by, verify }
  return (
    <div className="biz">
      <div className="biz-main">
        <Identity page={page} verify={() => verify(page.subject)} of={proofs.by[key(page.subject)]} />
        <Section title="许可证" n={licences.length} none="没有公示的许可证。">
          <table className="lines licences">
            <thead>
              <tr>
                <th scope="col">证照</th>
                <th scope="col">编号</th>
                <th scope="col">自</th>
                <th scope="col">至</th>
                <th scope="col">状态</th>
                <th scope="col">
                  <span className="unseen">验证</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {licences.map((e) => (
                <Licence key={key(e)} e={e} {...row} />
              ))}
            </tbody>
          </table>
        </Section>
        {page.disputes && <Complaints of={page.disputes} entries={published.filter((e) => e.notice === 'complaint_notice')} />}
        <Section title="公示信息" n={published.length} none="没有正在公示的其他信息。">
          <table className="lines published">
            <thead>
              <tr>
                <th scope="col">类别</th>
                <th scope="col">内容</th>
                <th scope="col">
                  <span className="ends">
                    <span>公示自</span>
                    <span>至</span>
                  </span>
                </th>
                <th scope="col">
                  <span className="unseen">验证</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {published.map((e) => (
                <Line key={key(e)} e={e} {...row} />
              ))}
            </tbody>
          </table>
        </Section>
        <p className="quiet small after">公示期满即停止公示，此页不再显示。横条为公示期，竖线为今天。</p>
        <Unsure notices={page.notices} entries={all} />
      </div>
      {wide ? <aside>{panel ? <div className="card">{panel}</div> : <Aside all={() => void proofs.all(all)} n={all.length} by={proofs.by} />}</aside> : panel && <Sheet close={() => setOpen('')}>{panel}</Sheet>}
      {!wide && <Bar all={() => void proofs.all(all)} entries={all} by={proofs.by} />}
    </div>
  )
}

const share = (settled: number, total: number) => `${Math.round((settled / total) * 100)}%`

/** The published complaints of a trader in figures; each opens the records that make it. */
function Complaints({ of, entries }: { of: Disputes; entries: Entry[] }) {
  const [open, setOpen] = useState('')
  const shown = entries.filter((e) => open === 'all' || String(e.values.received_on ?? '').startsWith(open) )
  const row = (name: string, title: string, total: number, settled: number) => (
    <tr key={name}>
      <th scope="row">{title}</th>
      <td><button type="button" className="link" aria-expanded={open === name} onClick={() => setOpen(open === name ? '' : name)} aria-label={`${title}：看这 ${total} 件`}>{total} 件</button></td>
      <td>{settled} 件</td>
      <td>{share(settled, total)}</td>
    </tr>
  )
  return (
    <Section title="消费投诉" n={of.total} none="">
      <table className="lines disputes">
        <thead><tr><th scope="col">收到年份</th><th scope="col">已公示</th><th scope="col">达成调解协议</th><th scope="col">解决率</th></tr></thead>
        <tbody>
          {of.years.map((y) => row(y.year, `${y.year} 年`, y.total, y.settled))}
          {of.years.length > 1 && row('all', '合计', of.total, of.settled)}
        </tbody>
      </table>
      {open && <ul className="opened">{shown.map((e) => <li key={key(e)}><Link to={entryPath(e)}>{e.title}</Link>，{e.labels.outcome}，{e.labels.received_on} 收到</li>)}</ul>}
      <p className="quiet small after">只计正在公示的投诉；达成协议和终止调解的一样公示。投诉是一方的主张，不等于违法。</p>
    </Section>
  )
}

const isLicence = (n: Notice | undefined) => !!n?.fields.some((f) => f.name === 'valid_until')

const byForce = (today: string) => (a: Entry, b: Entry) => {
  const rank = (e: Entry) => (licenceState(e, today).tone === 'ended' ? 1 : 0)
  return rank(a) - rank(b) || (String(a.values.decided_on ?? '') < String(b.values.decided_on ?? '') ? 1 : -1)
}

function Identity({ page, verify, of }: { page: Page; verify: () => void; of?: Outcome }) {
  const s = page.subject
  const n = page.notices[s.notice]
  const [more, setMore] = useState(false)
  const uscc = String(s.values.uscc ?? '')
  const title = (f: string) => n?.fields.find((x) => x.name === f)?.title ?? f
  const main = ['type', 'established_on', 'address', 'representative', 'organ']
  const rest = (n?.fields ?? []).map((f) => f.name).filter((f) => ![...main, 'name', 'uscc', 'status'].includes(f) && s.labels[f])
  const fact = (f: string) =>
    s.labels[f] && (
      <div key={f} className={`fact f-${f}`}>
        <dt>{title(f)}</dt>
        <dd>
          {s.labels[f]}
          {s.masked.includes(f) && <span className="unseen">（部分遮盖）</span>}
        </dd>
      </div>
    )
  return (
    <header className="identity">
      <h1>{s.title}</h1>
      <p className="now">
        {s.labels.status && <Status tone={statusTone(s.labels.status)}>{s.labels.status}</Status>}
        <span className="quiet narrow-only">{s.labels.established_on && `${s.labels.established_on} 成立`}</span>
      </p>
      <dl className={more ? 'facts more' : 'facts'}>
        {uscc && (
          <div className="fact f-uscc">
            <dt>
              <span className="wide-inline">{title('uscc')}</span>
              <span className="narrow-only">代码</span>
            </dt>
            <dd>
              {uscc}
              <Copy text={uscc} label="复制统一社会信用代码" />
            </dd>
          </div>
        )}
        {main.map(fact)}
        {more && rest.map(fact)}
      </dl>
      <p className="supplied quiet small">
        登记信息由{page.supplied.source}提供，{dayTime(page.supplied.at)} 更新。
        <button type="button" className="link" aria-expanded={more} onClick={() => setMore(!more)}>
          {more ? '收起' : '全部登记信息'}
        </button>
        <button type="button" className="link" onClick={verify}>
          验证登记信息
        </button>
        <Outcomes of={of} />
      </p>
    </header>
  )
}

const Section = ({ title, n, none, children }: { title: string; n: number; none: string; children: ReactNode }) => (
  <section className="part">
    <h2>
      {title} <i>{n}</i>
    </h2>
    {n > 0 ? children : <p className="nothing">{none}</p>}
  </section>
)

type Row = { e: Entry; today: string; notices: Record<string, Notice>; open: string; by: Record<string, Outcome>; verify: (e: Entry) => void }

function Licence({ e, today, open, by, verify }: Row) {
  const st = licenceState(e, today)
  return (
    <tr className={open === key(e) ? 'on' : undefined}>
      <td className="name">{e.labels.document_name ?? e.title}</td>
      <td className="no">
        <Link to={entryPath(e)}>{e.title}</Link>
      </td>
      <td className="from">{e.labels.valid_from ?? e.labels.decided_on}</td>
      <td className="until">{e.labels.valid_until ?? '长期'}</td>
      <td className="force">
        <Status tone={st.tone}>{st.word}</Status>
      </td>
      <td className="act">
        <Verify e={e} open={open} of={by[key(e)]} verify={verify} />
      </td>
    </tr>
  )
}

function Line({ e, today, notices, open, by, verify }: Row) {
  return (
    <tr className={open === key(e) ? 'on' : undefined}>
      <th scope="row" className="sort">
        {sortOf(notices[e.notice])}
      </th>
      <td className="what">
        <Link to={entryPath(e)}>{e.title}</Link>
        <span>{summary(e)}</span>
      </td>
      <td className="days">
        <Period from={e.from} until={e.until || undefined} today={today} />
      </td>
      <td className="act">
        <Verify e={e} open={open} of={by[key(e)]} verify={verify} />
      </td>
    </tr>
  )
}

const Verify = ({ e, open, of, verify }: { e: Entry; open: string; of?: Outcome; verify: (e: Entry) => void }) => (
  <span className="verify">
    <Outcomes of={open === key(e) ? undefined : of} />
    <button type="button" className={open === key(e) ? 'btn btn-s btn-primary' : 'btn btn-s'} aria-label={`验证 ${e.title}`} onClick={() => verify(e)}>
      <Icon name="shield" size={17} />
      验证
    </button>
  </span>
)

const Outcomes = ({ of }: { of?: Outcome }) =>
  of?.state === 'ok' ? (
    <Status tone="ok">一致</Status>
  ) : of?.state === 'wrong' ? (
    <Status tone="over">不一致</Status>
  ) : of?.state === 'failed' ? (
    <Status tone="paused">未验</Status>
  ) : null

/** What of the page rests on a law that has not been settled is said so. */
function Unsure({ notices, entries }: { notices: Record<string, Notice>; entries: Entry[] }) {
  const list = Object.values(notices).filter((n) => n.unsure && entries.some((e) => e.notice === n.name))
  return list.length > 0 ? <p className="quiet small after">{list.map(sortOf).join('、')}的公示依据和期限待本局法规机构核定。</p> : null
}

function tally(entries: Entry[], by: Record<string, Outcome>) {
  const states = entries.map((e) => by[key(e)]?.state)
  const count = (s: string) => states.filter((x) => x === s).length
  return { ok: count('ok'), wrong: count('wrong'), failed: count('failed'), busy: count('busy'), begun: states.some(Boolean) }
}

/** The place of the proof while none is open: what it is, and the whole page at once. */
function Aside({ all, n, by }: { all: () => void; n: number; by: Record<string, Outcome> }) {
  const site = useSite()
  const done = Object.values(by)
  const ok = done.filter((o) => o.state === 'ok').length
  const wrong = done.filter((o) => o.state === 'wrong').length
  return (
    <div className="card hint-card">
      <h2>
        <Icon name="shield" size={20} /> 可以自己验证
      </h2>
      <p>此页每一条都写在账本里。点“验证”，由您的浏览器计算它与账本是否一致，不必相信本站。</p>
      {site?.ledger && (
        <p className="quiet small">
          最新存证点：账本共 {int(site.ledger.size)} 条，{dayTime(site.ledger.at)}
        </p>
      )}
      <p className="acts">
        <button type="button" className="btn" onClick={all}>
          验证本页 {n} 条
        </button>
        <Link to="/about">怎样验证</Link>
      </p>
      <p role="status">
        {ok > 0 && <Status tone="ok">{ok} 条与账本一致</Status>} {wrong > 0 && <Status tone="over">{wrong} 条不一致</Status>}
      </p>
    </div>
  )
}

/** Within reach of the thumb. */
function Bar({ all, entries, by }: { all: () => void; entries: Entry[]; by: Record<string, Outcome> }) {
  const t = tally(entries, by)
  const word = t.wrong > 0 ? `${t.wrong} 条不一致` : t.begun ? `${t.ok}/${entries.length} 条一致` : '验证本页'
  return (
    <div className="thumb no-print">
      <button type="button" className="btn btn-l" onClick={all}>
        <Icon name="shield" size={20} />
        <span role="status">{word}</span>
      </button>
      <Link className="btn btn-l" to="/complain">
        投诉举报
      </Link>
    </div>
  )
}

/** The proof over the whole phone; Escape and the browser's own back of a dialog close it. */
function Sheet({ close, children }: { close: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const d = ref.current
    d?.showModal()
    return () => d?.close()
  }, [])
  return (
    <dialog ref={ref} className="sheet" aria-label="验证" onCancel={close}>
      {children}
    </dialog>
  )
}
