import { CloseCircleFilled, DisconnectOutlined, FileSearchOutlined, LockOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { Copy } from './Bits'

/** Nothing here: says why, and offers the act that fills it. */
export const EmptyState = ({ title, children, act, tight }: { title: string; children?: ReactNode; act?: ReactNode; tight?: boolean }) => (
  <div className={`state ${tight ? 'tight' : ''}`}>
    {!tight && <FileSearchOutlined style={{ fontSize: 28, color: 'var(--faint)' }} />}
    <b>{title}</b>
    {children && <p>{children}</p>}
    {act && <div className="more">{act}</div>}
  </div>
)

/** What a failure tells: the shape of the API's Problem, without knowing the API. */
export type Failure = { status: number; title: string; detail: string; id: string; fields: { name: string; text: string }[] }

export const ProblemId = ({ id }: { id: string }) =>
  id ? (
    <span className="id">
      编号 <span className="mono">{id}</span>
      <Copy text={id} label="复制编号" />
    </span>
  ) : null

/** A failure beside what it concerns; `names` gives the titles of fields. */
export function ProblemBox({ of, names, kept }: { of: Failure; names?: Record<string, string>; kept?: string }) {
  return (
    <div className="problem" role="alert" data-testid="problem">
      <CloseCircleFilled style={{ color: 'var(--seal)', marginTop: 3 }} />
      <div className="grow">
        <b>{of.title}</b>
        {of.detail && of.detail !== of.title && <div>{of.detail}</div>}
        {of.fields.length > 0 && (
          <ul>
            {of.fields.map((f, i) => (
              <li key={i}>
                {names?.[f.name] ? `${names[f.name]}：` : ''}
                {f.text}
              </li>
            ))}
          </ul>
        )}
        {kept && <div className="t2">{kept}</div>}
        <ProblemId id={of.id} />
      </div>
    </div>
  )
}

/** A failure in place of what should have been shown. */
export function ErrorState({ of, retry }: { of: Failure; retry?: () => void }) {
  if (of.status === 403) return <NoPermission detail={of.detail} id={of.id} />
  const Icon = of.status === 0 ? DisconnectOutlined : CloseCircleFilled
  return (
    <div className="state" role="alert">
      <Icon style={{ fontSize: 28, color: of.status === 404 ? 'var(--faint)' : 'var(--seal)' }} />
      <b>{of.title}</b>
      {of.detail && of.detail !== of.title && <p>{of.detail}</p>}
      <ProblemId id={of.id} />
      {retry && (
        <div className="more">
          <Button onClick={retry}>重试</Button>
        </div>
      )}
    </div>
  )
}

export const NoPermission = ({ detail, id }: { detail?: string; id?: string }) => (
  <div className="state" role="alert">
    <LockOutlined style={{ fontSize: 28, color: 'var(--faint)' }} />
    <b>没有查看权限</b>
    <p>{detail || '您的岗位未授予此项权限。可向本局安全管理员申请，经另一人复核后生效。'}</p>
    <ProblemId id={id ?? ''} />
  </div>
)

/** Grey bars in the place of text; nothing for the first 120 ms, so that quick answers do not flicker. */
export function Skeleton({ rows = 6, height = 34, pad = 16 }: { rows?: number; height?: number; pad?: number }) {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const t = setTimeout(() => setOn(true), 120)
    return () => clearTimeout(t)
  }, [])
  return (
    <div role="status" aria-busy="true" aria-label="正在读取" style={{ padding: `0 ${pad}px`, visibility: on ? 'visible' : 'hidden' }}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} style={{ height, display: 'flex', alignItems: 'center', gap: 24 }}>
          <span className="sk" style={{ width: `${34 + ((i * 37) % 23)}%` }} />
          <span className="sk" style={{ width: `${14 + ((i * 17) % 11)}%` }} />
          <span className="sk" style={{ width: `${18 + ((i * 29) % 13)}%` }} />
        </div>
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
  return off ? <div className="offline-bar"><OfflineNote /></div> : null
}

/** The words that stand while the network is gone. */
export const OfflineNote = () => (
  <div className="offline" role="status">
    <DisconnectOutlined /> 网络已断开，显示的是断开前的内容；恢复后自动续上。
  </div>
)
