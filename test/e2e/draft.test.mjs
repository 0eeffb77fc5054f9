// What an officer has typed is never lost, never sent twice, and never shown to
// the next person at the same machine.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, base, call, shot, signIn } from './browser.mjs'

// Names of this run, so that another run of the same city finds its own.
const stamp = Date.now().toString(36)
const form = base + '/desk/r/registration/street_vendor/new'
const list = '/api/registration/street_vendor?q='
const count = async (page, name) => (await (await call(page, 'GET', list + encodeURIComponent(name))).json()).items.length
const draft = (page) => page.getByTestId('draft')

async function signOut(page) {
  await page.getByTestId('account-menu').click()
  await page.getByText('退出', { exact: true }).click()
  await page.getByLabel('账号').waitFor()
}

test('a half-typed form is there again after the tab was closed, and only for its author', async () => {
  const o = await as('wangfang')
  let { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('草稿摊主')
  await page.getByLabel('摊位费').fill('88')
  await page.getByLabel('联系电话').fill('15400000001')
  await page.reload()
  await draft(page).filter({ hasText: /已恢复 \d{4}-\d\d-\d\d \d\d:\d\d 的草稿/ }).waitFor()
  assert.equal(await page.getByLabel('摊主').inputValue(), '草稿摊主')
  assert.equal(await page.getByLabel('联系电话').inputValue(), '15400000001') // the same tab
  await shot(page, 'draft')
  // another tab of the same browser: all but what is personal
  const tab = await o.context.newPage()
  await tab.goto(form)
  await draft(tab).waitFor()
  assert.equal(await tab.getByLabel('摊位费').inputValue(), '88')
  assert.equal(await tab.getByLabel('联系电话').inputValue(), '')
  await tab.close()
  const stored = await page.evaluate(() => JSON.stringify(localStorage))
  assert.ok(!stored.includes('15400000001'), 'a personal value on the disk')
  // the next person at this machine
  await signOut(page)
  assert.ok(!(await page.evaluate(() => JSON.stringify(sessionStorage))).includes('15400000001'), 'a personal value after the sign-out')
  await signIn(page, 'food')
  await page.goto(form)
  await page.getByLabel('摊主').waitFor()
  assert.equal(await draft(page).count(), 0)
  assert.equal(await page.getByLabel('摊主').inputValue(), '')
  await signOut(page)
  await signIn(page, 'wangfang')
  await page.goto(form)
  await draft(page).waitFor()
  await page.getByRole('button', { name: '不用草稿' }).click()
  assert.equal(await page.getByLabel('摊主').inputValue(), '')
  await page.reload()
  await page.getByLabel('摊主').waitFor()
  assert.equal(await draft(page).count(), 0)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('without a network nothing is lost and nothing is saved twice', async () => {
  const o = await as('wangfang', { allow: ['ERR_INTERNET_DISCONNECTED', 'ERR_FAILED'] })
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('断网摊主' + stamp)
  await o.context.setOffline(true)
  await page.getByText('网络已断开').waitFor()
  await page.getByTestId('save').click()
  const problem = page.getByTestId('problem')
  await problem.filter({ hasText: '连不上服务器' }).waitFor()
  await problem.filter({ hasText: '已存为本机草稿' }).waitFor()
  await shot(page, 'offline')
  await o.context.setOffline(false)
  await page.getByTestId('save').dblclick()
  await page.waitForURL(/street_vendor\/3710\//)
  assert.equal(await count(page, '断网摊主' + stamp), 1)
  // The answer is lost on its way: the act was done, and is not done again, not even after a reload.
  await page.goto(form)
  await page.getByLabel('摊主').fill('失答摊主' + stamp)
  let lose = true
  await page.route('**/api/registration/street_vendor', async (r) => {
    if (r.request().method() !== 'POST' || !lose) return r.fallback()
    lose = false
    await r.fetch()
    await r.abort()
  })
  await page.getByTestId('save').click()
  await problem.filter({ hasText: '连不上服务器' }).waitFor()
  assert.equal(await count(page, '失答摊主' + stamp), 1)
  await page.reload()
  await draft(page).waitFor()
  await page.getByTestId('save').click()
  await page.waitForURL(/street_vendor\/3710\//)
  assert.equal(await count(page, '失答摊主' + stamp), 1)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a page with unsent input asks before it is left', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('未登记摊主')
  await page.getByRole('link', { name: '监管对象' }).first().click()
  const ask = page.getByRole('dialog').filter({ hasText: '还没有登记' })
  await ask.waitFor()
  await shot(page, 'leaving')
  await page.keyboard.press('Escape')
  await ask.waitFor({ state: 'hidden' })
  assert.equal(await page.getByLabel('摊主').inputValue(), '未登记摊主')
  await page.getByRole('button', { name: '返回' }).click()
  await ask.getByRole('button', { name: '留作草稿，离开' }).click()
  await page.waitForURL(/street_vendor$/)
  await page.goto(form)
  await draft(page).waitFor()
  await page.getByLabel('备注').fill('再写一点')
  await page.getByRole('button', { name: '返回' }).click()
  await ask.getByRole('button', { name: '不要了，离开' }).click()
  await page.waitForURL(/street_vendor$/)
  await page.goto(form)
  await page.getByLabel('摊主').waitFor()
  assert.equal(await draft(page).count(), 0)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
