// 邮政回执: a file of the post office's with what became of letters, entered line by
// line in the name of whoever brings it.
import { Button, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asProblem, post, type Problem } from './api/client'
import { ProblemBox } from './kit/States'
import { Status } from './kit/Status'
import './telling.css'

type Slip = { line: number; tracking: string; result: string; number: string; taken: boolean; text: string }

/** The text of a file, in UTF-8 or, as table programs here write it, GB 18030. */
async function read(file: File) {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

export function Slips() {
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [list, setList] = useState<Slip[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const take = async (file?: File) => {
    if (!file) return
    setBusy(true)
    setProblem(null)
    setList(null)
    try {
      setList((await post<{ items: Slip[] }>('/api/tellings/slips', { csv: await read(file) })).items)
      await cache.invalidateQueries()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
    }
  }
  const done = (list ?? []).filter((s) => s.taken).length
  return (
    <>
      <Button onClick={() => { setOpen(true); setList(null); setProblem(null) }} data-testid="slips">邮政回执</Button>
      <Modal open={open} title="登记邮政回执" width={640} onCancel={() => setOpen(false)} footer={<><Button onClick={() => setOpen(false)}>关闭</Button><Button type="primary" loading={busy} onClick={() => input.current?.click()}>选择 CSV 文件</Button></>}>
        <div className="col" style={{ gap: 12 }}>
          <div className="t13 t2">第一行为：运单号、结果、日期、说明。结果写 签收（妥投）或 退回；签收的按回执日期记入告知，退回的提示承办人另行告知。只登记您有权办理的信函，重复导入不会重复登记。</div>
          <input ref={input} type="file" accept=".csv,text/csv" aria-label="邮政回执文件" hidden onChange={(e) => void take(e.target.files?.[0])} data-testid="slips-file" />
          {problem && <ProblemBox of={problem} kept={problem.byField().csv ?? '没有登记任何一行。'} />}
          {list && (
            <>
              <div className="t13" role="status" data-testid="slips-done">共 {list.length} 行，登记 {done} 行{list.length > done && `，其余 ${list.length - done} 行见下`}。</div>
              <ul className="telling-slips">{list.map((s) => <li key={s.line}><span className="mono">{s.tracking}</span><span className="grow">{s.number}</span><Status tone={s.taken ? 'ok' : 'soon'}>{s.text}</Status></li>)}</ul>
            </>
          )}
        </div>
      </Modal>
    </>
  )
}
