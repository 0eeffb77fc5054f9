import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import type { Column } from '../DataTable'
import { columnWidth, numeric, readable, type FieldSpec } from './spec'
import { FieldValue } from './value'

type Row = { values: Record<string, unknown>; labels?: Record<string, string> }

const sortable = (f: FieldSpec) => !['list', 'file', 'person', 'subject', 'reference'].includes(f.type) && !f.multiline

/** The columns of declared fields. The unit stands in the head. */
export function fieldColumns<T extends Row>(fields: FieldSpec[], names: string[]): Column<T>[] {
  const out: Column<T>[] = []
  for (const n of names) {
    const f = fields.find((x) => x.name === n)
    if (!f || !readable(f)) continue
    const unit = f.type === 'money' ? '元' : f.unit
    out.push({
      key: n,
      title: unit ? <>{f.title} <span style={{ opacity: 0.8 }}>{unit}</span></> : f.title,
      width: columnWidth(f),
      align: numeric(f) ? 'right' : undefined,
      sortable: f.sortable ?? sortable(f),
      render: (r) => <FieldValue field={f} value={r.values?.[n]} label={r.labels?.[n]} cell />,
    })
  }
  return out
}

/** Which columns stand in the table; kept in the address. */
export function ColumnChooser({ fields, chosen, standard, onChange }: { fields: FieldSpec[]; chosen: string[]; standard: string[]; onChange: (c: string[] | null) => void }) {
  const toggle = (n: string, on: boolean) => {
    const next = fields.map((f) => f.name).filter((x) => (x === n ? on : chosen.includes(x)))
    onChange(next.length === standard.length && next.every((x) => standard.includes(x)) ? null : next.length ? next : chosen)
  }
  return (
    <Popover
      trigger="click" placement="bottomRight" arrow={false}
      content={
        <div className="pick" style={{ width: 240 }}>
          <div className="row t13"><span className="t2">显示 {chosen.length} 列</span><span className="grow" /><button type="button" className="link" onClick={() => onChange(null)}>恢复</button></div>
          <div className="list" style={{ maxHeight: 380 }}>
            {fields.filter(readable).map((f) => (
              <label key={f.name}><Checkbox checked={chosen.includes(f.name)} onChange={(e) => toggle(f.name, e.target.checked)} />{f.title}</label>
            ))}
          </div>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} data-testid="columns">列</Button>
    </Popover>
  )
}
