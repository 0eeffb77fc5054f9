// What a list of subjects can be narrowed by beside its own fields: the station that serves the place, the
// labels on it, the permits it holds; and the levels of the industry classification.
import { useMemo } from 'react'
import { get } from '../api/client'
import { findKind, useGroups, useMeta, useStations, type Station } from '../api/queries'
import type { Field } from '../api/types'
import type { Filters } from '../kit/field/filter'
import { cel } from '../kit/field/filter'
import type { Choice, FieldSpec } from '../kit/field/spec'

const quote = (s: string) => JSON.stringify(s)

/** GB/T 4754: the first division of each section, in order; a section ends where the next begins. */
const sections: [string, string][] = [
  ['A', '01'], ['B', '06'], ['C', '13'], ['D', '44'], ['E', '47'], ['F', '51'], ['G', '53'], ['H', '61'], ['I', '63'], ['J', '66'],
  ['K', '70'], ['L', '71'], ['M', '73'], ['N', '76'], ['O', '80'], ['P', '83'], ['Q', '84'], ['R', '86'], ['S', '91'], ['T', '97'], ['', '98'],
]

export function industryBounds(code: string): [string, string] {
  const i = sections.findIndex(([s]) => s === code)
  if (i >= 0 && code) return [sections[i][1], sections[i + 1][1]]
  return [code, code + ':'] // ':' comes right after the digits
}

const tree: FieldSpec['tree'] = {
  below: async (code) => (await get<{ items: (Choice & { leaf: boolean })[] }>(`/api/codes/gbt4754?under=${encodeURIComponent(code)}`)).items,
  bounds: industryBounds,
}

/** The fields as the filter bar offers them: the declared ones, and three that are not fields. */
export function useNarrowing(fields: Field[]): FieldSpec[] {
  const meta = useMeta().data
  const tag = findKind(meta, 'tag')
  const permit = findKind(meta, 'permit')
  const labels = useGroups('registration', 'tag', 'label', {}, !!tag?.kind.may.includes('read')).data
  const stations = useStations().data
  return useMemo(() => {
    const out: FieldSpec[] = fields.map((f) => (f.type === 'code' && f.of === 'gbt4754' ? { ...f, tree } : f))
    if (stations?.length) out.push({ name: '@station', title: '承办所', type: 'enum', options: stations.map((s) => ({ value: s.code, title: s.name })) })
    if (tag) out.push({ name: '@tag', title: '标签', type: 'enum', options: (labels ?? []).map((l) => ({ value: l.value, title: l.value })) })
    if (permit) out.push({ name: '@permit', title: '许可证', type: 'presence' })
    return out
  }, [fields, stations, tag, permit, labels])
}

const one = (s: Station) => `(county == ${quote(s.county)} && (${s.towns.map((t) => `address.contains(${quote(t)})`).join(' || ')}))`

/** A station by the towns it serves: the place says one of them. */
export const stationFilter = (stations: Station[]) => (stations.length > 1 ? `(${stations.map(one).join(' || ')})` : stations.length ? one(stations[0]) : '')

/** The filter and the records that must be there, as the server takes them. */
export function useAsked(fields: FieldSpec[], filters: Filters) {
  const stations = useStations().data
  return useMemo(() => {
    const parts = [cel(fields.filter((f) => !f.name.startsWith('@')), filters)]
    const at = filters['@station']
    if (at?.op === 'in') parts.push(stationFilter((stations ?? []).filter((s) => at.values.includes(s.code))))
    const withs: string[] = []
    for (const kind of ['tag', 'permit']) {
      const x = filters['@' + kind]
      if (x?.op === 'set') withs.push(kind)
      else if (x?.op === 'null') withs.push('!' + kind)
      else if (x?.op === 'in') withs.push(`${kind}.label:${x.values.join('|')}`)
    }
    return { filter: parts.filter(Boolean).join(' && '), with: withs }
  }, [fields, filters, stations])
}
