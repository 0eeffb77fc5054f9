// Two officers on one record: the slower one sees both values side by side and
// goes on without typing again; acts on what is no longer so are refused.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, make, shot } from './browser.mjs'

const at = (r) => `${base}/desk/r/registration/street_vendor/${r.area}/${r.id}`

test('both values stand side by side, and the second officer goes on', async () => {
  const a = await as('wangfang')
  const b = await as('food', { allow: ['412'] })
  const r = await make(a.page, 'registration', 'street_vendor', { vendor: '争改摊主', fee: 10000, goods: 'fruit' })
  for (const o of [a, b]) {
    await o.page.goto(at(r))
    await o.page.getByTestId('act-amend').click()
  }
  const dialog = (o) => o.page.getByRole('dialog')
  await dialog(a).getByLabel('摊位费').fill('200')
  await dialog(a).getByLabel('理由').fill('甲改')
  await dialog(b).getByLabel('摊位费').fill('300')
  await dialog(b).getByLabel('备注').fill('乙的备注')
  await dialog(b).getByLabel('理由').fill('乙改')
  await dialog(a).getByTestId('do-act').click()
  await dialog(a).waitFor({ state: 'hidden' })
  await dialog(b).getByTestId('do-act').click()
  const conflict = b.page.getByTestId('conflict')
  await conflict.waitFor()
  const row = conflict.getByRole('row').filter({ hasText: '摊位费' })
  const cells = await row.getByRole('cell').allInnerTexts()
  assert.match(cells[1], /100\.00/)
  assert.match(cells[2], /200\.00/)
  assert.match(cells[3], /300\.00/)
  assert.match(await row.getAttribute('class'), /differ/)
  await shot(b.page, 'conflict')
  await b.page.setViewportSize({ width: 1280, height: 800 })
  await shot(b.page, 'conflict-1280')
  assert.deepEqual(await axe(b.page, '.ant-modal'), [])
  // takes the other's fee, keeps his own note and reason, and does it
  await row.getByRole('button', { name: '用现在的' }).click()
  assert.equal(await dialog(b).getByLabel('理由').inputValue(), '乙改')
  await dialog(b).getByTestId('do-act').click()
  await dialog(b).waitFor({ state: 'hidden' })
  const now = await (await call(b.page, 'GET', `/api/registration/street_vendor/${r.area}/${r.id}`)).json()
  assert.equal(now.values.fee, 20000)
  assert.equal(now.values.note, '乙的备注')
  assert.equal(now.rev, 3)
  assert.deepEqual(a.errors(), [])
  assert.deepEqual(b.errors(), [])
  await a.browser.close()
  await b.browser.close()
})

test('an act on a version that is no longer so is refused, and told to the page', async () => {
  const a = await as('wangfang', { allow: ['412'] })
  const b = await as('head', { allow: ['409', '412'] })
  const r = await make(a.page, 'registration', 'street_vendor', { vendor: '过时摊主' })
  const act = (page, name, rev, body) => call(page, 'POST', `/api/registration/street_vendor/${r.area}/${r.id}/acts/${name}`, body, { 'If-Match': `"${rev}"` })
  assert.equal((await act(a.page, 'amend', 1, { values: { note: '甲' }, reason: '甲' })).status(), 200)
  const stale = await act(b.page, 'amend', 1, { values: { note: '乙' }, reason: '乙' })
  assert.equal(stale.status(), 412)
  assert.match((await stale.json()).detail, /第 2 版/)
  assert.equal((await act(b.page, 'annul', 1, { reason: '误登' })).status(), 412)
  // Opened before, annulled meanwhile: the dialog says so and does nothing.
  await a.page.goto(at(r))
  await a.page.getByTestId('act-amend').click()
  await a.page.getByRole('dialog').getByLabel('备注').fill('还想改')
  await a.page.getByRole('dialog').getByLabel('理由').fill('补正')
  const events = (await (await call(b.page, 'GET', `/api/registration/street_vendor/${r.area}/${r.id}/timeline`)).json()).items
  for (const e of events) {
    const rev = (await (await call(b.page, 'GET', `/api/registration/street_vendor/${r.area}/${r.id}`)).json()).rev
    await act(b.page, 'annul', rev, { annuls: e.act, reason: '误登' })
  }
  await a.page.getByRole('dialog').getByTestId('do-act').click()
  await a.page.getByTestId('conflict').filter({ hasText: '现在不能办理：记录已撤销' }).waitFor()
  assert.equal(await a.page.getByRole('dialog').getByTestId('do-act').isDisabled(), true)
  await shot(a.page, 'conflict-annulled')
  const end = await (await call(b.page, 'GET', `/api/registration/street_vendor/${r.area}/${r.id}`)).json()
  assert.equal(end.state, 'annulled')
  await a.page.getByRole('dialog').getByRole('button', { name: '返回' }).click()
  await a.page.getByRole('dialog').getByRole('button', { name: '不要了' }).click()
  await a.page.locator('.phead').getByText('已撤销').waitFor()
  assert.equal(await a.page.getByTestId('act-amend').isDisabled(), true)
  assert.deepEqual(a.errors(), [])
  assert.deepEqual(b.errors(), [])
  await a.browser.close()
  await b.browser.close()
})

test('an amendment half typed survives a reload, and says on which version it was', async () => {
  const o = await as('wangfang')
  const { page } = o
  const r = await make(page, 'registration', 'street_vendor', { vendor: '续改摊主' })
  await page.goto(at(r))
  await page.getByTestId('act-amend').dblclick() // a second click closes nothing
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('备注').fill('写到一半')
  await dialog.getByLabel('理由').fill('现场核实')
  // Esc asks, and loses nothing
  await page.keyboard.press('Escape')
  await dialog.getByText('填写的内容还没有办理').waitFor()
  await dialog.getByRole('button', { name: '继续填写' }).click()
  await page.reload()
  await call(page, 'POST', `/api/registration/street_vendor/${r.area}/${r.id}/acts/amend`, { values: { fee: 500 }, reason: '另改' }, { 'If-Match': '"1"' })
  await page.reload()
  await page.getByTestId('act-amend').click()
  await dialog.getByTestId('draft').filter({ hasText: '那时是第 1 版，现在是第 2 版' }).waitFor()
  assert.equal(await dialog.getByLabel('备注').inputValue(), '写到一半')
  assert.equal(await dialog.getByLabel('理由').inputValue(), '现场核实')
  await shot(page, 'act-draft')
  let sent = 0
  page.on('request', (q) => { if (q.method() === 'POST' && q.url().endsWith('/acts/amend')) sent++ })
  await dialog.getByTestId('do-act').dblclick()
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(sent, 1)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
