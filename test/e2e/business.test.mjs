// The business's own desk in a browser: an officer registers a person and issues
// a code, the person opens an account with it, reads what the bureau holds,
// objects to a wrong address with a picture, the officer answers at the desk, the
// business sees it; a notice is opened and signed for. Wide and on a phone.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { base, open, password, shot, shots, signIn } from './browser.mjs'

const axe = readFileSync(createRequire(path.join(shots, '../package.json')).resolve('axe-core/axe.min.js'), 'utf8')
const picture = path.join(process.env.TMP, '门牌.png')
const login = 'yuhaining', secret = 'Duanwu-Kaimen-7'

let officer, shop, code, business
before(async () => {
  writeFileSync(picture, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
  officer = await open()
  shop = await open()
  officer.page.setDefaultTimeout(10_000)
  shop.page.setDefaultTimeout(10_000)
})
after(async () => {
  await officer?.browser.close()
  await shop?.browser.close()
})

/** No serious finding, and nothing wider than the screen. */
async function sound(page, name) {
  await page.evaluate(axe)
  const found = await page.evaluate(async () =>
    (await window.axe.run(document, { resultTypes: ['violations'] })).violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`))
  assert.deepEqual(found, [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`)
}

test('an officer registers a person of a business and issues a code', async () => {
  const page = officer.page
  await signIn(page, 'wangfang')
  const list = await (await page.request.get(base + '/api/registration/business?limit=20&filter=' + encodeURIComponent('status == "1"'))).json()
  const taken = await (await page.request.get(base + '/api/liaison/desk_account')).json()
  business = list.items.find((x) => x.values.address && !taken.items.some((y) => y.values.subject.id === x.id))
  const made = await page.request.post(base + '/api/liaison/desk_account', {
    headers: { 'X-Requested-With': 'hengjian' },
    data: { values: { subject: { area: business.area, id: business.id }, holder: '于海宁', duty: '受托经办人', proof: '营业执照副本、授权委托书、居民身份证' } },
  })
  assert.equal(made.status(), 201, await made.text())
  const account = await made.json()
  await page.request.post(base + '/api/liaison/notice', {
    headers: { 'X-Requested-With': 'hengjian' },
    data: { values: { subject: { area: business.area, id: business.id }, title: '请核对住所', body: '请核对登记的住所。', sign_by: '2099-12-31' } },
  })
  await page.goto(`${base}/desk/r/liaison/desk_account/${account.area}/${account.id}`)
  await page.getByTestId('issue-code').click()
  await page.getByTestId('issue-now').click()
  code = (await page.getByTestId('the-code').textContent()).trim()
  assert.match(code, /^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/)
  await shot(page, 'business-code-letter')
  await page.getByRole('button', { name: '关闭' }).last().click()
})

test('the person opens an account with the code, and only once', async () => {
  const page = shop.page
  await page.goto(base + '/business/')
  await sound(page, 'door')
  await page.getByRole('link', { name: '凭绑定码开通账号' }).click()
  await page.getByLabel('绑定码', { exact: true }).fill(code.toLowerCase().replaceAll('-', ' '))
  await page.getByLabel('登录账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(secret)
  await page.getByLabel('再输一次密码').fill(secret)
  await sound(page, 'bind')
  await page.getByRole('button', { name: '开通并登录' }).click()
  await page.getByRole('heading', { name: '首页' }).waitFor()
  await page.getByText(business.title).first().waitFor()
  const again = await page.request.post(base + '/api/business/bind', { headers: { 'X-Requested-With': 'hengjian' }, data: { code, account: 'another', password: secret } })
  assert.equal(again.status(), 422)
})

test('a business session opens nothing at the officers’ desk', async () => {
  const page = shop.page
  for (const p of ['/api/session', '/api/meta', '/api/registration/business', `/api/dossier/${business.area}/${business.id}`]) {
    assert.equal((await page.request.get(base + p)).status(), 401, p) // its cookie is not even sent there
  }
})

test('it reads what the bureau holds and objects to a wrong address in two clicks', async () => {
  const page = shop.page
  await page.getByRole('link', { name: '局里的记录' }).first().click()
  await page.getByRole('link', { name: '登记信息' }).click()
  await page.getByText('省局登记库').first().waitFor()
  await sound(page, 'record')
  await shot(page, 'business-record')
  await page.getByRole('link', { name: '有异议：住所' }).click()
  await page.getByText(business.values.address).waitFor()
  await page.getByLabel('应当是').fill(business.values.address + '，3号楼')
  await page.getByLabel('理由').fill('2026年3月已办理住所变更，登记库仍是变更前的。')
  await page.getByLabel('证据（可以不传）').setInputFiles(picture)
  await page.getByText('已收到 门牌.png').waitFor()
  await sound(page, 'objecting')
  await page.getByRole('button', { name: '提出异议' }).click()
  await page.getByText('走到哪一步').waitFor()
  await page.getByText('等本局核实').first().waitFor()
  await page.getByText('门牌.png').waitFor()
})

test('the officer answers at the desk and the business sees it', async () => {
  const page = officer.page
  const all = await (await page.request.get(base + '/api/liaison/objection?filter=' + encodeURIComponent('status == "filed"'))).json()
  const mine = all.items.find((x) => x.values.subject.id === business.id)
  assert.equal(mine.values.stated, business.values.address)
  const file = await page.request.get(base + mine.values.evidence.url)
  assert.equal(file.status(), 200)
  await page.goto(`${base}/desk/r/liaison/objection/${mine.area}/${mine.id}`)
  await page.getByTestId('act-forward').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('核实情况').fill('属实')
  await dialog.getByLabel('转送单位').fill('省局登记库')
  await dialog.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByTestId('act-answer').click()
  await dialog.getByLabel('答复结果').click()
  await page.getByTitle('属实，待来源单位更正').click()
  await dialog.getByTestId('field-answer').locator('textarea').first().fill('已转送省局更正。')
  await dialog.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
  await shot(page, 'business-objection-desk')
  await shop.page.reload()
  await shop.page.getByText('已转送省局更正。').waitFor()
  await shop.page.getByText('转送省局登记库').first().waitFor()
  await sound(shop.page, 'objection')
  await shot(shop.page, 'business-objection')
})

test('a notice that waited is opened and signed for, with proof', async () => {
  const page = shop.page
  await page.goto(base + '/business/notices')
  await page.getByRole('link', { name: '请核对住所', exact: true }).click()
  await page.getByText('已打开').first().waitFor()
  await page.getByLabel('签收人').fill('于海宁')
  await sound(page, 'notice')
  await page.getByRole('button', { name: '签收', exact: true }).click()
  await page.getByText('已签收').first().waitFor()
  await shot(page, 'business-notice')
  const seen = await (await officer.page.request.get(base + '/api/liaison/notice?filter=' + encodeURIComponent('receipt == "signed"'))).json()
  const n = seen.items.find((x) => x.values.subject.id === business.id)
  assert.ok(n.values.delivered_at && n.values.opened_at && n.values.signed_at)
  assert.equal(n.values.signed_by, '于海宁')
})

test('an order to correct arrives with its limit; the business reports the correction with a picture', async () => {
  const to = { area: business.area, id: business.id }
  const today = (await (await shop.page.request.get(base + '/api/business/door')).json()).today
  const made = await officer.page.request.post(base + '/api/guidance/correction_order', {
    headers: { 'X-Requested-With': 'hengjian' },
    data: { values: { subject: to, addressee: business.title, wrong_in_brief: '水产区未明码标价', wrong: '三个品种没有标价签。', provision: '价格法第十三条', order_basis: '价格法第四十二条', demand: '补齐标价签。', manner: 'within', limit_days: 5 } },
  })
  assert.equal(made.status(), 201, await made.text())
  const order = await made.json()
  const served = await officer.page.request.post(`${base}/api/guidance/correction_order/${order.area}/${order.id}/acts/serve`, {
    headers: { 'X-Requested-With': 'hengjian', 'If-Match': `"${order.rev}"` }, data: { values: { document: 'correction_order', mode: 'direct', served_on: today, proof: '店长当场签收' } },
  })
  assert.ok(served.ok(), await served.text())
  const page = shop.page
  await page.goto(base + '/business/guidance')
  await page.getByText('还有 5 天').waitFor()
  await sound(page, 'guidance')
  await page.getByRole('link', { name: '水产区未明码标价', exact: true }).click()
  await page.getByText('补齐标价签。').waitFor()
  await page.getByRole('button', { name: '报告已改正' }).waitFor()
  await shot(page, 'business-order')
  await page.getByLabel('改正情况', { exact: true }).fill('标价签已补齐，货签对位。')
  await page.getByLabel('改正后照片一').setInputFiles(picture)
  await page.getByText('已收到 门牌.png').waitFor()
  await sound(page, 'order')
  await page.getByRole('button', { name: '报告已改正' }).click()
  await page.getByText('已报告，待复查').first().waitFor()
  await page.getByText('标价签已补齐，货签对位。').waitFor()
  await shot(page, 'business-order-reported')
  await officer.page.goto(`${base}/desk/r/guidance/correction_order/${order.area}/${order.id}`)
  await officer.page.getByText('复查期限').first().waitFor()
  await officer.page.getByText('门牌.png').first().waitFor()
  await shot(officer.page, 'guidance-order-desk')
})

test('a demo business sees its desk, wide and on a phone', async () => {
  for (const [size, name] of [[{ width: 1440, height: 900 }, 'business-home'], [{ width: 390, height: 844 }, 'business-home-phone']]) {
    const o = await open(size)
    try {
      await o.page.goto(base + '/business/')
      await o.page.getByLabel('账号').fill('qiye1')
      await o.page.getByLabel('密码').fill(password)
      await o.page.keyboard.press('Enter')
      await o.page.getByRole('heading', { name: '首页' }).waitFor()
      await o.page.getByText('怎样算').or(o.page.getByText('我的事项')).first().waitFor()
      await o.page.waitForTimeout(400)
      await sound(o.page, name)
      await shot(o.page, name)
      for (const to of ['due', 'notices', 'holdings', 'objections', 'contacts', 'account']) {
        await o.page.goto(`${base}/business/${to}`)
        await o.page.waitForTimeout(400)
        await sound(o.page, `${name} ${to}`)
      }
      await o.page.goto(base + '/business/holdings')
      await o.page.getByRole('link', { name: '登记信息' }).click()
      await o.page.getByRole('link', { name: '有异议：住所' }).waitFor()
      await shot(o.page, name.replace('home', 'holding'))
      assert.deepEqual(o.errors(), [])
    } finally {
      await o.browser.close()
    }
  }
  assert.deepEqual(officer.errors().filter((e) => !e.includes('403')), [])
})
