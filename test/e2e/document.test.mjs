// A document from the act that drafts it to the check of a copy by anybody: accept a
// complaint, complete and issue the decision, read it on paper, serve it, compare it.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
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
  const made = await make(page, 'complaint', 'complaint', { received_on: today, matter_in_brief: '牛奶结块', complainant: '林某', complainant_phone: '15400001234', complainant_address: '和平路5号', respondent_as_written: '示例超市', respondent_address: '新威路9号', goods: '鲜牛奶一箱', facts: '当晚结块', claim: '退还货款68元' })
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
  await page.getByTestId('signatures').getByText('验证通过').waitFor()
  await page.getByTestId('signatures').getByText('不具法律效力').waitFor()
  assert.match(await sheet.innerText(), /投受〔\d{4}〕\d+号/)
  assert.equal(await page.locator('#slot-remark').count(), 0)
  await shot(page, 'document-issued')
  check = await page.getByTestId('check-link').getAttribute('href')
  const href = await page.getByTestId('pdf').getAttribute('href')
  const bytes = await page.evaluate(async (u) => Array.from(new Uint8Array(await (await fetch(u)).arrayBuffer())), href)
  assert.equal(String.fromCharCode(...bytes.slice(0, 5)), '%PDF-')
  assert.match(String.fromCharCode(...bytes.slice(-40000)), /\/SubFilter \/ETSI\.CAdES\.detached/) // the signature is in the file
  file = join(process.env.TMP ?? '/tmp', 'document.pdf')
  writeFileSync(file, Buffer.from(bytes))
})

test('signed by hand, it shows whose hand and when, and its file stays as it was', async () => {
  const { page } = handler
  await page.getByTestId('attest').click()
  const dialog = page.getByRole('dialog').filter({ hasText: '登记签名' })
  // Who signs sees what: title, number, the digest of the file, and the text itself.
  assert.match(await dialog.getByTestId('sign-what').innerText(), /投诉受理决定书[\s\S]*投受〔\d{4}〕\d+号[\s\S]*文件摘要 [0-9a-f]{8}…[0-9a-f]{8}/)
  await dialog.getByText('请保留包装和小票。').waitFor()
  assert.equal(await page.locator('#sign-who').inputValue(), '林某')
  const pad = dialog.getByTestId('sign-hand-pad')
  await dialog.getByText('请在此处签名').waitFor()
  const stroke = async (...points) => {
    await pad.scrollIntoViewIfNeeded()
    const box = await pad.boundingBox()
    const [first, ...rest] = points.map(([x, y]) => [box.x + x, box.y + y])
    await page.mouse.move(...first)
    await page.mouse.down()
    for (const p of rest) await page.mouse.move(...p, { steps: 8 })
    await page.mouse.up()
  }
  const strokes = (n) => pad.and(page.locator(`[aria-label*="已写 ${n} 笔"]`)).waitFor()
  await dialog.getByTestId('sign-hand-take').click()
  await dialog.getByText('还没有签名').waitFor()
  await stroke([60, 60], [63, 61])
  await dialog.getByTestId('sign-hand-take').click()
  await dialog.getByText('不是签名').waitFor()
  await stroke([80, 50], [160, 45])
  await strokes(2)
  await dialog.getByTestId('sign-hand-undo').click()
  await strokes(1)
  await dialog.getByTestId('sign-hand-clear').click()
  await strokes(0)
  for (const s of [[[60, 60], [150, 55]], [[105, 30], [106, 150]], [[105, 70], [60, 130]], [[107, 72], [150, 120]], [[180, 60], [260, 56]], [[220, 30], [221, 150]], [[220, 75], [180, 125]], [[222, 75], [270, 130]]]) await stroke(...s)
  await strokes(8)
  assert.deepEqual(await axe(page), [])
  await shot(page, 'document-sign')
  // On a phone all of it fits, and what was written goes with it, smaller.
  await page.setViewportSize({ width: 390, height: 844 })
  await pad.and(page.locator('[width="324"]')).waitFor()
  await strokes(8)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390)
  const reach = await pad.evaluate((c) => {
    const { data, width, height } = c.getContext('2d').getImageData(0, 0, c.width, c.height)
    let right = 0
    for (let y = 0; y < height; y++) for (let x = right; x < width; x++) if (data[4 * (y * width + x)] < 64) right = x
    return right
  })
  assert.ok(reach > 120 && reach < 160, `${reach}`) // 270 of 634 became so much of 324
  await shot(page, 'document-sign-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  assert.equal(await dialog.getByTestId('do-sign').isDisabled(), true) // written, not yet said to be the signature
  await dialog.getByTestId('sign-hand-take').click()
  await dialog.getByTestId('sign-hand-kept').locator('img').waitFor()
  // Whoever cannot write there sends a picture, and nothing else.
  await dialog.getByTestId('sign-hand-again').click()
  await dialog.getByTestId('sign-hand-other').click()
  await page.getByTestId('sign-hand-file-pick').setInputFiles({ name: '签名.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') })
  await dialog.getByText('可以上传 PNG 或者 JPEG 图片').waitFor()
  await dialog.getByTestId('sign-hand-other').click()
  await strokes(0)
  await stroke([60, 60], [150, 55], [105, 30], [106, 150], [60, 130])
  await stroke([180, 60], [260, 56], [220, 30], [221, 150], [270, 130])
  await dialog.getByTestId('sign-hand-take').click()
  await dialog.getByTestId('sign-hand-kept').locator('img').waitFor()
  await dialog.getByTestId('do-sign').click()
  await dialog.waitFor({ state: 'hidden' })
  const hands = page.getByTestId('hands')
  assert.match(await hands.innerText(), /林某\s*\d{4}-\d{2}-\d{2} \d{2}:\d{2}，\S+登记/)
  assert.match(await page.getByTestId('hands-line').innerText(), /手写签名：林某 \d{4}-/)
  const inked = await hands.locator('img').evaluate(async (img) => {
    await img.decode()
    const c = Object.assign(document.createElement('canvas'), { width: img.naturalWidth, height: img.naturalHeight })
    const x = c.getContext('2d')
    x.drawImage(img, 0, 0)
    const { data } = x.getImageData(0, 0, c.width, c.height)
    let black = 0
    for (let i = 0; i < data.length; i += 4) if (data[i] < 64 && data[i + 3] === 255) black++
    return { width: c.width, black, corner: [...data.slice(0, 4)] }
  })
  assert.ok(inked.width > 600 && inked.black > 2000, JSON.stringify(inked)) // three points for one of the screen
  assert.deepEqual(inked.corner, [255, 255, 255, 255])
  const again = await (await call(page, 'GET', await page.getByTestId('pdf').getAttribute('href'))).body()
  assert.ok(again.equals(readFileSync(file)), 'the file of the document has changed')
  await hands.scrollIntoViewIfNeeded()
  await shot(page, 'document-signed')
  assert.deepEqual(await axe(page), [])
})

test('served, the record owes no telling any more', async () => {
  const { page } = handler
  await page.getByTestId('deliver').click()
  const how = async (mode) => { await page.locator('#deliver-mode').click(); await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: mode }).click() }
  await how('公告送达')
  await page.getByText('视为送达').last().waitFor()
  await page.locator('#deliver-where').waitFor()
  await shot(page, 'document-announce')
  await how('电子送达')
  await page.locator('#deliver-proof').fill('短信平台记录已到达')
  await page.locator('#deliver-form').fill('五月六日签订，确认手机号 15400001234')
  assert.equal(await page.getByTestId('do-deliver').isDisabled(), true) // no recording (程序规定 art. 82 ③)
  await shot(page, 'document-electronic')
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
  await page.getByTestId('signatures').getByText('验证通过').waitFor()
  await page.getByTestId('signatures').getByText('演示用，不具有印章的效力').waitFor()
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
  assert.match(await page.getByTestId('hands').innerText(), /^林\*\s+\d{4}-/)
  await page.getByTestId('document-check').getByText('手写签名及所签文件').waitFor()
  assert.doesNotMatch(await page.locator('main, body').first().innerText(), /林某|牛奶/)
  await shot(page, 'document-check-phone')
  assert.deepEqual(await axe(page), [])
  await page.goto(base + '/d/aaaaaaaaaaaaaaaa')
  await page.getByText('没有这个核验码').first().waitFor()
})
