import { toNew } from '../api/paths'
import { findKind } from '../api/queries'
import type { Dossier, Meta } from '../api/types'

/** Where a field that another bureau owns is said to be otherwise; for whoever may say so. */
export function annotating(meta: Meta | undefined, s: Dossier['subject']): ((field: string) => string) | undefined {
  const at = findKind(meta, 'annotation')
  if (!meta || !at?.kind.may?.includes('create')) return undefined
  return (field) => toNew(at.matter.name, 'annotation') + '?' + new URLSearchParams({ 'v.subject': `${s.area}/${s.id}`, 'v.field': field, 'v.stated': s.labels?.[field] ?? '', 'v.found_on': meta.today, label: s.title })
}
