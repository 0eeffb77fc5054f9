import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from '../face/Icon'
import { Link } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { dayTime, int } from '../kit/format'
import { Status } from '../kit/Status'
import type { Entry, Notice } from './data'
import type { Outcome } from './useProof'
import type { Checked } from './verify/proof'

/** Four steps from what the reader sees to the signed checkpoint, as they were computed here. */
export function ProofPanel({ entry, notice, of, again, close }: { entry: Entry; notice?: Notice; of?: Outcome; again: () => void; close: () => void }) {
  const title = useId()
  const box = useRef<HTMLElement>(null)
  // Who opens it goes on reading in it, and is back at the button when it closes.
  useEffect(() => {
    const from = document.activeElement
    box.current?.focus()
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus()
    }
  }, [])
  return (
    <section ref={box} className="proof" aria-labelledby={title} tabIndex={-1} onKeyDown={(e) => e.key === 'Escape' && close()}>
      <header>
        <h2 id={title}>验证</h2>
        <button type="button" className="icon-btn" aria-label="关闭验证" onClick={close}>
          <Icon name="close" size={18} />
        </button>
      </header>
      <p>
        <b>{entry.title}</b>
        <br />
        <span className="quiet small">
          公示 {entry.from}
          {entry.until && ` 至 ${entry.until}`}
        </span>
      </p>
      <Verdict of={of} />
      {of?.state === 'failed' && <Failed of={of.problem} retry={again} />}
      {(!of || of.state === 'busy') && <Waiting rows={5} />}
      {of?.state === 'wrong' && (
        <p className="wrong">
          {of.why}。请保存证明并向本局反映；也可换一台设备、换一个网络再试。
        </p>
      )}
      {of?.state === 'ok' && of.checked.map((c, i) => <Steps key={c.leaf.act} c={c} entry={entry} notice={notice} rest={i > 0} />)}
      {of && 'proofs' in of && (
        <>
          {of.state === 'ok' && <p className="quiet small by">{of.checked[0]?.by}。</p>}
          <dl className="can">
            <dt>能证明</dt>
            <dd>写入后没有人改过、换过、删过。</dd>
            <dt>不能证明</dt>
            <dd>内容本身是否正确。企业可提出异议。</dd>
          </dl>
          <p className="acts">
            <a className="btn" download={`证明_${entry.id}.json`} href={'data:application/json;charset=utf-8,' + encodeURIComponent(JSON.stringify(of.proofs, null, 2))}>
              <Icon name="download" size={18} />
              下载证明
            </a>
            <Link to="/about#own">用自己的程序验证</Link>
          </p>
        </>
      )}
    </section>
  )
}

const Verdict = ({ of }: { of?: Outcome }) => (
  <p className="verdict" role="status">
    {of?.state === 'ok' && (
      <>
        <Status tone="ok">与账本一致</Status>
        <span className="quiet small">{Math.max(0.01, of.ms / 1000).toFixed(2)} 秒，在您的浏览器中算出</span>
      </>
    )}
    {of?.state === 'wrong' && <Status tone="over">与账本不一致</Status>}
    {of?.state === 'failed' && <Status tone="paused">未能验证</Status>}
    {(!of || of.state === 'busy') && <Status tone="paused">正在验证</Status>}
  </p>
)

function Steps({ c, entry, notice, rest }: { c: Checked; entry: Entry; notice?: Notice; rest: boolean }) {
  const title = (f: string) => notice?.fields.find((x) => x.name === f)?.title ?? f
  const list = (
    <ol className="steps">
      <Step n={1} title="此页所见的内容，算出摘要">
        <Hex text={c.digest} />
        <details>
          <summary>{c.fields.length} 个字段</summary>
          <dl>
            {c.fields.map((f) => (
              <div key={f}>
                <dt>{title(f)}</dt>
                <dd>{entry.labels[f] ?? String(entry.values[f])}</dd>
              </div>
            ))}
          </dl>
        </details>
      </Step>
      <Step n={2} title={`摘要在账本第 ${int(c.seq)} 号`}>
        <span className="quiet">{dayTime(new Date(c.leaf.at).toISOString())} 写入</span>
      </Step>
      <Step n={3} title={`经 ${c.path.length} 步算到账本的根`}>
        <Path sides={c.path} />
      </Step>
      <Step n={4} title="根与已签名的存证点相同">
        <Hex text={c.root} />
        <span className="quiet">
          {dayTime(c.checkpoint.time)}，账本共 {int(c.checkpoint.size)} 条
        </span>
      </Step>
    </ol>
  )
  return rest ? (
    <details className="more-acts">
      <summary>此前另一次办理写入的 {c.fields.length} 个字段，同样一致</summary>
      {list}
    </details>
  ) : (
    list
  )
}

const Step = ({ n, title, children }: { n: number; title: string; children: ReactNode }) => (
  <li>
    <span className="n" aria-hidden>
      {n}
    </span>
    <div className="grow">
      <b>{title}</b>
      {children}
    </div>
  </li>
)

const Hex = ({ text }: { text: string }) => <span className="mono hex">{text.match(/.{8}/g)?.join(' ')}</span>

/** The way to the root as it was walked: each sibling above where it stood right, below where it stood left. */
function Path({ sides }: { sides: ('left' | 'right')[] }) {
  const step = Math.min(15, 280 / (sides.length + 1))
  const w = step * (sides.length + 1)
  const at = (i: number) => 6 + step * (i + 1)
  return (
    <svg className="path" width={w + 12} height="46" viewBox={`0 0 ${w + 12} 46`} role="img" aria-label={`依次与 ${sides.map((s) => (s === 'left' ? '左' : '右')).join('、')} 边的摘要合并`}>
      <path d={`M6 23H${w + 6}`} stroke="#7C90AE" />
      {sides.map((s, i) => (
        <g key={i}>
          <path d={s === 'right' ? `M${at(i)} 23V8` : `M${at(i)} 23V38`} stroke="#858d99" />
          <rect x={at(i) - 2.500} y={s === 'right' ? 2.500 : 38.500} width="5" height="5" fill="#fff" stroke="#5c6573" />
          <circle cx={at(i)} cy="23" r="2.200" fill="#24508c" />
        </g>
      ))}
      <circle cx="6" cy="23" r="4.500" fill="#24508c" />
      <rect x={w + 1} y="18" width="10" height="10" fill="#24508c" />
    </svg>
  )
}
