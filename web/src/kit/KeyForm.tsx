import { Input, InputNumber, Select } from 'antd'

export type KeyDraft = { title: string; scopes: string[]; days: number }
export const emptyKey: KeyDraft = { title: '', scopes: [], days: 90 }

/** What a key for a program is to be: its use, its scopes, its end. */
export function KeyForm({ draft, onChange, scopes, errors }: { draft: KeyDraft; onChange: (d: KeyDraft) => void; scopes: { scope: string; title: string }[]; errors: Record<string, string> }) {
  const item = (id: string, label: string, control: React.ReactNode, help?: string) => (
    <div className="item" style={{ display: 'flex', flexDirection: 'column', marginBottom: 14 }}>
      <label className="t13 t2" htmlFor={id} style={{ paddingBottom: 4 }}>{label}</label>
      {control}
      {errors[id.slice(4)] ? <div className="t12 seal" style={{ paddingTop: 3 }}>{errors[id.slice(4)]}</div> : help && <div className="t12 t2" style={{ paddingTop: 3 }}>{help}</div>}
    </div>
  )
  return (
    <>
      {item('key-title', '用途', <Input id="key-title" maxLength={100} value={draft.title} onChange={(e) => onChange({ ...draft, title: e.target.value })} />, '写明哪个系统、做什么，便于日后清理')}
      {item('key-scopes', '权限范围', (
        <Select
          id="key-scopes" mode="multiple" value={draft.scopes} onChange={(v) => onChange({ ...draft, scopes: v })} placeholder="选一项或几项" optionFilterProp="label"
          options={scopes.map((s) => ({ value: s.scope, label: s.title }))}
        />
      ), '只会更窄：不超出账号本人的授权')}
      {item('key-days', '有效天数', <InputNumber id="key-days" className="w100" min={1} max={366} value={draft.days} onChange={(v) => onChange({ ...draft, days: v ?? 1 })} />, '最长 366 天，到期自动失效')}
    </>
  )
}
