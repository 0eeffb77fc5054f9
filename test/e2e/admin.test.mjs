// The three administrators in a browser: a person is registered, gets an
// account, a role from one and its confirmation from another, can do exactly
// that; one-time codes; a key; a lock that ends the session; the traces of it.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { base, open, password, shot, signIn } from './browser.mjs'

const desk = (path) => base + '/desk' + path
const fresh = 'Xin-mima-2026-abc'
let sys, sec, audit, officer
let first = ''
let secret = ''
let recovery = ''

before(async () => {
  sys = await open()
  sec = await open()
  audit = await open()
  officer = await open()
  for (const x of [sys, sec, audit, officer]) x.page.setDefaultTimeout(10000)
  await signIn(sys.page, 'sysadmin')
  await signIn(sec.page, 'secadmin')
  await signIn(audit.page, 'auditadmin')
})
after(async () => {
  for (const x of [sys, sec, audit, officer]) await x?.browser.close()
})

/** The code of RFC 6238 for a moment, counted here and not by the product. */
function totp(key, at = Date.now()) {
  const bits = [...key].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)))
  const mac = createHmac('sha1', bytes).update(counter).digest()
  const o = mac[19] & 15
  return String((mac.readUInt32BE(o) & 0x7fffffff) % 1e6).padStart(6, '0')
}

async function pick(page, label, text) {
  await page.getByLabel(new RegExp(`^${label}\\s*\\*?$`)).click()
  await page.keyboard.type(text)
  await page.waitForTimeout(800) // the server is asked as one types
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: text }).first().click()
}

async function door(page, account, pass, code) {
  await page.goto(desk('/'))
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码', { exact: true }).fill(pass)
  await page.keyboard.press('Enter')
  if (code) {
    await page.getByTestId('code').fill(code)
    await page.keyboard.press('Enter')
  }
}

test('the system administrator registers a person and opens the account', async () => {
  const p = sys.page
  await p.goto(desk('/admin/people'))
  await p.getByTestId('row').first().waitFor()
  await shot(p, 'admin-people')
  await p.getByTestId('new-person').click()
  await p.getByRole('heading', { name: '登记人员' }).waitFor()
  await p.getByLabel('姓名').fill('丛新到')
  await p.getByLabel('账号', { exact: true }).fill('congxd')
  await pick(p, '所在机构', '信用监督')
  await shot(p, 'admin-new-person')
  await p.getByRole('button', { name: /登记/ }).last().click()
  await p.getByRole('heading', { name: /丛新到/ }).waitFor()
  await p.goto(desk('/admin/people?q=' + encodeURIComponent('丛新到')))
  await p.getByTestId('row').first().click()
  await p.getByTestId('open-account').click()
  await p.getByLabel(/理由/).fill('新到任')
  await p.getByTestId('do').click()
  first = (await p.getByTestId('secret').textContent()).trim()
  await shot(p, 'admin-first-password')
  await p.getByRole('button', { name: '已抄录，关闭' }).click()
  await p.getByTestId('drawer').getByText('正常', { exact: true }).first().waitFor()
  await shot(p, 'admin-person')
})

test('the new officer changes the first password and has no right yet', async () => {
  const p = officer.page
  await door(p, 'congxd', first)
  await p.getByLabel('现用密码').fill(first)
  await p.getByLabel('新密码', { exact: true }).fill(fresh)
  await p.getByLabel('再输一次新密码').fill(fresh)
  await p.getByTestId('change-password').click()
  await p.getByRole('heading', { name: '工作台' }).waitFor()
  const r = await p.request.get(base + '/api/registration/business')
  assert.equal(r.status(), 403)
})

test('the security administrator proposes a role, the leader confirms it', async () => {
  const p = sec.page
  await p.goto(desk('/admin/grants'))
  await p.getByTestId('row').first().waitFor()
  await shot(p, 'admin-grants')
  await p.getByRole('tab', { name: /角色/ }).click()
  await p.getByText('法制审核员').first().waitFor()
  await shot(p, 'admin-roles')
  await p.getByTestId('give').click()
  await pick(p, '人员', '丛新到')
  await p.getByRole('combobox', { name: /^角色/ }).click()
  await p.locator('.ant-select-item-option').filter({ hasText: '办事员' }).click()
  await shot(p, 'admin-grant-dialog')
  await p.getByTestId('propose').click()
  await p.getByTestId('propose').waitFor({ state: 'detached' })
  await p.goto(desk('/admin/pending'))
  const mine = p.locator('tr, [data-testid="row"]').filter({ hasText: '丛新到' })
  await mine.getByText('待他人复核').first().waitFor()
  assert.equal(await mine.getByTestId('confirm').count(), 0, 'who proposed it cannot confirm it')
  assert.equal((await officer.page.request.get(base + '/api/registration/business')).status(), 403)

  const lead = await open()
  try {
    await signIn(lead.page, 'leader')
    await lead.page.getByRole('link', { name: '待确认的授权' }).click()
    const asked = lead.page.locator('tr, [data-testid="row"]').filter({ hasText: '丛新到' }).last()
    await asked.getByTestId('confirm').waitFor()
    await shot(lead.page, 'admin-pending')
    await asked.getByTestId('confirm').click()
    await asked.waitFor({ state: 'detached' })
    assert.deepEqual(lead.errors(), [])
  } finally {
    await lead.browser.close()
  }
})

test('the officer can do exactly that', async () => {
  const p = officer.page
  await p.reload()
  await p.getByRole('link', { name: '监管对象' }).first().waitFor()
  assert.equal((await p.request.get(base + '/api/registration/business')).status(), 200)
  assert.equal((await p.request.get(base + '/api/registration/business/export?format=csv')).status(), 403)
  for (const path of ['accounts', 'audit', 'roles', 'jobs', 'ledger']) assert.equal((await p.request.get(`${base}/api/admin/${path}`)).status(), 403, path)
  await p.goto(desk('/admin/audit'))
  await p.getByText('没有查看权限').waitFor()
  await shot(p, 'admin-no-permission')
})

test('why and who say so', async () => {
  const p = sec.page
  await p.goto(desk('/admin/rights'))
  await p.getByText('选择一名人员').last().waitFor()
  await p.getByTestId('pick-person').click()
  await p.keyboard.type('丛新到')
  await p.locator('.ant-select-item-option').first().click()
  await p.getByTestId('grant').getByText('办事员').waitFor()
  await p.getByTestId('grant').getByText('生效').waitFor()
  const amend = p.getByTestId('rights').locator('tr').filter({ hasText: '更正' }).first()
  await amend.click()
  await p.getByTestId('lines').getByText(/结论：可以/).waitFor()
  await shot(p, 'admin-why')
  await p.goto(desk('/admin/rights?tab=who&kind=business&verb=export'))
  await p.getByTestId('row').first().waitFor()
  const may = await p.getByRole('region', { name: '谁可以做' }).textContent()
  assert.doesNotMatch(may, /丛新到/)
  await p.goto(desk('/admin/rights?tab=who&kind=business&verb=amend'))
  await p.getByRole('region', { name: '谁可以做' }).getByText('丛新到').waitFor()
  await shot(p, 'admin-who')
  assert.deepEqual(sec.errors(), [])
})

test('the officer enrols one-time codes and signs in with one', async () => {
  const p = officer.page
  await p.goto(desk('/account'))
  await p.getByTestId('codes-begin').click()
  await p.locator('#own-password').fill(fresh)
  await p.getByTestId('codes-next').click()
  await p.getByTestId('qr').waitFor()
  secret = (await p.getByTestId('totp-secret').textContent()).trim()
  await shot(p, 'admin-codes-enrol')
  await p.getByTestId('first-code').fill(totp(secret))
  await p.getByTestId('codes-next').click()
  recovery = (await p.getByTestId('recovery').locator('.mono span').first().textContent()).trim()
  await shot(p, 'admin-codes-recovery')
  await p.getByTestId('codes-done').click()
  await p.getByText('余 10 个').waitFor()

  const again = await open()
  try {
    // The step that confirmed is used up; the next one is accepted already.
    await door(again.page, 'congxd', fresh, totp(secret, Date.now() + 30000))
    await again.page.getByRole('heading', { name: '工作台' }).waitFor()
    await again.page.context().clearCookies()
    await door(again.page, 'congxd', fresh, recovery)
    await again.page.getByRole('heading', { name: '工作台' }).waitFor()
  } finally {
    await again.browser.close()
  }
})

test('the officer makes a key, and a program uses it within its scope', async () => {
  const p = officer.page
  await p.goto(desk('/account'))
  await p.getByTestId('make-key').click()
  await p.getByLabel('用途').fill('月度统计')
  await p.getByLabel('权限范围').click()
  await p.keyboard.type('查看登记注册')
  await p.locator('.ant-select-item-option').filter({ hasText: '查看登记注册' }).click()
  await p.keyboard.press('Escape')
  await p.locator('#key-password').fill(fresh)
  await p.getByTestId('do').click()
  const key = (await p.getByTestId('secret').textContent()).trim()
  await p.getByRole('button', { name: '已保存，关闭' }).click()
  await p.getByText('月度统计').waitFor()
  await shot(p, 'admin-account')
  const ask = (path, method = 'GET') => fetch(base + path, { method, headers: { Authorization: 'Bearer ' + key, 'X-Requested-With': 'hengjian' } }).then((r) => r.status)
  assert.equal(await ask('/api/registration/business'), 200)
  assert.equal(await ask('/api/licensing/permit'), 403)
  assert.equal(await ask('/api/registration/business', 'POST'), 403)
  assert.equal(await ask('/api/admin/codes'), 403)
  assert.deepEqual(officer.errors().filter((e) => !e.includes('403')), [])
})

test('locking the account ends its sessions at once', async () => {
  const p = sys.page
  await p.goto(desk('/admin/sessions'))
  await p.getByText('丛新到').first().waitFor()
  await shot(p, 'admin-sessions')
  await p.goto(desk('/admin/keys'))
  await p.getByText('月度统计').waitFor()
  await shot(p, 'admin-keys')
  await p.goto(desk('/admin/people?q=congxd'))
  await p.getByTestId('row').first().click()
  await p.getByTestId('lock').click()
  await p.getByLabel(/理由/).fill('离岗调查')
  await shot(p, 'admin-lock')
  await p.getByTestId('do').click()
  await p.getByTestId('drawer').getByText('已锁定').first().waitFor()
  assert.equal((await officer.page.request.get(base + '/api/registration/business')).status(), 401)
  await officer.page.goto(desk('/subjects'))
  await officer.page.getByTestId('sign-in').waitFor()
  for (const [path, name, wait] of [['/admin/units', 'admin-units', '名义机关'], ['/admin/jobs', 'admin-jobs', '每日整理'], ['/admin/declarations', 'admin-declarations', 'kernel/actor/unit.yaml'],
    ['/admin/declarations/business', 'admin-declaration', 'practice/registration/business.yaml'], ['/admin/codes', 'admin-codes', '现行'], ['/admin/city', 'admin-city', '功能区'], ['/admin/city?tab=units', 'admin-city-units', '机关代字'], ['/admin/city?tab=calendar', 'admin-calendar', '国庆节']]) {
    await p.goto(desk(path))
    await p.getByText(wait).first().waitFor()
    await p.waitForTimeout(300)
    await shot(p, name)
  }
  assert.deepEqual(sys.errors(), [])
})

test('the audit administrator finds all of it, and no business data', async () => {
  const p = audit.page
  await p.goto(desk('/admin/audit'))
  await p.getByTestId('row').first().waitFor()
  const table = p.getByRole('region', { name: '办理' })
  for (const [act, kind] of [['锁定账号', '账号'], ['复核', '授权'], ['登记', '人员']]) {
    await table.locator('tr').filter({ hasText: act }).filter({ hasText: kind }).first().waitFor()
  }
  await table.locator('tr').filter({ hasText: '锁定账号' }).first().click()
  await p.getByText(/^第 [\d,]+ 条，路径/).waitFor({ timeout: 5000 })
  await shot(p, 'admin-audit')
  await p.goto(desk('/admin/audit?kind=business'))
  await p.getByTestId('row').first().click()
  await p.getByText('业务内容不向审计管理员显示').waitFor()
  assert.equal((await p.request.get(base + '/api/registration/business')).status(), 403)
  await p.goto(desk('/admin/sign-ins'))
  await p.getByText('启用动态验证码').first().waitFor()
  await p.getByText('使用恢复码').first().waitFor()
  await shot(p, 'admin-sign-ins')
  await p.goto(desk('/admin/ledger'))
  await p.getByTestId('verify').click()
  await p.getByText('全部相符', { exact: true }).waitFor({ timeout: 30000 })
  await p.getByText('全部相符', { exact: true }).click()
  await p.getByTestId('found').getByText('没有不符').waitFor()
  await shot(p, 'admin-ledger')
  const r = await p.request.get(base + (await p.getByRole('link', { name: '下载' }).first().getAttribute('href')))
  assert.match(await r.text(), /^hengjian\/3710\n/)
  assert.deepEqual(audit.errors(), [])
})
