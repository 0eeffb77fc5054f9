// 下一件: from a record to the next of one's tasks, in the order of the list of tasks,
// so that a handler works it down without going back to it.
import { RightOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { actFor } from './api/behalf'
import { get } from './api/client'
import { dueStatus } from './kit/due'
import { Status } from './kit/Status'
import { overlaid, useHotkey } from './kit/Bits'
import './course.css'

type Task = { id: string; what: string; word: string; tone: 'soon' | 'ok' | 'paused'; due: string; number: string; title: string; link: string; for: { id: string; name: string } | null }

/** The task after a record: of those that stood behind it when its page was opened the first that still waits, else the first of all. */
export function useNext(record: string, on: boolean): { next?: Task; today: string; left: number } {
  const q = useQuery({ queryKey: ['tasks', 'next'], queryFn: ({ signal }) => get<{ items: Task[]; today: string; count?: { all: number } }>('/api/tasks', { limit: 100 }, signal), enabled: on, staleTime: 10_000, retry: false })
  const items = q.data?.items ?? []
  const [seen, setSeen] = useState<{ record: string; behind: string[] } | null>(null)
  useEffect(() => {
    if (!q.data || seen?.record === record) return
    setSeen({ record, behind: items.slice(items.findIndex((t) => t.id === record) + 1).map((t) => t.id) })
  }, [q.data, record]) // eslint-disable-line react-hooks/exhaustive-deps
  const others = items.filter((t) => t.id !== record)
  const behind = seen?.record === record ? seen.behind : []
  return { next: others.find((t) => behind.includes(t.id)) ?? others[0], today: q.data?.today ?? '', left: q.data?.count?.all ?? others.length }
}

const useOpen = (t: Task | undefined) => {
  const go = useNavigate()
  return () => { if (t) { if (t.for) actFor(t.for, t.link); else go(t.link) } }
}

/** The button in the head of a record's page; Alt+N from anywhere on it, unless a dialog stands over it. */
export function NextButton({ of }: { of: ReturnType<typeof useNext> }) {
  const open = useOpen(of.next)
  useHotkey((e) => e.altKey && e.code === 'KeyN' && !overlaid(), (e) => { e.preventDefault(); open() }, true)
  if (!of.next) return null
  return <Tooltip title={`${of.next.what}：${of.next.number || of.next.title}（Alt+N）`}><Button icon={<RightOutlined />} iconPlacement="end" onClick={open} data-testid="next">下一件</Button></Tooltip>
}

/** What was just done, what is still owed of it (tellings, documents not yet issued) and what comes next; Enter goes on. */
export function Done({ act, step, owed, unissued, of }: { act: string; step: string; owed: number; unissued: string[]; of: ReturnType<typeof useNext> }) {
  const open = useOpen(of.next)
  const box = useRef<HTMLButtonElement>(null)
  const t = of.next
  useEffect(() => { if (owed === 0) box.current?.focus() }, [act, owed, t?.id])
  const s = t && (t.due ? dueStatus(t.due, of.today) : { tone: t.tone, word: t.word })
  return (
    <div className={owed > 0 ? 'note act-done owes' : 'note act-done'} role="status" data-testid="done">
      <span>已办理“{act}”{step && `，现在是“${step}”`}。{owed > 0 && <b>本件还有 {owed} 项待告知。</b>}{unissued.length > 0 && <span className="t2">{unissued.length === 1 ? `《${unissued[0]}》` : `${unissued.length} 份文书`}待签发。</span>}</span>
      {t && s ? (
        <>
          <span className="grow next-of"><span className="t2">下一件</span> <Status tone={s.tone}>{s.word}</Status> <span className="t2">{t.what}</span> <span className="cut">{t.number} {t.title}</span></span>
          <Button ref={box} type={owed > 0 ? 'default' : 'primary'} size="small" onClick={open} data-testid="go-next">打开下一件</Button>
        </>
      ) : <span className="grow t2">没有别的待办。</span>}
    </div>
  )
}
