import type { ReactNode } from 'react'
import { Icon } from '../../face/Icon'

/** A line of a form: what is asked, how, what is wrong with the answer. */
export function Ask({ id, label, hint, error, optional, children }: { id: string; label: string; hint?: string; error?: string; optional?: boolean; children: ReactNode }) {
  return (
    <div className={error ? 'ask wrong' : 'ask'}>
      <label htmlFor={id}>
        {label}
        {optional && <span className="quiet">（可以不填）</span>}
      </label>
      {hint && <p className="small quiet" id={`${id}-hint`}>{hint}</p>}
      {children}
      {error && <p className="small err" id={`${id}-err`} role="alert">{error}</p>}
    </div>
  )
}

type Line = { id: string; value: string; set: (s: string) => void; error?: string; max: number; mode?: 'text' | 'tel' | 'decimal' | 'numeric'; type?: string; complete?: string; rows?: number; place?: string; unit?: string }

/** One line, or several. */
export function Line({ id, value, set, error, max, mode, type = 'text', complete = 'off', rows, place, unit }: Line) {
  const common = { id, value, maxLength: max, placeholder: place, 'aria-invalid': error ? (true as const) : undefined, 'aria-describedby': [error && `${id}-err`, `${id}-hint`].filter(Boolean).join(' ') }
  if (rows) return <textarea className="inp" rows={rows} {...common} onChange={(e) => set(e.target.value)} />
  return (
    <span className={unit ? 'inp unit' : 'inp'}>
      <input type={type} inputMode={mode} autoComplete={complete} {...common} onChange={(e) => set(e.target.value)} />
      {unit && <span className="quiet">{unit}</span>}
    </span>
  )
}

/** One of several answers as a card: a tick and an edge, not a tint alone. */
export function Choice({ kind, name, on, set, title, what, children }: { kind: 'radio' | 'checkbox'; name: string; on: boolean; set: (on: boolean) => void; title: string; what: string; children?: ReactNode }) {
  return (
    <div className={on ? 'choice on' : 'choice'}>
      <label>
        <input type={kind} name={name} checked={on} onChange={(e) => set(e.target.checked)} />
        <span className={`tick ${kind}`} aria-hidden>{on && (kind === 'checkbox' ? <Icon name="tick" size={18} /> : <i />)}</span>
        <span className="grow">
          <b>{title}</b>
          <span className="quiet">{what}</span>
        </span>
      </label>
      {on && children && <div className="within">{children}</div>}
    </div>
  )
}
