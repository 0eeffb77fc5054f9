import { Link } from 'react-router'
import { useViews, useWaiting } from '../api/desk'
import { toList, toNew, toNewBatch, toSubjects } from '../api/paths'
import { findKind, mayCollect, subjectKind } from '../api/queries'
import type { Meta } from '../api/types'
import { Card } from '../kit/Bits'

/** Where one often goes: one's saved views, and what one may register. */
export function Shortcuts({ meta }: { meta: Meta }) {
  const views = useViews('')
  // A view is named after the list it is of: 监管对象, or that of a kind.
  const listOf = (screen: string) => {
    if (screen === 'subjects') return subjectKind(meta) && toSubjects
    const k = findKind(meta, screen)
    return k?.kind.may.includes('read') ? toList(k.matter.name, k.kind.name) : undefined
  }
  // One registers most often what one also handles.
  const waits = useWaiting().data?.items ?? []
  const handled = (kind: string) => waits.filter((w) => w.sort === kind).length
  const begins = meta.matters.filter((m) => m.group === 'practice' || m.group === 'sector')
    .flatMap((m) => m.kinds.filter((k) => k.may.includes('create')).map((k) => ({ to: toNew(m.name, k.name), title: `登记${k.title}`, n: handled(k.name) })))
    .sort((a, b) => b.n - a.n)
  const links = [
    ...(views.data ?? []).filter((v) => listOf(v.screen)).slice(0, 6).map((v) => ({ to: `${listOf(v.screen)}?${v.query}`, title: v.name })),
    ...(mayCollect(meta) ? [{ to: toNewBatch, title: '导入文件' }] : []),
    ...begins.slice(0, 6),
  ]
  if (links.length === 0) return null
  return (
    <Card title="常用">
      <div className="quick">
        {links.slice(0, 4).map((l) => <Link key={l.to} to={l.to} className="cut" title={l.title}>{l.title}</Link>)}
      </div>
    </Card>
  )
}
