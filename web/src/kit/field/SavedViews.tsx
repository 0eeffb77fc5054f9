import { BookOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useState } from 'react'
import { ProblemBox, type Failure } from '../States'

export type SavedView = { id: string; screen: string; name: string; query: string; mine: boolean; shared: boolean; by: string }

/** The saved views of one list and what can be done to them; whoever keeps them is not the kit's matter. */
export type Views = {
  items: SavedView[]
  save: (v: { name: string; query: string; share: boolean }, done: () => void) => void
  drop: (id: string) => void
  saving: boolean
  problem: Failure | null
}

/** Saved views of a list: one's own and those a colleague shared with the unit. */
export function SavedViews({ of, query, onOpen }: { of: Views; query: () => string; onOpen: (query: string) => void }) {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [share, setShare] = useState(false)
  const list = of.items
  const keep = () => of.save({ name, query: query(), share }, () => { setName(''); setShare(false) })
  return (
    <Popover
      trigger="click" placement="bottomRight" arrow={false} open={open} onOpenChange={setOpen}
      content={
        <div className="pick" data-testid="views-panel">
          {list.length === 0 && <div className="t2 t13">还没有保存过视图。把常用的条件、排序和列存成视图，换一台电脑也在。</div>}
          <div className="list" style={{ marginTop: 0 }}>
            {list.map((v) => (
              <label key={v.id}>
                <button type="button" className="plain grow cut" data-testid="view" onClick={() => { setOpen(false); onOpen(v.query) }} title={v.name}>{v.name}</button>
                {v.shared && <span className="t2 t12 nowrap">{v.mine ? '已共享' : v.by}</span>}
                {v.mine && <button type="button" className="icon-btn" aria-label={`删除视图 ${v.name}`} onClick={(e) => { e.preventDefault(); of.drop(v.id) }}><DeleteOutlined /></button>}
              </label>
            ))}
          </div>
          <form style={{ borderTop: list.length ? '1px solid var(--line-soft)' : 0, marginTop: 8, paddingTop: 10 }} onSubmit={(e) => { e.preventDefault(); if (name.trim()) keep() }}>
            <div className="row">
              <Input size="small" maxLength={40} aria-label="视图名称" placeholder="当前条件存为…" value={name} onChange={(e) => setName(e.target.value)} />
              <Button size="small" type="primary" htmlType="submit" loading={of.saving} disabled={!name.trim()} data-testid="save-view">保存</Button>
            </div>
            <Checkbox checked={share} onChange={(e) => setShare(e.target.checked)} style={{ marginTop: 8 }}><span className="t13">共享给本机构</span></Checkbox>
            {of.problem && <div style={{ marginTop: 8 }}><ProblemBox of={of.problem} /></div>}
          </form>
        </div>
      }
    >
      <Button icon={<BookOutlined />} data-testid="views">视图{list.length > 0 && ` ${list.length}`}</Button>
    </Popover>
  )
}
