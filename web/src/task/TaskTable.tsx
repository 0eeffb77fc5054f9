import { Checkbox } from 'antd'
import { Link } from 'react-router'
import { actFor } from '../api/behalf'
import { dueStatus, dueWords, groupNames, groupOf, weekEnd, type Group } from '../kit/due'
import { shortDay } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { Status } from '../kit/Status'
import type { Task } from './data'

const order: Group[] = ['late', 'today', 'week', 'later', 'open']

/** Tasks grouped by when they are due: how it stands, the limit, the step, number, what and whom it is about, who has it, the day. */
export function TaskTable({ items, today, who, picked, onPick }: {
  items: Task[]; today: string; who?: boolean; picked?: ReadonlySet<string>; onPick?: (t: Task[], on: boolean) => void
}) {
  const groups = order.map((g) => [g, items.filter((t) => groupOf(t.due, today) === g)] as const).filter(([, l]) => l.length > 0)
  return (
    <div className={`task-list ${onPick ? 'picks' : ''}`} data-testid="tasks">
      {groups.map(([g, list]) => (
        <section key={g} className="g" aria-label={groupNames[g]}>
          <div className={`gh ${g}`}>
            {onPick && <Checkbox aria-label={`全选${groupNames[g]}`} checked={list.every((t) => picked?.has(t.id))} indeterminate={list.some((t) => picked?.has(t.id)) && !list.every((t) => picked?.has(t.id))} onChange={(e) => onPick(list, e.target.checked)} />}
            <b>{groupNames[g]}</b><span>{list.length}</span>
            <span className="more">{g === 'today' ? shortDay(today) : g === 'week' ? `至 ${shortDay(weekEnd(today))}` : ''}</span>
          </div>
          {list.map((t) => {
            const s = t.due ? dueStatus(t.due, today) : { tone: t.tone, word: t.state === 'filing' ? '待归档' : t.word }
            return (
              <div key={t.kind + t.id + t.person} className="ln" data-testid="task">
                {onPick && <Checkbox aria-label={`选择 ${t.number || t.title}`} checked={picked?.has(t.id)} onChange={(e) => onPick([t], e.target.checked)} />}
                <span><Status tone={s.tone}>{s.word}</Status></span>
                <span className="t2 cut">{t.what}</span>
                {!onPick && <span className="cut">{t.step === t.what ? '' : t.step}</span>}
                <span className="cut"><Link to={t.link} onClick={(e) => { if (t.for) { e.preventDefault(); actFor(t.for, t.link) } }}>{t.number || t.title}</Link></span>
                <span className="ttl"><MidCut text={t.number ? t.title : t.kind_title} />{t.for && <span className="flag">代 {t.for.name}</span>}</span>
                <span className="t2" style={{ minWidth: 0 }}><MidCut text={who ? [t.person || t.role, t.unit].filter(Boolean).join(' · ') : t.subject || t.step} /></span>
                <span className="r t2 nowrap">{t.due ? dueWords(t.due, today) : '—'}</span>
              </div>
            )
          })}
        </section>
      ))}
    </div>
  )
}
