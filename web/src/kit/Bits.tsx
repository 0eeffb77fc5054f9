import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState, type ReactNode } from 'react'

type HeadProps = { title: ReactNode; crumb?: ReactNode; sub?: ReactNode; children?: ReactNode; acts?: ReactNode }

/** Head of a page: title · number · status · the one primary act. The browser's tab says the same. */
export function PageHead({ title, crumb, sub, children, acts }: HeadProps) {
  useEffect(() => {
    document.title = typeof title === 'string' ? `${title} · 衡鉴` : '衡鉴'
  }, [title])
  return (
    <div className="phead">
      {crumb && <span className="crumb">{crumb}</span>}
      <h1 title={typeof title === 'string' && title.length > 12 ? title : undefined}>{title}</h1>
      {sub && <span className="sub" title={typeof sub === 'string' && sub.length > 12 ? sub : undefined}>{sub}</span>}
      {children}
      {acts && <div className="acts">{acts}</div>}
    </div>
  )
}

export function Card({ title, count, more, children, footer, flex, className = '', style, pad }: {
  title?: ReactNode; count?: ReactNode; more?: ReactNode; children?: ReactNode; footer?: ReactNode
  flex?: boolean; className?: string; style?: React.CSSProperties; pad?: boolean
}) {
  return (
    <section className={`card ${flex ? 'flex' : ''} ${className}`} style={style}>
      {title !== undefined && (
        <header>
          <b>{title}</b>
          {count !== undefined && <span className="n">{count}</span>}
          {more && <span className="more">{more}</span>}
        </header>
      )}
      {flex ? <div className={`body ${pad ? 'pad' : ''}`}>{children}</div> : pad ? <div className="pad">{children}</div> : children}
      {footer && <footer>{footer}</footer>}
    </section>
  )
}

/** Facts, label beside value. */
export const KV = ({ items, style }: { items: [ReactNode, ReactNode][]; style?: React.CSSProperties }) => (
  <dl className="kv" style={{ margin: 0, ...style }}>
    {items.map(([k, v], i) => (
      <div key={i} style={{ display: 'contents' }}>
        <dt>{k}</dt>
        <dd>{v}</dd>
      </div>
    ))}
  </dl>
)

async function toClipboard(text: string) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Plain HTTP inside a bureau's network has no clipboard API.
    const t = document.createElement('textarea')
    t.value = text
    t.style.position = 'fixed'
    t.style.opacity = '0'
    document.body.appendChild(t)
    t.select()
    document.execCommand('copy')
    t.remove()
  }
}

/** Copies a code or number; says so for a moment. */
export function Copy({ text, label = '复制' }: { text: string; label?: string }) {
  const [done, setDone] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <button
      type="button"
      className="icon-btn"
      style={{ width: 22, height: 20 }}
      title={done ? '已复制' : label}
      aria-label={done ? '已复制' : `${label} ${text}`}
      onClick={async (e) => {
        e.stopPropagation()
        await toClipboard(text)
        setDone(true)
        clearTimeout(timer.current)
        timer.current = setTimeout(() => setDone(false), 1500)
      }}
    >
      {done ? <CheckOutlined style={{ color: 'var(--jade)' }} /> : <CopyOutlined />}
    </button>
  )
}

export type Tab = { key: string; title: string; count?: ReactNode }

/** Tabs with counts; arrow keys move between them. */
export function Tabs({ tabs, at, onChange, label }: { tabs: Tab[]; at: string; onChange: (key: string) => void; label: string }) {
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={(e) => {
        const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
        if (!step) return
        const i = tabs.findIndex((t) => t.key === at)
        const next = tabs[(i + step + tabs.length) % tabs.length]
        onChange(next.key)
        ;(e.currentTarget.querySelector(`[data-key="${CSS.escape(next.key)}"]`) as HTMLElement | null)?.focus()
      }}
    >
      {tabs.map((t) => (
        <button key={t.key} type="button" role="tab" data-key={t.key} aria-selected={t.key === at} tabIndex={t.key === at ? 0 : -1} onClick={() => onChange(t.key)}>
          {t.title}
          {t.count !== undefined && <span>{t.count}</span>}
        </button>
      ))}
    </div>
  )
}

/** The mark of the system: a balance. */
export const Mark = ({ size = 22 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
    <rect width="24" height="24" rx="5" fill="#24508C" />
    <g fill="none" stroke="#fff" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
      <path d="M12 5v14M8.500 19h7M5.500 7.600 12 6.500l6.500 1.100" />
      <path d="M5.500 7.800 3.400 12.600h4.200zM18.500 7.800l-2.100 4.800h4.200z" />
      <path d="M3.400 12.600a2.100 1.900 0 0 0 4.200 0M16.400 12.600a2.100 1.900 0 0 0 4.200 0" />
    </g>
  </svg>
)

/** Runs fn on a key, unless somebody is writing (or `always`). */
export function useHotkey(match: (e: KeyboardEvent) => boolean, fn: (e: KeyboardEvent) => void, always = false) {
  const f = useRef(fn)
  const m = useRef(match)
  f.current = fn
  m.current = match
  useEffect(() => {
    const on = (e: KeyboardEvent) => {
      const el = e.target as HTMLElement
      if (!always && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName))) return
      if (m.current(e)) f.current(e)
    }
    window.addEventListener('keydown', on)
    return () => window.removeEventListener('keydown', on)
  }, [always])
}

/** Whether a dialog or a drawer stands over the page. */
export const overlaid = () => [...document.querySelectorAll('[role=dialog]')].some((d) => d.checkVisibility())

export const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)
