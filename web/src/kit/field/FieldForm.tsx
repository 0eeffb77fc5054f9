import { FieldInput } from './input'
import { codeList, type FieldSpec } from './spec'

const wide = (f: FieldSpec) => f.multiline || f.handwritten || f.type === 'list' || (f.type === 'text' && (f.max ?? 0) > 100) || f.type === 'subject' || f.type === 'reference'

/** The fields of a form in two columns; every error stands at its field. */
export function FieldForm({ fields, values, labels, errors, onChange, onLeave, disabled, one, prefix = 'f' }: {
  fields: FieldSpec[]; values: Record<string, unknown>; labels?: Record<string, string>; errors: Record<string, string>
  onChange: (name: string, v: unknown, label?: string) => void; onLeave?: (name: string) => void; disabled?: boolean; one?: boolean; prefix?: string
}) {
  return (
    <div className="form" style={one ? { gridTemplateColumns: '1fr' } : undefined}>
      {fields.map((f) => {
        const id = `${prefix}-${f.name}`
        const err = errors[f.name]
        return (
          <div key={f.name} className={`item ${!one && wide(f) ? 'wide' : ''}`} data-testid={`field-${f.name}`} onBlur={onLeave && (() => onLeave(f.name))}>
            <label className="lab" htmlFor={id}>
              {f.title}{f.required && <i aria-label="必填">*</i>}
              {f.personal && <span className="flag">敏感</span>}
              {f.type === 'list' && !codeList(f) && !f.options?.length && <span className="t12">可填多项</span>}
            </label>
            <FieldInput field={f} id={id} value={values[f.name]} label={labels?.[f.name]} invalid={!!err} disabled={disabled} onChange={(v, label) => onChange(f.name, v, label)} currency={values[`${f.name}_currency`] as string | undefined} onCurrency={(c) => onChange(`${f.name}_currency`, c)} />
            <div id={`${id}-note`}>
              {err && <div className="err" role="alert">{err}</div>}
              {f.help && !err && <div className="help">{f.help}</div>}
            </div>
          </div>
        )
      })}
    </div>
  )
}
