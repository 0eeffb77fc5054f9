// From task to task: each is done with the keyboard, and the next of one's list opens with Enter.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, make, shot } from './browser.mjs'

test('an act done, the next task stands ready', async () => {
  const o = await as('team')
  const { page } = o
  const { today } = await (await call(page, 'GET', '/api/meta')).json()
  const made = []
  for (const party of ['摊主甲（演示）', '摊主乙（演示）', '摊主丙（演示）']) made.push(await make(page, 'vendor_case', 'vendor_case', { filed_on: today, party }))
  const at = (r) => `/desk/r/vendor_case/vendor_case/${r.area}/${r.id}`
  await page.goto(base + at(made[0]))
  for (const [i, party] of [[0, '摊主甲'], [1, '摊主乙']]) {
    await page.getByRole('heading', { name: party }).waitFor()
    await page.getByTestId('next').waitFor()
    await page.getByTestId('act-close').click()
    // the cursor is in the first field; nothing but the keyboard from here
    await page.waitForFunction(() => document.activeElement?.id === 'act-reason')
    await page.keyboard.type('已查处完毕')
    await page.keyboard.press('Control+Enter')
    await page.getByTestId('done').getByText('结案').waitFor()
    await page.waitForFunction(() => document.activeElement?.dataset.testid === 'go-next')
    if (i === 0) {
      await shot(page, 'next-done')
      assert.deepEqual(await axe(page), [])
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(base + at(made[i + 1]))
    await page.getByTestId('done').waitFor({ state: 'hidden' })
  }
  // left undone, the key passes on
  await page.getByTestId('next').waitFor()
  await page.keyboard.press('Alt+KeyN')
  await page.waitForURL((u) => !u.pathname.endsWith(made[2].id))
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('what stands open on one record does not stand over the next', async () => {
  const o = await as('team')
  const { page } = o
  const { today } = await (await call(page, 'GET', '/api/meta')).json()
  const made = []
  for (const party of ['摊主丁（演示）', '摊主戊（演示）']) made.push(await make(page, 'vendor_case', 'vendor_case', { filed_on: today, party }))
  const at = (r) => `/desk/r/vendor_case/vendor_case/${r.area}/${r.id}`
  await page.goto(base + at(made[0]))
  await page.getByTestId('next').click()
  await page.waitForURL((u) => !u.pathname.endsWith(made[0].id))
  const second = page.url()
  await page.getByTestId('next').waitFor()
  await page.getByTestId('act-close').click()
  const dialog = page.getByRole('dialog')
  await page.waitForFunction(() => document.activeElement?.id === 'act-reason')
  // the key does nothing while the dialog is open
  await page.keyboard.press('Alt+KeyN')
  await page.waitForTimeout(300)
  assert.equal(page.url(), second)
  assert.ok(await dialog.isVisible())
  // and another record, come to by another way, begins without it
  await page.goBack()
  await page.waitForURL(base + at(made[0]))
  await page.getByRole('heading', { name: '摊主丁' }).waitFor()
  await dialog.waitFor({ state: 'detached' })
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
