import { DownOutlined, SearchOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, Outlet, useLocation, useNavigate } from 'react-router'
import { actAsOneself, behalf } from '../api/behalf'
import { del } from '../api/client'
import { useWaiting } from '../api/desk'
import { startSession, useMeta } from '../api/queries'
import type { Me } from '../api/types'
import { isMac, Mark, useHotkey } from '../kit/Bits'
import { ErrorState, Offline, Skeleton } from '../kit/States'
import { asProblem } from '../api/client'
import { Shape } from '../kit/Status'
import { setTheme, useTheme } from '../kit/useTheme'
import { Nav } from './Nav'

const Palette = lazy(() => import('./Palette'))

/** Says, as long as it lasts, that one acts for another. */
function StandsIn() {
  const who = behalf()
  if (!who) return null
  return (
    <div className="stands-in" role="status" data-testid="stands-in">
      <span className="grow">正在代 <b>{who.name}</b> 办理：看到的是其待办，每一次办理都注明由您代办。</span>
      <button type="button" className="link" onClick={() => actAsOneself()}>结束代办</button>
    </div>
  )
}

/** The frame around every page: search above, the bureau's work at the left. */
export function Shell({ me }: { me: Me }) {
  const meta = useMeta()
  const [finding, setFinding] = useState(false)
  const place = useLocation()
  useHotkey((e) => (e.metaKey || e.ctrlKey) && e.key.toLowerCase() === 'k', (e) => { e.preventDefault(); setFinding(true) }, true)
  useHotkey((e) => e.key === '/' && !e.metaKey && !e.ctrlKey, (e) => { e.preventDefault(); setFinding(true) })
  useEffect(() => setFinding(false), [place.pathname])
  return (
    <div className="app">
      <a className="skip" href="#page">跳到正文</a>
      <header className="top">
        <Link to="/" className="brand" aria-label="衡鉴 工作台">
          <Mark />
          衡鉴
        </Link>
        <button type="button" className="find" onClick={() => setFinding(true)} data-testid="find">
          <SearchOutlined />
          <span>{me.duty === 'business' ? '名称、代码、文号、人员、功能' : '功能、人员、机构'}</span>
          <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <div className="top-right">
          {meta.data && <span>{meta.data.city.name}{meta.data.demo && <span className="flag">演示数据</span>}</span>}
          <Waiting />
          <Account me={me} />
        </div>
      </header>
      <Nav me={me} meta={meta.data} />
      <main id="page" className="page" tabIndex={-1} style={{ outline: 'none' }}>
        <StandsIn />
        {meta.isError ? (
          <ErrorState of={asProblem(meta.error)} retry={() => meta.refetch()} />
        ) : (
          <Suspense fallback={<Skeleton rows={10} />}>
            <Outlet />
          </Suspense>
        )}
      </main>
      {finding && (
        <Suspense fallback={null}>
          <Palette onClose={() => setFinding(false)} />
        </Suspense>
      )}
      <Offline />
    </div>
  )
}

function Waiting() {
  const w = useWaiting()
  return (
    <span>
      <Link to="/">
        待办 <b className={w.data?.count ? 'b' : 'zero'}>{w.data ? w.data.count : w.isError ? '—' : '…'}</b>
        {!!w.data?.late && <span className="st st-over" title={`逾期 ${w.data.late} 项`}><Shape tone="over" />{w.data.late}</span>}
      </Link>
    </span>
  )
}

function Account({ me }: { me: Me }) {
  const go = useNavigate()
  const cache = useQueryClient()
  const theme = useTheme()
  const name = me.person?.name ?? me.account
  const unit = me.unit?.name ?? { business: '', system: '系统管理', security: '安全管理', audit: '审计管理' }[me.duty]
  const out = async () => {
    await del('/api/session').catch(() => undefined)
    startSession(cache, null)
    go('/')
  }
  return (
    <span>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            {
              key: 'who', type: 'group',
              label: (
                <span className="t12">
                  账号 {me.account}
                  {me.post && <><br />岗位 {me.post}</>}
                  {me.roles?.length > 0 && <><br />角色 {me.roles.map((r) => r.title).join('、')}</>}
                </span>
              ),
            },
            { type: 'divider' },
            { key: 'theme', label: theme === 'dark' ? '换浅色界面' : '换深色界面' },
            { key: 'account', label: '我的账号' },
            { key: 'out', label: '退出' },
          ],
          onClick: ({ key }) => (key === 'out' ? out() : key === 'theme' ? setTheme(theme === 'dark' ? 'light' : 'dark') : go('/account')),
        }}
      >
        <button type="button" className="plain" data-testid="account-menu">
          {name}{unit && <> · {unit}</>} <DownOutlined style={{ fontSize: 10, color: 'var(--hint)' }} />
        </button>
      </Dropdown>
    </span>
  )
}
