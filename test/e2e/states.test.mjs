// What a screen shows when it has nothing to show: while it waits, when the
// server fails, when the network or a part of the page is gone, when it is not
// for this person, when nothing is there. On the real server; only what lies
// between it and the browser is held up, broken or cut.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, open, password, shot } from './browser.mjs'

const narrow = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const broken = ['Failed to load resource', 'net::ERR', 'dynamically imported module']

/** The server's own words for a failure, with the number one can quote. */
const fail = (page, of) =>
  page.route(of, (r) => r.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: '服务器内部错误', status: 500, detail: '这次没有完成，数据没有改动。', id: 'HJ23XK7Q' }) }))

async function business(options) {
  const o = await open({ ...options, allow: [...broken, '500'] })
  const r = await call(o.page, 'POST', '/api/business/session', { account: 'qiye1', password })
  assert.ok(r.ok(), await r.text())
  return o
}

const faces = [
  { name: 'list of the desk', begin: () => as('wangfang', { ...narrow, allow: broken }), at: '/desk/subjects', of: /\/api\/registration\/business(\?|$)/, there: (p) => p.getByTestId('row').first() },
  { name: 'first page of the desk', begin: () => as('wangfang', { ...narrow, allow: broken }), at: '/desk/', of: /\/api\/waiting/, there: (p) => p.getByTestId('todo').or(p.getByText('没有等待您办理的事项')).first() },
  { name: 'a page of an administrator', begin: () => as('sysadmin', { ...narrow, allow: broken }), at: '/desk/admin/people', of: /\/api\/admin\/accounts/, there: (p) => p.getByTestId('row').first() },
  { name: 'search of the portal', begin: () => open({ ...phone, allow: broken }), at: '/search?q=' + encodeURIComponent('威海'), of: /\/api\/public\/search/, there: (p) => p.locator('.hits a').first() },
  { name: 'desk of a business', begin: () => business(phone), at: '/business/holdings', of: /\/api\/business\/holdings/, there: (p) => p.getByRole('link', { name: '登记信息' }) },
]

for (const f of faces) {
  test(`${f.name}: waiting, failing, trying again`, async () => {
    const { page, browser } = await f.begin()
    let go
    const held = new Promise((done) => { go = done })
    await page.route(f.of, async (r) => { await held; await r.continue().catch(() => undefined) })
    await page.goto(base + f.at)
    await page.getByRole('status', { name: '正在读取' }).first().waitFor()
    assert.deepEqual(await axe(page), [], 'while it waits')
    await shot(page, 'state-waiting-' + f.name.replaceAll(' ', '-'))
    go()
    await f.there(page).waitFor()
    await page.unroute(f.of)
    await fail(page, f.of)
    await page.reload()
    const alert = page.getByRole('alert').filter({ hasText: '服务器内部错误' }).first()
    await alert.waitFor()
    await alert.getByText('HJ23XK7Q').waitFor()
    assert.deepEqual(await axe(page), [], 'when it failed')
    await shot(page, 'state-failed-' + f.name.replaceAll(' ', '-'))
    await page.unroute(f.of)
    await alert.getByRole('button', { name: '重试' }).click()
    await f.there(page).waitFor()
    await browser.close()
  })
}

test('a part of the page that cannot be had is said so, on each face', async () => {
  const cut = (page) => page.route(/\/assets\/.*\.js/, (r) => r.abort())
  const desk = await as('steward', { ...narrow, allow: broken })
  await desk.page.goto(base + '/desk/')
  await desk.page.getByRole('heading', { name: '工作台' }).waitFor()
  await cut(desk.page)
  await desk.page.getByRole('navigation', { name: '功能' }).getByRole('link', { name: '数据归集' }).click()
  await desk.page.getByRole('alert').getByText('系统已更新').waitFor()
  await desk.browser.close()
  const portal = await open({ ...phone, allow: broken })
  await portal.page.goto(base + '/')
  await portal.page.getByRole('searchbox').waitFor()
  await cut(portal.page)
  await portal.page.getByRole('searchbox').fill('威海')
  await portal.page.keyboard.press('Enter')
  const alert = portal.page.getByRole('alert').filter({ hasText: '本站已更新' })
  await alert.waitFor()
  await shot(portal.page, 'state-stale-portal')
  await portal.page.unroute(/\/assets\/.*\.js/)
  await alert.getByRole('button', { name: '重试' }).click()
  await portal.page.locator('.hits a').first().waitFor() // the words one asked for are still there
  await portal.browser.close()
})

test('without a network every face says so and goes on when it is back', async () => {
  for (const [name, begin, at, link, there] of [
    ['desk', () => as('wangfang', { ...narrow, allow: broken }), '/desk/subjects', (p) => p.getByTestId('row').first(), (p) => p.getByTestId('drawer')],
    ['portal', () => open({ ...phone, allow: broken }), '/open/penalty_notice', (p) => p.locator('.hits a').first(), (p) => p.getByRole('heading', { level: 1 })],
    ['business', () => business(phone), '/business/', (p) => p.getByRole('link', { name: '局里的记录' }).first(), (p) => p.getByRole('heading', { name: '局里的记录' })],
  ]) {
    const o = await begin()
    await o.page.goto(base + at)
    await link(o.page).waitFor()
    await o.context.setOffline(true)
    await o.page.getByText('网络已断开').waitFor()
    assert.deepEqual(await axe(o.page), [], name)
    await link(o.page).click()
    await o.page.waitForTimeout(500)
    await shot(o.page, 'state-offline-' + name)
    assert.ok((await o.page.locator('body').innerText()).length > 40, `${name} is blank without a network`)
    await o.context.setOffline(false)
    await o.page.getByText('网络已断开').waitFor({ state: 'hidden' })
    const retry = o.page.getByRole('button', { name: '重试' })
    if (await retry.isVisible().catch(() => false)) await retry.click()
    await there(o.page).first().waitFor()
    await o.browser.close()
  }
})

test('a page that is not for this person says whom it serves', async () => {
  for (const [account, at, says] of [
    ['wangfang', '/desk/admin/audit', '审计管理员使用'], ['wangfang', '/desk/collect', '数据由数据管理员归集'], ['wangfang', '/desk/collect/new', '数据由数据管理员归集'],
    ['sysadmin', '/desk/subjects', '查看经营主体的权限'], ['sysadmin', '/desk/admin/grants', '安全管理员、审计管理员使用'], ['viewer', '/desk/r/liaison/notice', '没有查看通知的权限'],
  ]) {
    const o = await as(account, { ...narrow, allow: ['403'] })
    await o.page.goto(base + at)
    const alert = o.page.getByRole('alert').filter({ hasText: '没有查看权限' })
    await alert.getByText(says).waitFor()
    assert.equal(await o.page.getByTestId('new-batch').or(o.page.getByTestId('export')).count(), 0, `${at} offers ${account} what he may not do`)
    assert.deepEqual(await axe(o.page), [], at)
    assert.deepEqual(o.errors(), [])
    await o.browser.close()
  }
})

test('an empty list says why and offers the act that fills it', async () => {
  const o = await as('wangfang', narrow)
  await o.page.goto(base + '/desk/subjects?q=' + encodeURIComponent('绝无此名'))
  await o.page.getByText('没有符合条件的监管对象').waitFor()
  await o.page.getByRole('button', { name: '清除条件' }).click()
  await o.page.getByTestId('row').first().waitFor()
  await o.page.goto(base + '/desk/r/actor/delegation')
  await o.page.getByText('还没有委托办理').waitFor()
  await o.page.getByRole('button', { name: '登记委托办理' }).last().waitFor()
  await shot(o.page, 'state-empty-list')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
