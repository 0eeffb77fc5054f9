import { lazy, Suspense, useEffect, useState } from 'react'
import { Boundary } from '../face/Boundary'
import { Frame } from '../face/Frame'
import { Icon } from '../face/Icon'
import { Link, usePage, usePlace, useStartOfPage } from '../face/route'
import { Empty, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime, int } from '../kit/format'
import { SiteContext, type Site } from './data'
import { Home } from './Home'
import { SearchField } from './SearchField'
import './portal.css'

const Search = lazy(() => import('./Search'))
const Business = lazy(() => import('./Business'))
const One = lazy(() => import('./OnePage'))
const Open = lazy(() => import('./Open'))
const List = lazy(() => import('./NoticeList'))
const ApiDocs = lazy(() => import('./ApiDocs'))
const About = lazy(() => import('./About'))
const DocumentCheck = lazy(() => import('./DocumentCheck'))
const Door = lazy(() => import('./Door'))
const Filing = lazy(() => import('./filing/Filing'))
const Receipt = lazy(() => import('./filing/Receipt'))
const Progress = lazy(() => import('./progress/Progress'))

/** The title of a sub page on a phone, where the head has no room for more. */
const titles: Record<string, string> = { search: '查询', s: '企业信息', n: '公示信息', open: '公示公开', about: '怎样验证', d: '文书核验', complain: '投诉举报', progress: '查进度' }

function page(parts: string[]) {
  const [first, a, b, c] = parts
  switch (first) {
    case 'search':
      return <Search />
    case 's':
      return a && b && <Business area={a} id={b} />
    case 'n':
      return a && b && c && <One notice={a} area={b} id={c} />
    case 'open':
      return a === 'api' ? <ApiDocs /> : a ? <List name={a} /> : <Open />
    case 'd':
      return a && <DocumentCheck code={a} />
    case 'about':
      return <About />
    case 'complain':
      return a === 'new' ? <Filing /> : a === 'receipt' ? <Receipt /> : <Door />
    case 'progress':
      return <Progress />
  }
  return null
}

export function Portal() {
  const { path } = usePlace()
  const site = useLoad<Site>('/api/public')
  useStartOfPage(path)
  const parts = path.split('/').filter(Boolean)
  const home = parts.length === 0
  return (
    <SiteContext.Provider value={site.data}>
      <Frame
        office={site.data?.office ?? ''}
        back={home ? undefined : titles[parts[0] ?? ''] ?? '没有这个页面'}
        find={parts[0] === 'search' ? undefined : '/search'}
        top={!home && parts[0] !== 'search' && <SearchField small />}
        nav={home ? <HomeLinks /> : <SubLinks path={path} />}
        foot={<Foot site={site.data} />}
      >
        {home ? (
          <Home site={site} />
        ) : (
          <Boundary key={path}>
            <Suspense fallback={<div className="wrap"><Waiting /></div>}>{page(parts) || <NoPage />}</Suspense>
          </Boundary>
        )}
      </Frame>
    </SiteContext.Provider>
  )
}

const HomeLinks = () => (
  <>
    <Link className="wide" to="/about#access">
      无障碍
    </Link>
    <LargeText />
    <a className="wide" href="/business/">
      企业登录
    </a>
  </>
)

function SubLinks({ path }: { path: string }) {
  const on = (to: string) => (path.startsWith(to) ? 'page' : undefined)
  return (
    <>
      <Link to="/complain" aria-current={on('/complain')}>
        投诉举报
      </Link>
      <Link to="/progress" aria-current={on('/progress')}>
        查进度
      </Link>
      <Link to="/open" aria-current={on('/open')}>
        公示公开
      </Link>
    </>
  )
}

/** 长辈版: everything a quarter larger, remembered on this device. */
function LargeText() {
  const [on, setOn] = useState(() => localStorage.getItem('hj-large') === 'yes')
  useEffect(() => {
    document.documentElement.toggleAttribute('data-large', on)
    localStorage.setItem('hj-large', on ? 'yes' : 'no')
  }, [on])
  return (
    <button type="button" className="link" onClick={() => setOn(!on)}>
      {on ? '标准版' : '长辈版'}
    </button>
  )
}

function Foot({ site }: { site: Site | undefined }) {
  const l = site?.ledger
  return (
    <>
      <span className="promise">
        <Icon name="shield" size={18} />
        <span>
          公开的每一条都可以自己验证
          {l && <span className="wide-inline">。最新存证点第 {int(l.size)} 条，{dayTime(l.at)}</span>}
        </span>
        <Link to="/about">怎样验证</Link>
      </span>
      <span className="end">
        <span className="wide-inline">热线 {site?.about.hotline.number}</span>
        <span className="wide-inline">{site?.office}</span>
        <Link className="wide-inline" to="/about#privacy">
          隐私
        </Link>
        <Link to="/open">数据说明</Link>
        {site?.demo && <span>演示城市，内容均为虚构</span>}
      </span>
    </>
  )
}

function NoPage() {
  usePage('没有这个页面')
  return (
    <div className="wrap">
      <h1 className="unseen">没有这个页面</h1>
      <Empty title="没有这个页面" act={<Link className="btn" to="/">回到首页</Link>}>
        网址可能写错，或页面已经移走。
      </Empty>
    </div>
  )
}
