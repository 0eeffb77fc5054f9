import { parts } from '../../kit/format'
import type { Mark } from './data'

/** What was and what comes, with days one can hold us to. */
export function Marks({ of }: { of: Mark[] }) {
  return (
    <ol className="marks">
      {of.map((m, i) => {
        const p = m.at ? parts(m.at) : null
        return (
          <li key={i} className={m.state} aria-current={m.state === 'now' ? 'step' : undefined}>
            <span className="when">
              {p ? `${p.day.slice(5)} ${p.time}` : m.by ? `${m.by.slice(5)} ${m.weekday}前` : m.within || m.on.slice(5)}
              {m.late && <span className="late">■ 已过期</span>}
            </span>
            <span className="grow">
              <b>{m.title}</b>
              {m.note && <span className="small quiet">{m.note}{m.provisional && '；暂定'}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
