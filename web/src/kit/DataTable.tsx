import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

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

/** Every row is as high as the others, so that a place in the list is a number of pixels. */
const rowHeight = 34
/** Shorter lists stand in the page whole: nothing to gain. */
const windowed = 150
/** Rows kept beyond what is seen, and how far one scrolls before they move. */
const spare = 24
const stride = 8

/** Which rows stand in the page: those in sight and a few around them. */
function useWindow(box: React.RefObject<HTMLDivElement | null>, count: number): [number, number, () => void] {
  const [range, setRange] = useState<[number, number]>([0, windowed])
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const first = Math.max(0, Math.floor(el.scrollTop / rowHeight / stride) * stride - spare)
    const last = first + Math.ceil(el.clientHeight / rowHeight / stride) * stride + 2 * spare + stride
    setRange((r) => (r[0] === first && r[1] === last ? r : [first, last]))
  }, [box])
  useLayoutEffect(() => {
    if (count > windowed) look()
  }, [count, look])
  return count > windowed ? [Math.min(range[0], Math.max(0, count - 1)), Math.min(count, range[1]), look] : [0, count, () => undefined]
}

type LineProps<T> = { row: T; i: number; columns: Column<T>[]; cls?: string; open: boolean; pick: (r: T) => void; go: (r: T) => void }

const LineOf = <T,>({ row, i, columns, cls, open, pick, go }: LineProps<T>) => (
  <tr
    data-i={i} data-testid="row" className={cls} aria-selected={open || undefined} aria-rowindex={i + 2}
    onClick={(e) => {
      if (!(e.target as HTMLElement).closest('a,button,input')) pick(row)
    }}
    onDoubleClick={() => go(row)}
  >
    {columns.map((c) => (
      <td key={c.key} className={c.align === 'right' ? 'r' : undefined}>{c.render(row, i)}</td>
    ))}
  </tr>
)
const Line = memo(LineOf) as typeof LineOf

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
    const el = box.current
    if (!el) return
    const row = el.querySelector(`tr[data-i="${index}"]`)
    if (row) row.scrollIntoView({ block: 'nearest' })
    else el.scrollTop = index * rowHeight - el.clientHeight / 2
  }, [index])
  const [from, to, look] = useWindow(box, p.rows.length)
  // The rows keep their handlers while the list scrolls; what they call is always the latest.
  const now = useRef(p)
  now.current = p
  const pick = useCallback((r: T) => (now.current.onPick ?? now.current.onOpen)?.(r), [])
  const go = useCallback((r: T) => now.current.onOpen?.(r), [])
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
        look()
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
      <table className="dt" style={{ minWidth: p.minWidth }} aria-rowcount={p.rows.length + 1}>
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
          {from > 0 && <tr aria-hidden style={{ height: from * rowHeight }} />}
          {p.rows.slice(from, to).map((r, n) => {
            const i = from + n
            const key = p.rowKey(r)
            const cls = [p.onPick || p.onOpen ? 'can' : '', key === p.open ? 'open' : i === index ? 'at' : ''].filter(Boolean).join(' ')
            return <Line key={key} row={r} i={i} columns={p.columns} cls={cls || undefined} open={key === p.open} pick={pick} go={go} />
          })}
          {to < p.rows.length && <tr aria-hidden style={{ height: (p.rows.length - to) * rowHeight }} />}
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
