import { useEffect, useState, type ReactNode } from 'react'
import type { Problem } from '../api/client'
import { Copy } from './Copy'
import { Icon } from './Icon'

/** Nothing here: says why, and what to do. */
export const Empty = ({ title, children, act }: { title: string; children?: ReactNode; act?: ReactNode }) => (
  <div className="state">
    <b>{title}</b>
    {children && <div>{children}</div>}
    {act && <div className="more">{act}</div>}
  </div>
)

/** A failure in place of what should have been shown, with the id one can quote. */
export function Failed({ of, retry }: { of: Problem; retry?: () => void }) {
  return (
    <div className="state" role="alert">
      <Icon name={of.offline ? 'offline' : 'warn'} size={28} />
      <b>{of.title}</b>
      {of.detail && of.detail !== of.title && <p>{of.detail}</p>}
      {of.id && (
        <p className="small">
          编号 <span className="mono">{of.id}</span> <Copy text={of.id} label="复制编号" />
        </p>
      )}
      {retry && (
        <div className="more">
          <button type="button" className="btn" onClick={retry}>
            重试
          </button>
        </div>
      )}
    </div>
  )
}

/** Grey bars in the place of text; nothing for the first 120 ms, so that quick answers do not flicker. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const t = setTimeout(() => setOn(true), 120)
    return () => clearTimeout(t)
  }, [])
  return (
    <div role="status" aria-label="正在读取" style={{ padding: 20, visibility: on ? 'visible' : 'hidden' }}>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} className="sk" style={{ width: `${84 - ((i * 37) % 41)}%`, margin: '16px 0' }} />
      ))}
    </div>
  )
}

/** Always visible while the network is gone. */
export function Offline() {
  const [off, setOff] = useState(() => !navigator.onLine)
  useEffect(() => {
    const on = () => setOff(!navigator.onLine)
    window.addEventListener('online', on)
    window.addEventListener('offline', on)
    return () => {
      window.removeEventListener('online', on)
      window.removeEventListener('offline', on)
    }
  }, [])
  return off ? (
    <div className="offline" role="status">
      <Icon name="offline" size={18} /> 网络已断开，显示的是断开前的内容
    </div>
  ) : null
}
