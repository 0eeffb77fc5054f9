import { useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import { Mark } from '../face/Icon'
import { Link, go, usePage, usePlace } from '../face/route'
import { useLoad } from '../face/useLoad'
import type { DoorInfo, Me } from './api'
import { Ways } from './Outside'
import { Line, Refused } from './parts'

/** Before the desk: sign in, or open an account with a code from the bureau. */
export function Door({ enter }: { enter: (me: Me) => void }) {
  const { path } = usePlace()
  const door = useLoad<DoorInfo>('/api/business/door').data
  const binding = path === '/business/bind'
  usePage(binding ? '开通企业端账号' : '登录企业端', door?.city)
  return (
    <div className="face door">
      <main id="main" tabIndex={-1}>
        <div className="sign"><Mark />衡鉴<span>企业端</span></div>
        {door?.bureau && <p className="place">{door.bureau}</p>}
        <div className="card box pad">
          {binding ? <Bind enter={enter} /> : <SignIn enter={enter} />}
        </div>
        <p className="small quiet after">
          {binding ? <>已有账号的，<Link className="inline" to="/business">登录</Link>。</> : <>第一次使用、手里有绑定码的，<Link className="inline" to="/business/bind">凭绑定码开通账号</Link>。</>}
        </p>
        <p className="small quiet after">绑定码由{door?.bureau || '市场监管部门'}核对营业执照和身份后发出，只能用一次，七日内有效。没有绑定码的，请到登记机关窗口索取。</p>
        {door?.demo && <p className="small quiet after">演示数据，均为虚构。</p>}
      </main>
    </div>
  )
}

function useSend(path: string, enter: (me: Me) => void) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async (body: Record<string, string>) => {
    setBusy(true)
    setProblem(null)
    try {
      const me = await post<Me>(path, body)
      go('/business', true)
      enter(me)
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  return { busy, problem, run }
}

function SignIn({ enter }: { enter: (me: Me) => void }) {
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const { busy, problem, run } = useSend('/api/business/session', enter)
  return (
    <form aria-label="登录" noValidate onSubmit={(e) => { e.preventDefault(); void run({ account: account.trim(), password }) }}>
      <h1>登录</h1>
      <Refused of={problem} />
      <Line id="account" label="账号">
        <input id="account" className="in" autoComplete="username" autoCapitalize="none" value={account} onChange={(e) => setAccount(e.target.value)} />
      </Line>
      <Line id="password" label="密码">
        <input id="password" className="in" type="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />
      </Line>
      <button className="btn btn-primary wide" disabled={busy || !account.trim() || !password}>{busy ? '正在登录…' : '登录'}</button>
      <Ways />
    </form>
  )
}

function Bind({ enter }: { enter: (me: Me) => void }) {
  const [code, setCode] = useState('')
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const { busy, problem, run } = useSend('/api/business/bind', enter)
  const bad = problem?.byField() ?? {}
  const differ = again !== '' && again !== password
  return (
    <form aria-label="开通账号" noValidate onSubmit={(e) => { e.preventDefault(); if (!differ) void run({ code: code.trim(), account: account.trim(), password }) }}>
      <h1>凭绑定码开通账号</h1>
      <Refused of={problem} known={['code', 'account', 'password']} />
      <Line id="code" label="绑定码" hint="12 位，在发给您的通知书上" error={bad.code}>
        <input id="code" className="in mono code" autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} placeholder="XXXX-XXXX-XXXX" aria-describedby="code-hint" value={code} onChange={(e) => setCode(e.target.value)} />
      </Line>
      <Line id="account" label="登录账号" hint="自己取，2 至 64 个字母、汉字或数字" error={bad.account}>
        <input id="account" className="in" autoComplete="username" autoCapitalize="none" aria-describedby="account-hint" value={account} onChange={(e) => setAccount(e.target.value)} />
      </Line>
      <Line id="password" label="密码" hint="至少 10 个字符，大写、小写、数字、符号中至少三种" error={bad.password}>
        <input id="password" className="in" type="password" autoComplete="new-password" aria-describedby="password-hint" value={password} onChange={(e) => setPassword(e.target.value)} />
      </Line>
      <Line id="again" label="再输一次密码" error={differ ? '两次输入的密码不一样' : undefined}>
        <input id="again" className="in" type="password" autoComplete="new-password" value={again} onChange={(e) => setAgain(e.target.value)} />
      </Line>
      <button className="btn btn-primary wide" disabled={busy || !code.trim() || !account.trim() || !password || again !== password}>{busy ? '正在开通…' : '开通并登录'}</button>
    </form>
  )
}
