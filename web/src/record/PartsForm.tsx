import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { useKind } from '../api/queries'
import type { Opening, Values } from '../api/types'
import { FieldForm } from '../kit/field/FieldForm'
import type { Draft } from './draft'

/** What an act says of one sort of part: a part, or a list where it may begin several. */
export const partsOf = (o: Opening, values: Values): Values[] => {
  const v = values[o.kind]
  return Array.isArray(v) && v.length > 0 ? (v as Values[]) : [{}]
}

const given = (v: Values): Values => Object.fromEntries(Object.entries(v).filter(([, x]) => x !== null && x !== undefined && x !== ''))

/** What is sent of them: under the name of the kind, of each what says something. */
export const partsOut = (opens: Opening[], values: Values): Values =>
  Object.fromEntries(opens.map((o) => { const all = partsOf(o, values).map(given); return [o.kind, o.many ? all : all[0]] }))

/** The parts that an act begins (查封扣押、责令退款…), each with its own fields and errors. */
export function PartsForm({ of, draft, errors }: { of: Opening; draft: Draft; errors: Record<string, string> }) {
  const decl = useKind(of.kind).data
  // Each part keeps a name of its own while others come and go: what comes late, such as a file, goes to it or nowhere.
  const ids = useRef<number[]>([])
  const last = useRef(0)
  if (!decl) return null
  const fields = of.fields.flatMap((n) => decl.fields.find((f) => f.name === n) ?? [])
  const all = partsOf(of, draft.values)
  ids.current.length = Math.min(ids.current.length, all.length)
  while (ids.current.length < all.length) ids.current.push(++last.current)
  const put = (f: (all: Values[]) => Values[]) => draft.turn(of.kind, (old) => f(partsOf(of, old)))
  const change = (id: number, name: string, v: unknown, label?: string) => {
    const i = ids.current.indexOf(id)
    if (i < 0) return
    put((old) => old.map((x, j) => (j === i ? { ...x, [name]: v } : x)))
    draft.label(`${of.kind}.${i}.${name}`, label)
  }
  const drop = (i: number) => {
    ids.current = ids.current.filter((_, j) => j !== i)
    put((old) => old.filter((_, j) => j !== i))
    draft.relabel((n) => {
      const [kind, at, ...rest] = n.split('.')
      return kind !== of.kind || Number(at) < i ? n : Number(at) === i ? null : [kind, Number(at) - 1, ...rest].join('.')
    })
  }
  return (
    <>
      {errors[of.kind] && <div className="err" role="alert">{errors[of.kind]}</div>}
      {all.map((values, i) => {
        const place = `${of.kind}.${i}.`
        const id = ids.current[i]
        const own = (from: Record<string, string>) => Object.fromEntries(Object.entries(from).flatMap(([n, text]) => (n.startsWith(place) ? [[n.slice(place.length), text]] : [])))
        return (
          <fieldset key={id} className="part" data-testid={`part-${of.kind}-${i}`}>
            <legend className="row">
              <b>{of.title}{of.many && all.length > 1 && ` 第 ${i + 1} 件`}</b>
              {all.length > 1 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`去掉${of.title}第 ${i + 1} 件`} onClick={() => drop(i)} />}
            </legend>
            <FieldForm
              prefix={`part-${of.kind}-${i}`} one={fields.length <= 3} fields={fields} values={values} labels={own(draft.labels)} errors={own(errors)}
              onChange={(name, v, label) => change(id, name, v, label)}
            />
          </fieldset>
        )
      })}
      {of.many && <div><Button size="small" icon={<PlusOutlined />} onClick={() => put((old) => [...old, {}])} data-testid={`more-${of.kind}`}>再加一件{of.title}</Button></div>}
    </>
  )
}
