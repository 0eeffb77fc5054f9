// A form of any declared kind: live checks, every error at its field, the
// server's problem with its quotable id, the record page, its print.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, shot } from './browser.mjs'

const form = base + '/desk/r/registration/street_vendor/new'
const err = (page, field) => page.getByTestId(`field-${field}`).getByRole('alert')

test('errors stand at their fields while one types, and go when they are mended', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  // required: left empty
  await page.getByLabel('摊主').focus()
  await page.keyboard.press('Tab')
  await err(page, 'vendor').filter({ hasText: '必填' }).waitFor()
  // nothing is said of fields nobody has been at
  assert.equal(await page.locator('.form [role=alert]').count(), 1)
  // format: the check character of the credit code
  await page.getByLabel('统一社会信用代码').fill('91371083MADEMXJ12X')
  await page.getByLabel('统一社会信用代码').blur()
  await err(page, 'code').filter({ hasText: /校验/ }).waitFor()
  await page.getByLabel('统一社会信用代码').fill('91371083MADEMXJ12H')
  await err(page, 'code').waitFor({ state: 'detached' })
  // a check of the declaration, between two fields
  await page.getByLabel('起始日').fill('2026-05-02')
  await page.keyboard.press('Enter')
  await page.getByLabel('截止日').fill('2026-05-01')
  await page.keyboard.press('Enter')
  await page.getByLabel('备注').click()
  await err(page, 'until_on').filter({ hasText: '截止日不能早于起始日' }).waitFor()
  await shot(page, 'form-live')
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('several bad fields at once come back at the fields, with an id to quote', async () => {
  const o = await as('wangfang', { allow: ['422'], width: 1280, height: 800 })
  const { page } = o
  await page.goto(form)
  await page.getByLabel('统一社会信用代码').fill('91371083MADEMXJ12X')
  await page.getByLabel('摊位费').fill('-5')
  await page.getByTestId('save').click()
  const problem = page.getByTestId('problem')
  await problem.waitFor()
  assert.match(await problem.innerText(), /3 项已标在字段下方/)
  assert.match(await problem.locator('.mono').innerText(), /\S{8,}/)
  for (const f of ['vendor', 'code', 'fee']) await err(page, f).waitFor()
  // the first of them has the cursor
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-vendor')
  assert.equal(await page.getByLabel('摊主').getAttribute('aria-invalid'), 'true')
  await shot(page, 'form-problem-1280')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a saved record has its page, its timeline and its print', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('试验摊主孙二娘')
  await page.getByLabel('经营品种').click()
  await page.getByTitle('水果').last().click()
  await page.getByLabel('摊位费').fill('1234.5')
  await page.getByLabel('备注').fill('第一行\n第二行')
  await page.getByTestId('save').click()
  await page.waitForURL(/street_vendor\/3710\//)
  await page.getByRole('heading', { name: '试验摊主孙二娘' }).waitFor()
  const facts = page.getByTestId('facts')
  assert.match(await facts.innerText(), /水果/)
  assert.match(await facts.innerText(), /1,234\.50/)
  await page.getByTestId('act-amend').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('摊位费').fill('1300')
  await dialog.getByLabel('理由').fill('调价通知 2026 年第 3 号')
  await dialog.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
  const line = page.getByTestId('timeline')
  await line.getByText('理由：调价通知 2026 年第 3 号').waitFor()
  assert.match(await line.innerText(), /1,234\.50[\s\S]*→[\s\S]*1,300\.00/)
  assert.match(await line.innerText(), /王芳/)
  await page.getByTestId('src-fee').click()
  assert.match(await page.getByTestId('provenance').innerText(), /1,234\.50/)
  await shot(page, 'record')
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 1280, height: 800 })
  await shot(page, 'record-1280')
  await page.getByRole('button', { name: '打印' }).click()
  const sheet = page.getByTestId('sheet')
  await sheet.waitFor()
  for (const t of ['试验摊主孙二娘', '第二行', '办理经过', '调价通知', '打印于']) assert.match(await sheet.innerText(), new RegExp(t))
  await page.emulateMedia({ media: 'print' })
  // On paper there is the sheet alone.
  for (const hidden of ['.top', '.nav', '.noprint']) assert.equal(await page.locator(hidden).first().isVisible(), false, hidden)
  await shot(page, 'print')
  const pdf = await page.pdf({ format: 'A4' })
  assert.ok(pdf.length > 5000)
  await page.emulateMedia({ media: 'screen' })
  await page.goBack()
  await page.getByTestId('facts').waitFor()
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
