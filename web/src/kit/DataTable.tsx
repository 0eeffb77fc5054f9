import { useEffect, useRef, type ReactNode } from 'react'

export type Column<T> = {
  key: string
  title: ReactNode
  width?: number | string
  align?: 'right'
  render: (row: T, index: number) => ReactNode
  /** The head sorts; the caller keeps the order. */
  sortable?: boolean
}

type Props<T> = {
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  label: string
  /** The row under the keyboard. */
  at?: string
  /** The row whose drawer is open. */
  open?: string
  onMove?: (row: T) => void
  onPick?: (row: T) => void
  onOpen?: (row: T) => void
  onEscape?: () => void
  sort?: string
  onSort?: (key: string) => void
  onEnd?: () => void
  empty?: ReactNode
  minWidth?: number
  autoFocus?: boolean
}

/** Rows of 34 px. Click picks, double click or ⏎ opens, ↑↓ move; the table has one tab stop. */
export function DataTable<T>(p: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const index = p.rows.findIndex((r) => p.rowKey(r) === (p.open || p.at))
  const { autoFocus } = p
  useEffect(() => {
    if (autoFocus) box.current?.focus({ preventScroll: true })
  }, [autoFocus])
  useEffect(() => {
    if (index < 0) return
    box.current?.querySelector(`tr[data-i="${index}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [index])
  const move = (to: number) => {
    const row = p.rows[Math.max(0, Math.min(p.rows.length - 1, to))]
    if (row) (p.open && p.onPick ? p.onPick : p.onMove)?.(row)
    if (to >= p.rows.length - 3) p.onEnd?.()
  }
  return (
    <div
      ref={box}
      className="dt-box grow"
      tabIndex={0}
      role="region"
      aria-label={p.label}
      onScroll={(e) => {
        const el = e.currentTarget
        if (el.scrollHeight - el.scrollTop - el.clientHeight < 400) p.onEnd?.()
      }}
      onKeyDown={(e) => {
        if ((e.target as HTMLElement).closest('button,a,input') && e.key === 'Enter') return
        switch (e.key) {
          case 'ArrowDown': move(index + 1); break
          case 'ArrowUp': move(index < 0 ? 0 : index - 1); break
          case 'PageDown': move(index + 15); break
          case 'PageUp': move(Math.max(0, index - 15)); break
          case 'Home': move(0); break
          case 'End': move(p.rows.length - 1); break
          case 'Enter': if (index >= 0) p.onOpen?.(p.rows[index]); break
          case ' ': if (index >= 0) p.onPick?.(p.rows[index]); break
          case 'Escape': p.onEscape?.(); return
          default: return
        }
        e.preventDefault()
      }}
    >
      <table className="dt" style={{ minWidth: p.minWidth }} aria-rowcount={p.rows.length}>
        <colgroup>
          {p.columns.map((c) => (
            <col key={c.key} style={{ width: c.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {p.columns.map((c) => {
              const dir = p.sort === c.key ? '↑' : p.sort === '-' + c.key ? '↓' : ''
              return (
                <th key={c.key} scope="col" className={c.align === 'right' ? 'r' : undefined} aria-sort={dir ? (dir === '↑' ? 'ascending' : 'descending') : undefined}>
                  {c.sortable && p.onSort ? (
                    <button type="button" onClick={() => p.onSort?.(c.key)} title="按此列排序">
                      {c.title}
                      {dir && <span className="dir">{dir}</span>}
                    </button>
                  ) : (
                    c.title
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {p.rows.map((r, i) => {
            const key = p.rowKey(r)
            const cls = [p.onPick || p.onOpen ? 'can' : '', key === p.open ? 'open' : i === index ? 'at' : ''].filter(Boolean).join(' ')
            return (
              <tr
                key={key}
                data-i={i}
                data-testid="row"
                className={cls || undefined}
                aria-selected={key === p.open || undefined}
                onClick={(e) => {
                  if ((e.target as HTMLElement).closest('a,button,input')) return
                  ;(p.onPick ?? p.onOpen)?.(r)
                }}
                onDoubleClick={() => p.onOpen?.(r)}
              >
                {p.columns.map((c) => (
                  <td key={c.key} className={c.align === 'right' ? 'r' : undefined}>
                    {c.render(r, i)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {p.rows.length === 0 && p.empty}
    </div>
  )
}

/** What stands under a table: place, keys, what was left out. */
export const TableFoot = ({ children, keys = true, hidden = 0 }: { children: ReactNode; keys?: boolean; hidden?: number }) => (
  <div className="dt-foot">
    <span>{children}</span>
    {keys && (
      <span className="keys">
        <kbd>↑↓</kbd> 移动 <kbd>空格</kbd> 侧看 <kbd>⏎</kbd> 打开
        {hidden > 0 && <span style={{ marginLeft: 8 }}>另有 {hidden} 列已收起</span>}
      </span>
    )}
  </div>
)
