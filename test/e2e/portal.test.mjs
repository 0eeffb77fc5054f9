// The portal as a citizen uses it, on a desk and on a phone: a shop found and its
// page read by keyboard alone; each published record checked in the browser; and
// the first page as small as promised. Every page is looked at in screens-public.test.mjs.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { base, open, shot } from './browser.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const axe = readFileSync(createRequire(path.join(root, 'web/package.json')).resolve('axe-core/axe.min.js'), 'utf8')
const json = async (p) => (await fetch(base + '/api/public' + p)).json()

let penalty, subject
const views = { wide: null, phone: null }
before(async () => {
  const list = await json('/notices/penalty_notice')
  penalty = list.items.find((e) => e.about && e.values.party_uscc) // not one of the other tests'
  subject = penalty.about
  views.wide = await open()
  views.phone = await open({ width: 390, height: 844 })
})
after(async () => {
  for (const v of Object.values(views)) await v?.browser.close()
})

/** What axe finds serious on the page as it stands. */
async function findings(page) {
  await page.evaluate(axe)
  const r = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }))
  return r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)
}

for (const width of ['wide', 'phone']) {
  test(`a record is checked on the ${width} screen, and a changed one is noticed`, async () => {
    const { page } = views[width]
    await page.goto(`${base}/s/${subject.area}/${subject.id}`)
    await page.getByRole('button', { name: '验证 ' + penalty.title }).click()
    await page.getByText('与账本一致').first().waitFor()
    await page.getByText('根与已签名的存证点相同').waitFor()
    assert.deepEqual(await findings(page), [])
    await shot(page, `portal-proof${width === 'phone' ? '-phone' : ''}`)
    await page.getByRole('button', { name: '关闭验证' }).click()

    // The server shows another sum than it wrote.
    await page.route('**/api/public/subjects/**', async (route) => {
      const r = await route.fetch()
      const d = await r.json()
      for (const e of d.entries) if (e.id === penalty.id) e.values.content += '（减免）'
      await route.fulfill({ response: r, json: d })
    })
    await page.reload()
    await page.getByRole('button', { name: '验证 ' + penalty.title }).click()
    await page.getByText('与账本不一致').first().waitFor()
    await page.unroute('**/api/public/subjects/**')
  })
}

test('every record of a page at once', async () => {
  const { page } = views.wide
  await page.goto(`${base}/s/${subject.area}/${subject.id}`)
  const d = await json(`/subjects/${subject.area}/${subject.id}`)
  await page.getByRole('button', { name: /^验证本页/ }).click()
  await page.getByText(`${d.entries.length + 1} 条与账本一致`).waitFor()
})

test('a shop is found with the keyboard alone, by name, code and document', async () => {
  const { page } = views.wide
  for (const [text, click] of [[penalty.values.party_name, penalty.values.party_name], [penalty.values.party_uscc, penalty.values.party_name], [penalty.title.replace('〔', '[').replace('〕', ']'), penalty.title]]) {
    await page.goto(base + '/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement?.tagName === 'INPUT')) break
    }
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    const hit = page.getByRole('link', { name: new RegExp(click.replace(/[()（）〔〕]/g, '.')) }).first()
    await hit.waitFor()
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      if (await hit.evaluate((a) => a === document.activeElement)) break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: penalty.values.party_name }).waitFor()
  }
})

test('a business page is read with the keyboard alone: every stop is seen, the proof opens and closes', async () => {
  const { page } = views.wide
  await page.goto(`${base}/s/${subject.area}/${subject.id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const stops = []
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const s = getComputedStyle(e)
      const box = (e.closest('.field') ?? e).getBoundingClientRect()
      const ring = s.outlineStyle !== 'none' || getComputedStyle(e.closest('.field') ?? e).outlineStyle !== 'none' || getComputedStyle(e.closest('.field') ?? e).boxShadow !== 'none'
      return { name: (e.getAttribute('aria-label') ?? e.textContent ?? '').trim(), ring, seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight }
    })
    if (!at) break
    assert.ok(at.ring, `the focus cannot be seen on “${at.name}”`)
    assert.ok(at.seen, `“${at.name}” has the focus and is not in sight`)
    stops.push(at.name)
  }
  assert.equal(stops[0], '跳到正文')
  assert.equal(new Set(stops).size > 8, true, stops.join('、'))
  // What can be pressed can be reached.
  const all = await page.evaluate(() => [...document.querySelectorAll('main a[href], main button:not(:disabled)')].filter((e) => e.getClientRects().length > 0).map((e) => (e.getAttribute('aria-label') ?? e.textContent ?? '').trim()))
  for (const x of all) assert.ok(stops.includes(x), `“${x}” is not reached: ${stops.join('、')}`)
  await page.getByRole('button', { name: '验证 ' + penalty.title }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('与账本一致').first().waitFor()
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains('proof')), 'the proof has the focus')
  await page.keyboard.press('Escape')
  await page.locator('.proof').waitFor({ state: 'detached' })
  assert.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^验证 /, 'the focus is back at the button')
})

test('one character is refused in words, and what is not there is said so', async () => {
  const { page } = views.phone
  await page.goto(base + '/')
  await page.getByRole('searchbox').fill('食')
  await page.keyboard.press('Enter')
  await page.getByText('请至少输入两个字').waitFor()
  await page.goto(base + '/search?q=' + encodeURIComponent('没有这样的名字'))
  await page.getByText('没有查到“没有这样的名字”').waitFor()
  await page.goto(base + '/s/3710/01m00000000000000000000003')
  await page.getByRole('alert').getByText(/没有查到这条公示信息/).waitFor()
  await page.goto(base + '/nowhere')
  await page.getByText('网址可能写错').waitFor()
})

test('hostile words are words', async () => {
  const { page, errors } = views.wide
  const before = errors().length
  for (const q of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '{{7*7}}', 'javascript:alert(1)']) {
    await page.goto(base + '/search?q=' + encodeURIComponent(q))
    await page.getByText(/没有查到|企业 /).first().waitFor()
    assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script').length), 0)
  }
  assert.equal(errors().length, before)
})

test('larger text stays, and everything still fits a phone', async () => {
  const { page } = views.phone
  await page.goto(base + '/')
  await page.getByRole('button', { name: '长辈版' }).click()
  await page.goto(`${base}/s/${subject.area}/${subject.id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.goto(base + '/')
  await page.getByRole('button', { name: '标准版' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1), false)
  await page.getByRole('button', { name: '标准版' }).click()
})

test('a printed page keeps the facts and leaves the buttons out', async () => {
  const { page } = views.wide
  await page.goto(`${base}/s/${subject.area}/${subject.id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('button', { name: '验证 ' + penalty.title }).isVisible(), false)
  assert.equal(await page.getByText(penalty.title).first().isVisible(), true)
  await shot(page, 'portal-print')
  await page.emulateMedia({ media: 'screen' })
})

test('without script the page says what to do', async () => {
  const html = await (await fetch(base + '/')).text()
  assert.match(html, /<noscript>[^<]*12315/)
})

test('the first page is under 120 kB', async () => {
  const html = await (await fetch(base + '/')).text()
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1])
  assert.ok(files.length >= 2)
  let sum = gzipSync(html).length
  for (const f of files) sum += gzipSync(Buffer.from(await (await fetch(base + f)).arrayBuffer()), { level: 9 }).length
  console.log(`first page of the portal: ${(sum / 1024).toFixed(1)} kB gzip`)
  assert.ok(sum < 120 * 1024, `${sum} bytes`)
})
