// A party signs a document by hand on the officer's tablet, with a finger, in both ways of
// holding it: the pad is large, whole on the screen, and nothing pans under the hand.
import { test, after } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, make, shot } from './browser.mjs'

const views = []
after(async () => {
  for (const v of views) await v.browser.close()
})

const api = async (o, method, path, data, headers) => {
  const r = await call(o.page, method, path, data, headers)
  assert.ok(r.ok(), `${method} ${path}: ${r.status()} ${await r.text()}`)
  return r.json()
}

/** A document that is issued and waits for hands; its page at the desk. */
async function issued(o) {
  const made = await make(o.page, 'complaint', 'complaint', { matter_in_brief: '平板签名', complainant: '林某', complainant_phone: '15400001234', complainant_address: '和平路5号', respondent_as_written: '示例超市', respondent_address: '新威路9号', goods: '鲜牛奶一箱', facts: '当晚结块', claim: '退还货款68元' })
  const doc = await make(o.page, 'document', 'document', { template: 'notice_accept', on_kind: 'complaint', on_id: made.id })
  const at = `/api/documents/${doc.area}/${doc.id}`
  const r = await call(o.page, 'GET', at)
  await api(o, 'POST', at + '/issue', undefined, { 'If-Match': r.headers().etag })
  return `/desk/r/complaint/complaint/${made.area}/${made.id}`
}

/** One stroke of a finger from one point of an element to another. */
async function stroke(page, on, from, to) {
  const cdp = await page.context().newCDPSession(page)
  const box = await on.boundingBox()
  const put = (type, p) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: p ? [{ x: box.x + p[0] * box.width, y: box.y + p[1] * box.height }] : [] })
  await put('touchStart', from)
  for (let i = 1; i <= 12; i++) await put('touchMove', [0, 1].map((n) => from[n] + ((to[n] - from[n]) * i) / 12))
  await page.waitForTimeout(120) // it comes to rest before it is lifted: after a fling Chromium takes the next tap for the end of it
  await put('touchMove', to)
  await put('touchEnd')
  await cdp.detach()
}

for (const [name, size] of [['wide', { width: 1024, height: 768 }], ['high', { width: 768, height: 1024 }]]) {
  test(`a finger signs on a tablet held ${name}`, async () => {
    const o = await as('food', { ...size, touch: true })
    views.push(o)
    const { page } = o
    await page.goto(base + (await issued(o)))
    await page.getByTestId('document-notice_accept').tap()
    await page.getByTestId('attest').waitFor()
    /** Whether the page is no wider than what is seen of it. */
    const still = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth && window.visualViewport.scale === 1 && window.visualViewport.offsetLeft === 0)
    assert.ok(await still())
    await shot(page, `tablet-${name}-document`)
    await page.getByTestId('attest').tap()
    const dialog = page.getByRole('dialog').filter({ hasText: '登记签名' })
    const pad = dialog.getByTestId('sign-hand-pad')
    await dialog.getByText('请在此处签名').waitFor()
    // Pad and buttons stand on the screen whole, without scrolling.
    for (const part of [pad, dialog.getByTestId('sign-hand-take'), dialog.getByTestId('sign-hand-clear'), dialog.getByTestId('do-sign'), dialog.getByRole('button', { name: '返回' })]) {
      const b = await part.boundingBox()
      assert.ok(b.x >= 0 && b.y >= 0 && b.x + b.width <= size.width && b.y + b.height <= size.height && b.height >= 40, JSON.stringify(b))
    }
    const box = await pad.boundingBox()
    assert.ok(box.width >= 480 && box.height >= 280, JSON.stringify(box))
    for (const [from, to] of [[[0.2, 0.35], [0.42, 0.33]], [[0.3, 0.2], [0.31, 0.85]], [[0.6, 0.35], [0.82, 0.33]], [[0.7, 0.2], [0.71, 0.85]]]) await stroke(page, pad, from, to)
    await pad.and(page.locator('[aria-label*="已写 4 笔"]')).waitFor()
    assert.deepEqual(await pad.boundingBox(), box, 'nothing moved under the hand')
    assert.ok(await still())
    assert.deepEqual(await axe(page, '.sign-dialog'), [])
    await shot(page, `tablet-${name}-sign`)
    await dialog.getByTestId('sign-hand-take').tap()
    await dialog.getByTestId('sign-hand-kept').locator('img').waitFor()
    await dialog.getByTestId('do-sign').tap()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByTestId('hands').getByText('林某').waitFor()
    await shot(page, `tablet-${name}-signed`)
    assert.deepEqual(o.errors(), [])
  })
}
