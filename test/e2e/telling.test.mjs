// A telling from the officer's page: composed, read, confirmed, sent off (by the demo
// city's channel, which says that nothing leaves the house), received and recorded; a
// letter by hand; what the system administrator sees of it.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, make, shot } from './browser.mjs'

let handler, admin, at
before(async () => {
  handler = await as('food', { allow: ['408', '412', '422'] })
  admin = await as('sysadmin')
})
after(async () => {
  for (const o of [handler, admin]) {
    await o.browser.close()
    assert.deepEqual(o.errors(), [])
  }
})

/** A complaint that has been accepted, so that its complainant is to be told. */
async function accepted(page) {
  const { today } = await (await call(page, 'GET', '/api/meta')).json()
  const made = await make(page, 'complaint', 'complaint', { received_on: today, matter_in_brief: '保温杯漏水', complainant: '丛某', complainant_phone: '15400002345', complainant_address: '威海市环翠区新威路1号 丛某收', respondent_as_written: '日用百货店', respondent_address: '新威路9号', goods: '保温杯', facts: '杯盖漏水', claim: '退款89元' })
  const one = `/api/complaint/complaint/${made.area}/${made.id}`
  const act = async (name, values) => {
    const now = await call(page, 'GET', one)
    const r = await call(page, 'POST', `${one}/acts/${name}`, { values }, { 'If-Match': now.headers().etag })
    assert.ok(r.ok(), `${name}: ${await r.text()}`)
  }
  const me = await (await call(page, 'GET', '/api/session')).json()
  await act('dispatch', { handling_unit: { area: made.area, id: me.unit.id ?? me.unit } })
  await act('accept', {})
  return `/desk/r/complaint/complaint/${made.area}/${made.id}`
}

test('the officer reads what is told, is kept from what must not be, and sends it off', async () => {
  const { page } = handler
  at = await accepted(page)
  await page.goto(base + at)
  await page.getByTestId('send-accept-complainant').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByTestId('demo').getByText('未真正发出').waitFor()
  assert.equal(await dialog.locator('#send-to').inputValue(), '15400002345')
  const text = await dialog.locator('#send-text').inputValue()
  assert.match(text, /我局已于\d{4}年\d+月\d+日受理/)
  assert.doesNotMatch(text, /【|\{|丛某/)
  await shot(page, 'telling-dialog')
  assert.deepEqual(await axe(page), [])
  await dialog.locator('#send-text').fill(text + '保证赔偿。')
  await dialog.getByTestId('hits').getByText('许诺结果').waitFor()
  assert.ok(await dialog.getByTestId('do-send').isDisabled())
  await dialog.locator('#send-text').fill(text)
  await dialog.getByTestId('hits').waitFor({ state: 'hidden' })
  await dialog.locator('#send-to').fill('0631-5230000')
  await dialog.getByTestId('do-send').click()
  await dialog.getByText('不是11位手机号码').first().waitFor()
  await dialog.locator('#send-to').fill('15400002345')
  await dialog.getByTestId('do-send').dblclick().catch(() => undefined) // the second click finds nothing
  await dialog.waitFor({ state: 'hidden' })
  await page.getByTestId('sent').waitFor()
  assert.equal(await page.getByTestId('sent').locator('li').count(), 1)
})

test('its receipt records the telling, and nothing is owed any more', async () => {
  const { page } = handler
  await page.getByTestId('message-delivered').waitFor({ timeout: 90_000 })
  await page.getByTestId('tell-accept-complainant').waitFor({ state: 'detached' })
  const sent = await page.getByTestId('sent').innerText()
  assert.match(sent, /154\*\*\*\*2345/)
  assert.match(sent, /演示：未真正发出/)
  await page.getByText('“受理”告知投诉人：短信').first().waitFor()
  await shot(page, 'telling-delivered')
  assert.deepEqual(await axe(page), [])
})

test('a letter is printed, posted by hand, and counts on the day of its slip', async () => {
  const { page } = handler
  await page.goto(base + (await accepted(page)))
  await page.getByTestId('send-accept-complainant').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('邮寄', { exact: true }).click()
  assert.match(await dialog.locator('#send-to').inputValue(), /新威路1号/)
  await shot(page, 'telling-letter')
  await dialog.getByTestId('do-send').click()
  await dialog.waitFor({ state: 'hidden' })
  const href = await page.getByTestId('letter').getAttribute('href')
  const bytes = await page.evaluate(async (u) => Array.from(new Uint8Array(await (await fetch(u)).arrayBuffer())), href)
  assert.equal(String.fromCharCode(...bytes.slice(0, 5)), '%PDF-')
  await page.getByTestId('slip').click()
  await page.locator('#slip-no').fill('XA123456789CN')
  await page.getByTestId('do-slip').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByTestId('message-sent').getByText('XA123456789CN').waitFor()
  await page.getByTestId('slip').click()
  await page.locator('#slip-proof').fill('本人签收')
  await shot(page, 'telling-slip')
  await page.getByTestId('do-slip').click()
  await page.getByTestId('message-delivered').waitFor()
  await page.getByTestId('tell-accept-complainant').waitFor({ state: 'detached' })
})

test('a telling is recorded on the version that was seen, once though its answer is lost', async () => {
  const { page } = handler
  const url = await accepted(page)
  const one = url.replace('/desk/r/', '/api/')
  await page.goto(base + url)
  const tell = async (proof) => {
    await page.getByTestId('tell-accept-complainant').click()
    await page.locator('#tell-mode').click()
    await page.keyboard.press('Enter')
    await page.locator('#tell-proof').fill(proof)
  }
  await tell('通话录音')
  // somebody else changes the record, and the page behind reads it anew
  const before = await call(page, 'GET', one)
  const changed = await call(page, 'POST', `${one}/acts/amend`, { values: { claim: '退款99元' }, reason: '来电更正' }, { 'If-Match': before.headers().etag })
  assert.ok(changed.ok(), await changed.text())
  await page.waitForTimeout(10_500)
  await page.evaluate(() => { for (const is of ['offline', 'online']) window.dispatchEvent(new Event(is)) })
  await page.getByText('退款99元').first().waitFor()
  await page.getByTestId('do-tell').click()
  await page.getByTestId('problem').getByText(/修改|版本/).first().waitFor()
  await page.getByRole('button', { name: '返回' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // opened anew it stands on what is; the answer is lost on its way, and it is sent again
  await tell('通话录音')
  let lose = true
  await page.route('**/acts/inform', async (r) => {
    if (!lose) return r.fallback()
    lose = false
    await r.fetch()
    await r.fulfill({ status: 408, body: '' })
  })
  await page.getByTestId('do-tell').click()
  await page.getByTestId('problem').waitFor()
  await page.getByTestId('do-tell').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const { items } = await (await call(page, 'GET', `${one}/timeline`)).json()
  assert.equal(items.filter((e) => e.name === 'inform').length, 1, JSON.stringify(items.map((e) => e.name)))
})

test('a file of the post office’s is entered line by line, once', async () => {
  const { page } = handler
  await page.goto(base + (await accepted(page)))
  await page.getByTestId('send-accept-complainant').click()
  await page.getByRole('dialog').getByText('邮寄', { exact: true }).click()
  await page.getByRole('dialog').getByTestId('do-send').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByTestId('slip').click()
  await page.locator('#slip-no').fill('XB000000001CN')
  await page.getByTestId('do-slip').click()
  await page.getByTestId('message-sent').getByText('XB000000001CN').waitFor()
  const { today } = await (await call(page, 'GET', '/api/meta')).json()
  const file = { name: '回执.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff运单号,结果,日期,说明\nXB000000001CN,退回,${today},迁移新址不明\nXX,签收,${today},\n`) }
  await page.goto(base + '/desk/tasks')
  await page.getByTestId('slips').click()
  await page.getByTestId('slips-file').setInputFiles(file)
  await page.getByTestId('slips-done').getByText('登记 1 行').waitFor()
  await shot(page, 'telling-slips')
  assert.deepEqual(await axe(page), [])
  await page.getByTestId('slips-file').setInputFiles(file)
  await page.getByTestId('slips-done').getByText('登记 0 行').waitFor()
  await page.goto(base + '/desk/')
  await page.getByText('另行告知投诉人').first().waitFor()
  await shot(page, 'telling-waiting')
})

test('the system administrator sees the channels and counts, nobody’s number', async () => {
  const { page } = admin
  await page.goto(base + '/desk/admin/channels')
  await page.getByText('演示短信：未真正发出').first().waitFor()
  const body = await page.locator('main, body').first().innerText()
  assert.doesNotMatch(body, /1540000|丛某/)
  await shot(page, 'telling-channels')
  assert.deepEqual(await axe(page), [])
  const r = await call(handler.page, 'GET', '/api/admin/channels')
  assert.equal(r.status(), 403)
})
