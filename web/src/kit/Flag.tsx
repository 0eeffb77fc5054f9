import { Tooltip } from 'antd'
import type { ReactNode } from 'react'

/** A quiet label; on hover or focus, the words that caused it. */
export function Flag({ level = '', children, why }: { level?: '' | 'warn' | 'stop'; children: ReactNode; why?: ReactNode }) {
  const body = <span className={`flag ${level}`} tabIndex={why ? 0 : undefined}>{children}</span>
  return why ? <Tooltip title={why}>{body}</Tooltip> : body
}
