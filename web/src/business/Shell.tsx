import type { ReactNode } from 'react'
import { Icon, Mark } from '../face/Icon'
import { Link, usePlace } from '../face/route'
import { Offline } from '../face/States'
import { useLoad } from '../face/useLoad'
import type { DoorInfo, Home, Me } from './api'
import { Glyph } from './glyph'
import { open, unread } from './words'

const sections: { to: string; title: string; glyph: Glyph; also?: string[]; count?: (h: Home) => number }[] = [
  { to: '/business', title: '首页', glyph: 'home' },
  { to: '/business/due', title: '我的事项', glyph: 'list', count: (h) => h.due.length },
  { to: '/business/notices', title: '通知', glyph: 'bell', also: ['/business/records/notice/'], count: (h) => h.notices.filter(unread).length },
  { to: '/business/talks', title: '在线协商', glyph: 'talk', also: ['/business/records/odr/'], count: (h) => h.talks.filter((x) => x.step === 'asked').length },
  { to: '/business/guidance', title: '责令改正与指导', glyph: 'mend', also: ['correction_order', 'talk', 'reminder', 'advice'].map((k) => `/business/records/${k}/`), count: (h) => h.guidance.filter((x) => x.running?.length).length },
  { to: '/business/holdings', title: '局里的记录', glyph: 'book', also: ['/business/records/'] },
  { to: '/business/objections', title: '异议', glyph: 'flag', also: ['/business/records/objection/'], count: (h) => h.objections.filter(open).length },
  { to: '/business/contacts', title: '联系人', glyph: 'people' },
  { to: '/business/account', title: '账号', glyph: 'key' },
]

/** Which section an address belongs to: the one that names most of it. */
function sectionOf(path: string) {
  let best = { length: 0, to: '' }
  for (const s of sections) {
    for (const p of [s.to, ...(s.also ?? [])]) {
      if ((path === p || path.startsWith(p.endsWith('/') ? p : p + '/')) && p.length > best.length) best = { length: p.length, to: s.to }
    }
  }
  return best.to
}

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { path } = usePlace()
  const home = useLoad<Home>(me.must_change ? '' : '/api/business/home').data
  const door = useLoad<DoorInfo>('/api/business/door').data
  const here = sectionOf(path)
  return (
    <div className="face biz">
      <a className="skip" href="#main">跳到正文</a>
      <header className="face-top biz-top">
        <Link className="brand" to="/business"><Mark />衡鉴</Link>
        <span className="office">企业端</span>
        <div className="whom">
          <b>{me.subject.name}</b>
          <span className="mono quiet">{me.subject.code}</span>
        </div>
        <Link className="self" to="/business/account" aria-label={`账号：${me.name}，${me.duty}`}>
          <Icon name="person" size={18} />
          <span>{me.name}，{me.duty}</span>
        </Link>
      </header>
      <Offline />
      {me.ended && <div className="strip">该主体已注销，企业端只能查看；要办理的，请到登记机关窗口。</div>}
      <div className="biz-body">
        <nav className="biz-nav" aria-label="栏目">
          <ul>
            {sections.map((s) => {
              const n = home && s.count ? s.count(home) : 0
              return (
                <li key={s.to}>
                  <Link to={s.to} aria-current={here === s.to ? 'page' : undefined}>
                    <Glyph name={s.glyph} />
                    <span>{s.title}</span>
                    {n > 0 && <i aria-label={`${n} 项`}>{n}</i>}
                  </Link>
                </li>
              )
            })}
          </ul>
          <div className="low small quiet">
            {door?.bureau}
            {door?.demo && <div>演示数据，均为虚构</div>}
          </div>
        </nav>
        <main id="main" tabIndex={-1}>{children}</main>
      </div>
    </div>
  )
}
