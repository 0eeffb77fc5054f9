import { asProblem } from '../api/client'
import { toBatch } from '../api/paths'
import { mayCollect, useMeta, useProvenance, useSourceTitle } from '../api/queries'
import type { Dossier, Field } from '../api/types'
import { ownerOf } from '../api/words'
import { Card } from '../kit/Bits'
import { Facts as FactList } from '../kit/Facts'
import { ProblemBox } from '../kit/States'
import { annotating } from './annotate'

/** 登记事项: each field with where it came from, unfolding in place. */
export function Facts({ d, fields, matter, today, past, mode }: { d: Dossier; fields: Field[]; matter: string; today: string; past: boolean; mode: string }) {
  const s = d.subject
  const source = useSourceTitle()
  const prov = useProvenance(matter, d.kind, s.area, s.id, !!matter && !past)
  const masked = new Set(s.masked ?? [])
  const filled = (n: string) => { const v = s.values?.[n]; return v !== null && v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0) }
  const fact = past && mode === 'fact'
  const undated = new Set(fact ? (d.undated ?? s.undated ?? []) : [])
  const meta = useMeta().data
  const shown = fields.filter((f) => f.readable !== false && (filled(f.name) || masked.has(f.name) || undated.has(f.name)))
  return (
    <Card title="登记事项" count={shown.length} more={<span className="t2">来源 · 更新日</span>}>
      {prov.isError && <div className="pad" style={{ paddingBottom: 0 }}><ProblemBox of={asProblem(prov.error)} /></div>}
      <FactList fields={shown} values={s.values} labels={s.labels} masked={masked} origins={prov.data?.fields} today={today} ownerOf={ownerOf} batchUrl={mayCollect(meta) ? toBatch : undefined} sourceTitle={source} undated={fact ? undated : undefined} annotateUrl={past ? undefined : annotating(meta, s)} />
    </Card>
  )
}
