// Signing in by a real OpenID provider in a browser: a server of its own with a
// provider beside it, at another site (127.0.0.1 beside localhost), so that what
// browsers do with cookies between sites is what happens here too.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { axe, open, password, root, shot } from './browser.mjs'

const dir = path.join(process.env.TMP, 'oidc')
const secret = 'a-secret-of-the-installation'
const running = []
let home, issuer

const freePort = () => new Promise((ok) => {
  const s = createServer().listen(0, '127.0.0.1', () => {
    const { port } = s.address()
    s.close(() => ok(port))
  })
})

/** Starts a program; resolves with its first line. */
const start = (bin, args) => new Promise((ok, no) => {
  const p = spawn(bin, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(p)
  p.once('error', no)
  p.once('exit', (code) => no(new Error(`${bin} ended with ${code}`)))
  p.stdout.once('data', (b) => ok(String(b).trim()))
})

before(async () => {
  mkdirSync(dir, { recursive: true })
  const port = await freePort()
  home = `http://localhost:${port}`
  execFileSync('go', ['build', '-o', path.join(dir, 'provider'), '.'], { cwd: path.join(root, 'test/provider') })
  issuer = await start(path.join(dir, 'provider'), ['-client', `desk=${secret}=${home}/api/session/enter/gov/back`, '-client', `shop=${secret}=${home}/api/business/enter/province/back`])
  const data = path.join(dir, 'data')
  execFileSync(path.join(root, 'bin/hengjian'), ['demo', '--data', data, '--subjects', '60'], { stdio: 'ignore' })
  writeFileSync(path.join(data, 'provider.secret'), secret, { mode: 0o600 })
  writeFileSync(path.join(data, 'sign-in.yaml'), `base: ${home}
providers:
  - {name: gov, title: 政务统一身份认证, desk: officer, issuer: "${issuer}", client_id: desk, secret_file: provider.secret}
  - {name: province, title: 省政务服务网法人账号, desk: business, issuer: "${issuer}", client_id: shop, secret_file: provider.secret, uscc_claim: uscc}
`)
  await start(path.join(root, 'bin/hengjian'), ['serve', '--data', data, '--addr', `127.0.0.1:${port}`, '--rate=-1', '--log', 'warn'])
})
after(() => running.forEach((p) => p.kill()))

/** What a person does at the provider. */
async function atProvider(page, user) {
  await page.waitForURL((u) => u.href.startsWith(issuer))
  if (!user) return page.getByRole('button', { name: '取消' }).click()
  await page.getByLabel('用户').fill(user)
  await page.getByRole('button', { name: '登录' }).click()
}

async function sound(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`)
}

async function byPassword(page, account) {
  await page.goto(home + '/desk/account')
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '我的账号' }).waitFor()
}

async function bind(page, user) {
  await page.getByTestId('binding-gov').getByRole('button', { name: '绑定' }).click()
  await page.getByLabel('登录密码').fill(password)
  await page.getByTestId('do').click()
  await atProvider(page, user)
  await page.getByTestId('binding-gov').getByText('已绑定').waitFor()
}

/** A one-time code now or some steps on (RFC 6238). */
function totp(base32, on = 0) {
  const bits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + on))
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(step).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}

const call = (page, method, url, data) => page.request.fetch(home + url, { method, data, headers: { 'X-Requested-With': 'hengjian' } })

test('an officer binds who he is at the provider and signs in with it where he stood', async () => {
  const { page, context, errors, browser } = await open({ allow: ['403'] })
  await page.goto(home + '/desk/')
  await page.getByTestId('way-gov').waitFor()
  await sound(page, 'the door')
  await shot(page, 'oidc-door')

  await page.getByTestId('way-gov').click()
  await atProvider(page, 'wf')
  await page.getByText('这个身份还没有绑定账号').waitFor()
  await sound(page, 'not bound')
  await shot(page, 'oidc-not-bound')
  await page.getByTestId('to-door').click()
  await page.getByTestId('account').waitFor()

  await byPassword(page, 'wangfang')
  await page.getByTestId('binding-gov').getByText('未绑定').waitFor()
  await page.getByTestId('binding-gov').getByRole('button', { name: '绑定' }).click()
  await page.getByLabel('登录密码').fill('wrong')
  await page.getByTestId('do').click()
  await page.getByRole('dialog').getByText('密码不正确').waitFor()
  await shot(page, 'oidc-bind')
  await page.getByRole('button', { name: '取消' }).click()
  await bind(page, 'wf')
  await page.getByText('还没有用过').waitFor()
  await sound(page, 'my account')
  await shot(page, 'oidc-account')

  await call(page, 'DELETE', '/api/session')
  await page.goto(home + '/desk/subjects?q=有限')
  await page.getByTestId('way-gov').click()
  await atProvider(page, 'wf')
  await page.getByRole('heading', { name: '监管对象' }).waitFor()
  assert.equal(page.url(), encodeURI(home + '/desk/subjects?q=有限'))
  const cookies = await context.cookies(home + '/api/session/enter')
  assert.deepEqual(cookies.map((c) => [c.name, c.sameSite, c.httpOnly]), [['hj_session', 'Strict', true]])
  await page.reload()
  await page.getByRole('heading', { name: '监管对象' }).waitFor()

  // A second browser that goes to the page of the way back has nothing there.
  const other = await open({ allow: ['403'] })
  await other.page.goto(home + '/desk/enter')
  await other.page.getByText('这次登录已结束或已过期').waitFor()
  assert.deepEqual(other.errors(), [])
  await other.browser.close()

  await page.goto(home + '/desk/account')
  await page.getByText('最近登录').waitFor()
  await page.getByTestId('binding-gov').getByRole('button', { name: '解除' }).click()
  await page.getByLabel('登录密码').fill(password)
  await page.getByTestId('do').click()
  await page.getByTestId('binding-gov').getByText('未绑定').waitFor()
  assert.deepEqual(errors().filter((e) => !e.includes('422')), [])
  await browser.close()
})

test('who cancels there, and who needs a code of ours', async () => {
  const { page, errors, browser } = await open({ width: 390, height: 844, allow: ['403', '422'] })
  await page.goto(home + '/desk/')
  await page.getByTestId('way-gov').click()
  await atProvider(page, '')
  await page.getByText('取消了登录').waitFor()
  await sound(page, 'cancelled')
  await shot(page, 'oidc-cancelled-phone')

  await byPassword(page, 'head')
  await bind(page, 'he')
  const key = await (await call(page, 'POST', '/api/session/codes', { password })).json()
  assert.equal((await call(page, 'POST', '/api/session/codes/confirm', { code: totp(key.secret) })).status(), 200)
  await call(page, 'DELETE', '/api/session')
  await page.goto(home + '/desk/')
  await shot(page, 'oidc-door-phone')
  await page.getByTestId('way-gov').click()
  await atProvider(page, 'he')
  await page.getByTestId('code').fill('000000')
  await page.getByTestId('sign-in').click()
  await page.getByText('动态验证码不正确').first().waitFor()
  await sound(page, 'code')
  await shot(page, 'oidc-code-phone')
  await page.getByTestId('code').fill(totp(key.secret, 1))
  await page.getByTestId('sign-in').click()
  await page.getByRole('heading', { name: '工作台' }).waitFor()
  assert.deepEqual(errors(), [])
  await browser.close()
})

test('the administrators see it: the log of sign-ins, the end of a binding', async () => {
  const o = await open({ allow: ['403'] })
  const p = o.page
  await call(p, 'POST', '/api/session', { account: 'auditadmin', password })
  await p.goto(home + '/desk/admin/sign-ins')
  await p.getByText('政务统一身份认证').first().waitFor()
  await shot(p, 'oidc-sign-ins')
  await call(p, 'POST', '/api/session', { account: 'sysadmin', password })
  await p.goto(home + '/desk/admin/people?q=head')
  await p.getByText('head', { exact: true }).click()
  await p.getByText('已绑定政务统一身份认证').waitFor()
  await shot(p, 'oidc-admin')
  await p.getByTestId('end-bindings').click()
  const dialog = p.getByRole('dialog')
  await dialog.locator('textarea').fill('对方账号停用')
  await dialog.getByRole('button', { name: '解除' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await p.getByText('已绑定政务统一身份认证').waitFor({ state: 'detached' })
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a person of a business does the same at its own desk', async () => {
  for (const [size, name] of [[{ width: 1440, height: 900 }, 'oidc-business'], [{ width: 390, height: 844 }, 'oidc-business-phone']]) {
    const { page, errors, browser } = await open({ ...size, allow: ['403'] })
    await page.goto(home + '/business/')
    await page.getByRole('button', { name: '用省政务服务网法人账号登录' }).waitFor()
    await sound(page, 'the business’s door')
    await shot(page, name + '-door')
    await page.getByLabel('账号', { exact: true }).fill('qiye1')
    await page.getByLabel('密码').fill(password)
    await page.getByLabel('密码').press('Enter')
    await page.getByRole('heading', { name: '首页' }).waitFor()
    await page.goto(home + '/business/account')
    const { subject } = await (await call(page, 'GET', '/api/business/session')).json()
    await fetch(issuer + '/claims', { method: 'POST', body: new URLSearchParams({ user: 'boss', name: 'uscc', value: subject.code }) })
    await page.getByRole('button', { name: '绑定', exact: true }).click()
    await page.getByLabel('登录密码').fill(password)
    await shot(page, name + '-bind')
    await page.getByRole('button', { name: '去绑定' }).click()
    await atProvider(page, 'boss')
    await page.getByText('已绑定', { exact: true }).waitFor()
    await sound(page, 'the business’s account')
    await shot(page, name + '-account')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByRole('button', { name: '用省政务服务网法人账号登录' }).click()
    await atProvider(page, 'boss')
    await page.getByRole('heading', { name: '首页' }).waitFor()
    assert.equal(page.url(), home + '/business/')

    await fetch(issuer + '/claims', { method: 'POST', body: new URLSearchParams({ user: 'boss', name: 'uscc', value: '91370000MADEM00000' }) })
    await call(page, 'DELETE', '/api/business/session')
    await page.goto(home + '/business/')
    await page.getByRole('button', { name: '用省政务服务网法人账号登录' }).click()
    await atProvider(page, 'boss')
    await page.getByText('不是同一个').waitFor()
    await sound(page, 'another business')
    await shot(page, name + '-other')
    assert.equal((await call(page, 'GET', '/api/business/session')).status(), 401)

    await page.getByRole('link', { name: '返回登录页' }).click()
    await page.getByLabel('账号', { exact: true }).fill('qiye1')
    await page.getByLabel('密码').fill(password)
    await page.getByLabel('密码').press('Enter')
    await page.getByRole('heading', { name: '首页' }).waitFor()
    await page.goto(home + '/business/account')
    await page.getByRole('button', { name: '解除', exact: true }).click()
    await page.getByLabel('登录密码').fill(password)
    await page.getByRole('button', { name: '解除绑定' }).click()
    await page.getByText('未绑定').waitFor()
    assert.deepEqual(errors(), [])
    await browser.close()
  }
})
