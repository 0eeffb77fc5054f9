import { Modal } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { asProblem, get } from '../api/client'
import { toBatches, toDossier, toHref, toList, toNewBatch, toRecord, toReviews, toSubjects } from '../api/paths'
import { findKind, mayCollect, subjectKind, useMe, useMeta } from '../api/queries'
import type { Found, Me, Meta } from '../api/types'
import { ProblemBox } from '../kit/States'
import { statusTone } from '../api/tone'
import { Status } from '../kit/Status'
import { adminPages } from './AdminNav'
import './palette.css'

/** The desk's own pages this person may open, as the tree at the left offers them. */
function pagesOf(me: Me, meta?: Meta): { to: string; title: string }[] {
  const business = me.duty === 'business'
  const subject = subjectKind(meta)?.kind
  const out = [{ to: '/', title: '工作台' }, { to: '/account', title: '我的账号' }]
  if (business && subject) out.push({ to: toSubjects, title: '监管对象' })
  if (business && mayCollect(meta)) out.push({ to: toBatches, title: '数据归集 批次' }, { to: toNewBatch, title: '导入文件' }, { to: toReviews, title: '疑似重复复核' })
  out.push(...adminPages(me, meta))
  for (const m of meta?.matters ?? []) {
    for (const k of m.kinds ?? []) {
      if (k.may?.includes('read') && k !== subject) out.push({ to: toList(m.name, k.name), title: m.title === k.title ? k.title : `${m.title} ${k.title}` })
    }
  }
  return out
}

type Hit = { key: string; to: string; main: React.ReactNode; side?: React.ReactNode; under?: React.ReactNode; group: string }

/** ⌘K: businesses as one types, and the desk's own pages. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const [at, setAt] = useState(0)
  const go = useNavigate()
  const me = useMe()
  const meta = useMeta()
  const box = useRef<HTMLDivElement>(null)
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => get<{ items: Found[] | null; ms: number }>('/api/search', { q, limit: 20 }, signal),
    enabled: q.length > 0,
    placeholderData: (old) => old,
    staleTime: 30_000,
  })
  const hits = useMemo(() => {
    const out: Hit[] = []
    const subject = subjectKind(meta.data)
    for (const f of q ? (found.data?.items ?? []) : []) {
      const k = findKind(meta.data, f.kind)
      const isSubject = k ? k.kind.name === subject?.kind.name : !f.matter
      out.push({
        key: `${f.area}/${f.id}`,
        group: isSubject ? '监管对象' : f.kind === 'person' ? '人员' : '记录',
        to: isSubject ? toDossier(f.area, f.id) : toRecord(f.matter || k!.matter.name, f.kind, f.area, f.id),
        main: <Marked text={f.title} q={q} />,
        side: f.status ? <Status tone={statusTone(f.status)}>{f.status}</Status> : !isSubject && <span className="t2">{f.kind_title ?? k?.kind.title}</span>,
        under: [f.code && <Marked key="c" text={f.code} q={q} />, f.county_name, f.address && <Marked key="a" text={f.address} q={q} />, f.number && f.number !== f.title && <Marked key="n" text={f.number} q={q} />, f.note, f.why !== '名称' && f.why].filter(Boolean),
      })
    }
    for (const p of me.data ? pagesOf(me.data, meta.data) : []) if (!q || p.title.includes(q)) out.push({ key: p.to, to: p.to, main: p.title, group: '功能' })
    return out.slice(0, q ? 40 : 20)
  }, [q, found.data, meta.data, me.data])
  useEffect(() => setAt(0), [q])
  useEffect(() => { box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }) }, [at])
  const open = (h: Hit | undefined) => {
    if (!h) return
    onClose()
    go(h.to)
  }
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={680} style={{ top: 84 }} styles={{ body: { padding: 0 } }} aria-label="搜索" transitionName="" maskTransitionName="">
      <div className="pal">
        <input
          autoFocus
          data-testid="palette-input"
          aria-label="搜索"
          placeholder={me.data?.duty === 'business' ? '名称中任意几字、拼音首字母、代码、地址' : '功能、人员、机构'}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.nativeEvent.isComposing) return
            if (e.key === 'ArrowDown') { e.preventDefault(); setAt((i) => Math.min(hits.length - 1, i + 1)) }
            if (e.key === 'ArrowUp') { e.preventDefault(); setAt((i) => Math.max(0, i - 1)) }
            if (e.key === 'Enter') { e.preventDefault(); open(hits[at]) }
          }}
        />
        <div className="hits" ref={box} role="listbox" aria-label="结果">
          {found.isError && <div style={{ padding: '8px 20px' }}><ProblemBox of={asProblem(found.error)} /></div>}
          {hits.map((h, i) => (
            <div key={h.key}>
              {(i === 0 || hits[i - 1].group !== h.group) && <div className="head">{h.group}</div>}
              <a
                className="hit" href={toHref(h.to)} role="option" aria-selected={i === at} tabIndex={-1} data-testid="hit"
                onMouseMove={() => setAt(i)}
                onClick={(e) => { if (e.metaKey || e.ctrlKey) return; e.preventDefault(); open(h) }}
              >
                <span className="t cut">{h.main}</span>
                <span>{h.side}</span>
                {Array.isArray(h.under) && h.under.length > 0 && (
                  <span className="t2 t12 cut" style={{ gridColumn: '1 / -1' }}>
                    {h.under.map((u, j) => <span key={j} className={j ? 'sep' : ''}>{u}</span>)}
                  </span>
                )}
              </a>
            </div>
          ))}
          {q && hits.length === 0 && !found.isFetching && !found.isError && (
            <div className="state tight"><b>没有找到“{q}”</b><p>{me.data?.duty === 'business' ? '可以只输入名称中的两三个字、拼音首字母、信用代码或注册号的一段、地址中的路名。' : '管理员可以找功能、人员和机构，不查看业务数据。'}</p></div>
          )}
        </div>
        <div className="low">
          <kbd>↑↓</kbd> 选择 <kbd>⏎</kbd> 打开 <kbd>Esc</kbd> 关闭
          <span style={{ marginLeft: 'auto' }} data-testid="search-ms">
            {q && found.data ? `${found.data.items?.length ?? 0} 条，${found.data.ms} 毫秒` : ''}
          </span>
        </div>
      </div>
    </Modal>
  )
}

function Marked({ text, q }: { text: string; q: string }) {
  const i = q ? text.toLowerCase().indexOf(q.toLowerCase()) : -1
  if (i < 0) return <>{text}</>
  return <>{text.slice(0, i)}<mark>{text.slice(i, i + q.length)}</mark>{text.slice(i + q.length)}</>
}
