// Joins the kit's fields to the API: codes, areas, subjects, files and the addresses of records.
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { get, upload } from './api/client'
import { toDossier, toRecord } from './api/paths'
import { findKind, path, subjectKind, useMe, useMeta } from './api/queries'
import type { Found, Option, Page, Row } from './api/types'
import { LookupContext, type FileValue, type Lookups } from './kit/field/spec'

export function ProvideLookups({ children }: { children: ReactNode }) {
  const meta = useMeta().data
  const unit = useMe().data?.unit?.id
  const today = meta?.today ?? ''
  const cache = useQueryClient()
  const look = useMemo<Lookups>(() => ({
    codes: async (list, q) =>
      (await cache.fetchQuery({
        queryKey: ['codes', list, q],
        queryFn: () => get<{ items: Option[] | null }>(`/api/codes/${encodeURIComponent(list)}`, { q }),
        staleTime: 300_000,
      })).items ?? [],
    areas: (meta?.city.counties ?? []).map((c) => ({ value: c.code, title: c.functional && c.short ? c.short : c.name })),
    find: async (kind, q) => {
      const subject = subjectKind(meta)
      const k = kind ? findKind(meta, kind) : undefined
      if (!kind || k?.kind.name === subject?.kind.name) {
        if (!q) return []
        const r = await get<{ items: Found[] | null }>('/api/search', { q, limit: 20 })
        return (r.items ?? []).filter((f) => !subject || f.kind === subject.kind.name).map((f) => ({ area: f.area, id: f.id, title: f.title, note: [f.code, f.county_name].filter(Boolean).join(' · ') }))
      }
      if (!k) return []
      // People are first shown from one's own unit; who has left is found by nobody.
      const people = k.kind.name === 'person'
      const r = await get<Page<Row>>(path(k.matter.name, k.kind.name), { q, limit: people && !q ? 100 : 20 })
      const here = (x: Row) => people && !q && (x.values.unit_of as { id: string } | null)?.id === unit
      const items = (r.items ?? []).filter((x) => !people || (!x.values.service && !(typeof x.values.left_on === 'string' && x.values.left_on <= today)))
      return [...items.filter(here), ...items.filter((x) => !here(x))].map((x) => ({ area: x.area, id: x.id, title: x.title || x.number || x.id, note: (x.title && x.number) || x.labels?.parent || x.labels?.unit_of || undefined }))
    },
    upload: (file, progress) => upload<FileValue>('/api/files', file, progress).promise,
    files: meta?.files ?? { max: 0, types: [] },
    targetUrl: (type, kind, t) => {
      const subject = subjectKind(meta)
      const k = kind ? findKind(meta, kind) : undefined
      if (type === 'subject' || !k || k.kind.name === subject?.kind.name) return toDossier(t.area, t.id)
      return toRecord(k.matter.name, k.kind.name, t.area, t.id)
    },
  }), [meta, unit, today, cache])
  return <LookupContext.Provider value={look}>{children}</LookupContext.Provider>
}
