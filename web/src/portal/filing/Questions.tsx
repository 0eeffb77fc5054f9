import { useEffect, useState } from 'react'
import { get } from '../../api/client'
import type { Found } from '../data'
import { Attach } from './Attach'
import { disputes, reports, wants, type Draft, type Question } from './form'
import { Ask, Choice, Line } from './parts'
import { You } from './You'

export type Asked = { d: Draft; set: (change: Partial<Draft>) => void; bad: Record<string, string> }

export const heads: Record<Question, { title: string; what: string }> = {
  about: { title: '您遇到了什么事？', what: '选一项。可以随时退出，填的内容留在这台设备上。' },
  trader: { title: '是哪一家？', what: '写营业执照或招牌上的名称。写对了，处理更快。' },
  talk: { title: '先和商家协商吗？', what: '这家商家加入了在线协商，您可以先和商家直接谈，也可以直接投诉。' },
  goods: { title: '买了什么，出了什么问题？', what: '照实写，以后可以补充。' },
  wants: { title: '您希望商家怎么做？', what: '可多选。调解时以这里写的为准，受理前可以修改。' },
  violation: { title: '发现了什么违法行为？', what: '写清时间、地点和您看到的事实，便于核查。' },
  files: { title: '有照片或者凭据吗？', what: '小票、订单、聊天记录、商品照片都可以。没有也能提交。' },
  you: { title: '怎么联系您？', what: '' },
  review: { title: '请核对', what: '提交以后，内容会交给市场监督管理部门。' },
}

export function Body({ q, ...asked }: Asked & { q: Question }) {
  switch (q) {
    case 'about': return <About {...asked} />
    case 'trader': return <Trader {...asked} />
    case 'talk': return <Talk {...asked} />
    case 'goods': return <Goods {...asked} />
    case 'wants': return <Wants {...asked} />
    case 'violation': return <Violation {...asked} />
    case 'files': return <Attach {...asked} />
    case 'you': return <You {...asked} />
    case 'review': return <Review {...asked} />
  }
}

const Error = ({ text }: { text?: string }) => (text ? <p className="small err" role="alert">{text}</p> : null)

function About({ d, set, bad }: Asked) {
  const one = (about: Draft['about'], title: string, what: string) => <Choice kind="radio" name="about" on={d.about === about} set={() => set({ about })} title={title} what={what} />
  return (
    <div role="radiogroup" aria-label="您遇到了什么事">
      {one('dispute', '我和商家有消费纠纷', '想退货、退款、赔偿，请求调解（投诉）')}
      {one('violation', '我发现了违法行为', '请市场监管部门去查（举报），可以不写姓名')}
      {one('both', '两样都有', '会分成一件投诉、一件举报，分别处理')}
      <Error text={bad.about} />
    </div>
  )
}

function Trader({ d, set, bad }: Asked) {
  const [hits, setHits] = useState<Found['subjects']>([])
  const text = d.trader.trim()
  useEffect(() => {
    if (Array.from(text).length < 2 || d.subject?.name === text) return setHits([])
    const stop = new AbortController()
    const t = setTimeout(() => {
      get<Found>('/api/public/search', { q: text }, stop.signal).then((f) => setHits(f.subjects.slice(0, 5)), () => setHits([])) // without the list one writes the name
    }, 350)
    return () => {
      clearTimeout(t)
      stop.abort()
    }
  }, [text, d.subject])
  const pick = (e: Found['subjects'][number]) => {
    const name = e.labels.name ?? e.title
    set({ trader: name, address: e.labels.address ?? '', subject: { area: e.area, id: e.id, name }, joined: false, talk: '' })
    get<{ joined: boolean; limit: string }>(`/api/public/odr/${e.area}/${e.id}`).then((o) => set({ joined: o.joined, limit: o.limit }), () => undefined)
  }
  return (
    <>
      <Ask id="trader" label="名称" error={bad.trader}>
        <Line id="trader" value={d.trader} max={200} error={bad.trader} set={(trader) => set({ trader, ...(d.subject && d.subject.name !== trader ? { subject: null, joined: false, talk: '' as const } : {}) })} />
      </Ask>
      {hits.length > 0 && (
        <ul className="card picks" aria-label="登记的企业">
          {hits.map((e) => (
            <li key={e.id}>
              <button type="button" onClick={() => pick(e)}>
                <b>{e.title}</b>
                <span className="small quiet">{e.labels.status && e.labels.status !== '存续' && `${e.labels.status}　`}{e.labels.address}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {d.subject && <p className="small picked">已选定登记的企业{d.joined && '，它加入了在线协商'}</p>}
      <Ask id="address" label="地址" hint="门店在哪里。网购的写平台名称就行。" error={bad.address}>
        <Line id="address" value={d.address} max={300} error={bad.address} set={(address) => set({ address })} />
      </Ask>
      <Ask id="platform" label="网上买的，是哪个平台" optional>
        <Line id="platform" value={d.platform} max={100} set={(platform) => set({ platform })} />
      </Ask>
    </>
  )
}

function Talk({ d, set, bad }: Asked) {
  return (
    <div role="radiogroup" aria-label="先和商家协商吗">
      <Choice kind="radio" name="talk" on={d.talk === 'yes'} set={() => set({ talk: 'yes' })} title="先在线协商" what={`商家在${d.limit || '期限'}内答复。您随时可以转为投诉，点一下就行，不用重填。`}>
        <p className="small">商家会看到您的姓名、电话和所写的内容，以便联系。投诉的期限从您转为投诉那一天起才计算。</p>
      </Choice>
      <Choice kind="radio" name="talk" on={d.talk === 'no'} set={() => set({ talk: 'no' })} title="直接投诉" what="由市场监督管理部门处理" />
      <Error text={bad.talk} />
    </div>
  )
}

function Goods({ d, set, bad }: Asked) {
  return (
    <>
      <Ask id="goods" label="商品或者服务" error={bad.goods}><Line id="goods" value={d.goods} max={200} error={bad.goods} set={(goods) => set({ goods })} place="如 鲜牛奶、健身卡" /></Ask>
      <Ask id="brief" label="出了什么问题，一句话" hint="会作为标题，不要写姓名、电话" error={bad.brief}><Line id="brief" value={d.brief} max={60} error={bad.brief} set={(brief) => set({ brief })} place="如 打开已经变质" /></Ask>
      <Ask id="bought_on" label="哪天买的" optional error={bad.bought_on}><Line id="bought_on" type="date" value={d.boughtOn} max={10} error={bad.bought_on} set={(boughtOn) => set({ boughtOn })} /></Ask>
      <Ask id="facts" label="事情的经过" hint="什么时候、在哪里、怎么买的，后来怎么样" error={bad.facts}><Line id="facts" rows={6} value={d.facts} max={4000} error={bad.facts} set={(facts) => set({ facts })} /></Ask>
    </>
  )
}

function Wants({ d, set, bad }: Asked) {
  const put = (w: string, on: boolean) => set({ wants: on ? [...d.wants, w] : d.wants.filter((x) => x !== w) })
  const amount = (label: string) => (
    <div className="side">
      <label htmlFor="amount">{label}</label>
      <Line id="amount" value={d.amount} mode="decimal" max={14} unit="元" error={bad.amount} set={(a) => set({ amount: a })} />
      {bad.amount && <p className="small err" id="amount-err" role="alert">{bad.amount}</p>}
    </div>
  )
  const has = (w: string) => d.wants.includes(w)
  return (
    <div role="group" aria-label="您希望商家怎么做">
      {wants.map((w) => (
        <Choice key={w.value} kind="checkbox" name="wants" on={has(w.value)} set={(on) => put(w.value, on)} title={w.title} what={w.what}>
          {w.value === 'refund' ? amount('要求退款') : w.value === 'compensate' && !has('refund') ? amount('要求赔偿') : w.value === 'other' ? (
            <div className="side whole">
              <label htmlFor="claim">要求</label>
              <Line id="claim" rows={3} value={d.claim} max={1500} error={bad.claim} set={(claim) => set({ claim })} />
              {bad.claim && <p className="small err" id="claim-err" role="alert">{bad.claim}</p>}
            </div>
          ) : undefined}
        </Choice>
      ))}
      <Error text={bad.wants} />
    </div>
  )
}

function Violation({ d, set, bad }: Asked) {
  return (
    <>
      <Ask id="violates" label="违法行为，一句话" hint="会作为标题，不要写姓名、电话" error={bad.violates}><Line id="violates" value={d.violates} max={60} error={bad.violates} set={(violates) => set({ violates })} place="如 销售过期食品" /></Ask>
      <Ask id="place" label="在哪里发生" optional error={bad.place}><Line id="place" value={d.place} max={300} set={(place) => set({ place })} place={d.address} /></Ask>
      <Ask id="clues" label="线索和事实" hint="什么时候看到的，有什么可以证明" error={bad.clues}><Line id="clues" rows={6} value={d.clues} max={4000} error={bad.clues} set={(clues) => set({ clues })} /></Ask>
    </>
  )
}

/** Everything on one page before it is sent. */
function Review({ d }: Asked) {
  const rows: [string, string][] = [['对方', d.trader], ['地址', d.address], ['平台', d.platform]]
  if (disputes(d)) rows.push(['商品或者服务', d.goods], ['问题', d.brief], ['购买日期', d.boughtOn], ['经过', d.facts], ['要求', [...d.wants.filter((w) => w !== 'other').map((w) => wants.find((x) => x.value === w)?.title), d.claim].filter(Boolean).join('、')], ['金额', d.amount && `${d.amount} 元`])
  if (reports(d)) rows.push(['违法行为', d.violates], ['发生地', d.place], ['线索', d.clues])
  const named = !(d.anonymous && d.about === 'violation')
  rows.push(['附件', d.files.map((f) => f.name).join('、') || '没有'], ['您', named ? `${d.name} ${d.phone}` : '不写姓名（匿名举报）'])
  if (named && d.home) rows.push(['通讯地址', d.home])
  return (
    <>
      <dl className="card look">
        {rows.filter(([, v]) => v).map(([k, v]) => (
          <div key={k}><dt>{k}</dt><dd>{v}</dd></div>
        ))}
      </dl>
      {d.about === 'both' && <p className="small hint">会登记为一件投诉和一件举报，分别处理；用同一个查询码查询。</p>}
      <p className="small hint">请保证内容真实。捏造事实、骗取赔偿的，要承担法律责任。</p>
    </>
  )
}
