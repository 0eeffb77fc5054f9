// A document from the act that drafts it to the check of a copy by anybody: accept a
// complaint, complete and issue the decision, read it on paper, serve it, compare it.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { as, axe, base, call, make, open, shot } from './browser.mjs'

let handler, reader, at, check, file
before(async () => {
  handler = await as('food', { allow: ['422', '403'] })
  reader = await open({ allow: ['404'] })
})
after(async () => {
  for (const o of [handler, reader]) {
    await o.browser.close()
    assert.deepEqual(o.errors(), [])
  }
})

test('accepting a complaint says what it drafts, and drafts it', async () => {
  const { page } = handler
  const { today } = await (await call(page, 'GET', '/api/meta')).json()
  const made = await make(page, 'complaint', 'complaint', { received_on: today, matter_in_brief: '牛奶结块', complainant: '林某', complainant_phone: '15400001234', respondent_as_written: '示例超市', goods: '鲜牛奶一箱', facts: '当晚结块', claim: '退还货款68元' })
  at = `/desk/r/complaint/complaint/${made.area}/${made.id}`
  await page.goto(base + at)
  await page.getByTestId('act-dispatch').click()
  await page.getByRole('dialog').locator('#a-handling_unit').click()
  await page.keyboard.type('食品经营')
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '食品经营' }).first().click()
  await page.getByRole('dialog').getByTestId('do-act').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByTestId('act-accept').click()
  await page.getByTestId('drafts').filter({ hasText: '投诉受理决定书' }).waitFor()
  await page.getByRole('dialog').getByTestId('do-act').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByTestId('document-notice_accept').waitFor()
  await shot(page, 'document-panel')
})

test('issued it has a number, its file, and can no longer be written', async () => {
  const { page } = handler
  await page.getByTestId('document-notice_accept').click()
  const sheet = page.getByTestId('sheet')
  await sheet.getByText('（签发时编号）').waitFor()
  await page.locator('#slot-remark').fill('请保留包装和小票。')
  await page.getByTestId('save-slots').click()
  await sheet.getByText('请保留包装和小票。').waitFor()
  await shot(page, 'document-draft')
  assert.deepEqual(await axe(page), [])
  await page.getByTestId('issue').click()
  await page.getByTestId('do-issue').click()
  await page.getByTestId('check-link').waitFor()
  assert.match(await sheet.innerText(), /投受〔\d{4}〕\d+号/)
  assert.equal(await page.locator('#slot-remark').count(), 0)
  await shot(page, 'document-issued')
  check = await page.getByTestId('check-link').getAttribute('href')
  const href = await page.getByTestId('pdf').getAttribute('href')
  const bytes = await page.evaluate(async (u) => Array.from(new Uint8Array(await (await fetch(u)).arrayBuffer())), href)
  assert.equal(String.fromCharCode(...bytes.slice(0, 5)), '%PDF-')
  file = join(process.env.TMP ?? '/tmp', 'document.pdf')
  writeFileSync(file, Buffer.from(bytes))
})

test('served, the record owes no telling any more', async () => {
  const { page } = handler
  await page.getByTestId('deliver').click()
  const how = async (mode) => { await page.locator('#deliver-mode').click(); await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: mode }).click() }
  await how('公告送达')
  await page.getByText('视为送达').last().waitFor()
  await how('留置送达')
  await page.locator('#deliver-proof').fill('当面拒绝签收')
  assert.equal(await page.getByTestId('do-deliver').isDisabled(), true) // neither a witness nor a recording
  await page.getByTestId('deliver-file-pick').setInputFiles({ name: '送达回证.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') })
  await page.getByRole('dialog').getByText('送达回证.png').waitFor()
  await shot(page, 'document-deliver')
  assert.deepEqual(await axe(page), [])
  await page.getByTestId('do-deliver').click()
  await page.getByTestId('paper').getByText('已送达').first().waitFor()
  await page.getByTestId('served').getByRole('link', { name: '送达回证.png' }).waitFor()
  await page.getByTestId('deliver').click() // on the same person again: only to correct, and not by who may take nothing back
  await how('直接送达')
  await page.locator('#deliver-proof').fill('本人签收')
  assert.equal(await page.getByTestId('do-deliver').isDisabled(), true)
  await page.locator('#deliver-reason').fill('方式记错')
  assert.deepEqual(await axe(page), [])
  await shot(page, 'document-correct')
  await page.getByTestId('do-deliver').click()
  await page.getByRole('dialog').getByText('更正须由有权撤销办理的人登记').first().waitFor()
  assert.equal(await page.getByTestId('served').count(), 1)
  await page.goto(base + at)
  await page.getByTestId('documents').getByText('送达').first().waitFor()
  assert.equal(await page.getByTestId('tell-accept-complainant').count(), 0)
  const kept = page.getByTestId('timeline').getByRole('link', { name: '送达回证.png' }).first()
  await kept.waitFor()
  assert.equal((await call(page, 'GET', await kept.getAttribute('href'))).status(), 200)
  await shot(page, 'document-served')
})

test('anybody checks the copy by its code, without a name on the page', async () => {
  const { page } = reader
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(base + check)
  await page.getByTestId('document-check').getByText('有效', { exact: true }).waitFor()
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByTestId('compared').getByText('与签发的文件完全相同').waitFor()
  await page.locator('input[type=file]').setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 other') })
  await page.getByTestId('compared').getByText('内容可能被改动').waitFor()
  for (let i = 0; i < 20 && !(await page.getByTestId('ledger-check').innerText()).includes('与账本一致'); i++) {
    await page.waitForTimeout(1000)
    await page.reload()
    await page.getByTestId('ledger-check').waitFor()
    await page.waitForTimeout(300)
  }
  assert.match(await page.getByTestId('ledger-check').innerText(), /与账本一致/)
  assert.doesNotMatch(await page.locator('main, body').first().innerText(), /林某|牛奶/)
  await shot(page, 'document-check-phone')
  assert.deepEqual(await axe(page), [])
  await page.goto(base + '/d/aaaaaaaaaaaaaaaa')
  await page.getByText('没有这个核验码').first().waitFor()
})
