import { CloseOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'

/** The drawer that pushes: it knows its place in the list and does not cover it. */
export const Panel = ({ place, onUp, onDown, onClose, children, foot, label }: {
  place?: ReactNode; onUp?: () => void; onDown?: () => void; onClose: () => void; children: ReactNode; foot?: ReactNode; label: string
}) => (
  <aside className="side" aria-label={label} data-testid="drawer">
    <div className="bar">
      <span>{place}</span>
      <button type="button" className="icon-btn" aria-label="上一条" disabled={!onUp} onClick={onUp}><UpOutlined /></button>
      <button type="button" className="icon-btn" aria-label="下一条" disabled={!onDown} onClick={onDown}><DownOutlined /></button>
      <button type="button" className="icon-btn" aria-label="关闭侧栏" onClick={onClose}><CloseOutlined /></button>
    </div>
    <div className="body">{children}</div>
    {foot && <div className="foot">{foot}</div>}
  </aside>
)
