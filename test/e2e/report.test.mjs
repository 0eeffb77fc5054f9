// A statistical report in a browser: the last month's is filled, its figure by hand
// written, its warnings explained, checked by one person and locked by another, sent;
// its figures lead to records, its workbook is there. The reports of a year stand
// beside their days, on a phone too; one is begun there, one is put on paper.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, open, shot, signIn } from './browser.mjs'

const desk = (path) => base + '/desk' + path
let head, leader, at

before(async () => {
  head = await open()
  leader = await open()
  for (const x of [head, leader]) x.page.setDefaultTimeout(20000)
  await signIn(head.page, 'head')
  await signIn(leader.page, 'leader')
})
after(async () => {
  for (const x of [head, leader]) await x?.browser.close()
})

async function act(page, title, fill = async () => undefined) {
  await page.getByRole('button', { name: title, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await fill(dialog)
  await dialog.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
}

const phone = { width: 390, height: 844 }

/** The table stays in its card and scrolls there, its first column where it is. */
async function scrolls(p) {
  const box = p.locator('.rp-box')
  await box.evaluate((e) => e.scrollTo(400, 0))
  const at = await box.evaluate((e) => ({ left: e.scrollLeft, box: e.getBoundingClientRect().left, stub: e.querySelector('tbody .stub').getBoundingClientRect().left, page: document.documentElement.scrollWidth <= innerWidth }))
  assert.ok(at.left > 100 && Math.abs(at.stub - at.box) < 2 && at.page, JSON.stringify(at))
}

test('the reports of a year stand beside their days; one is opened from there', async () => {
  const p = head.page
  await p.goto(desk('/reports'))
  await p.getByTestId('report-year').waitFor()
  assert.deepEqual(await axe(p), [])
  await shot(p, 'report-year')
  const year = Number((await p.getByTestId('year').textContent()).slice(0, 4))
  await p.getByRole('button', { name: `${year - 1}年`, exact: true }).click()
  await p.getByTestId('year').getByText(`${year - 1}年`).waitFor()
  await p.getByRole('button', { name: `${year}年`, exact: true }).click()
  await p.getByTestId('report-open').getByRole('link', { name: '打开' }).first().click()
  await p.getByTestId('report-table').waitFor()
})

test('on a phone the periods stand below each other and the table scrolls in its card', async () => {
  const o = await as('head', phone)
  await o.page.goto(desk('/reports'))
  await o.page.getByTestId('report-year').waitFor()
  assert.deepEqual(await axe(o.page), [])
  assert.ok(await o.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await shot(o.page, 'report-year-phone')
  await o.page.getByTestId('report-year').getByRole('link').first().click()
  await o.page.getByTestId('report-table').waitFor()
  await scrolls(o.page)
  await shot(o.page, 'report-phone')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('on paper it is one table across A4', async () => {
  const p = head.page
  const found = await p.evaluate(async () => (await (await fetch('/api/report/report?filter=' + encodeURIComponent('step == "sent"') + '&limit=1')).json()).items)
  await p.goto(desk(`/r/report/report/${found[0].area}/${found[0].id}/print`))
  await p.getByTestId('sheet').waitFor()
  const says = await p.getByTestId('sheet').innerText()
  assert.match(says, /单位负责人：\s*审核人：/) // he signs by hand
  assert.doesNotMatch(says, /不作证明/) // it is the form that goes up
  assert.deepEqual(await axe(p), [])
  await shot(p, 'report-print')
  await p.emulateMedia({ media: 'print' })
  await shot(p, 'report-paper')
  const pdf = await p.pdf({ preferCSSPageSize: true })
  await p.emulateMedia({ media: 'screen' })
  const [, w, h] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')).map(Number)
  assert.ok(Math.abs(w - 842) < 2 && Math.abs(h - 595) < 2, `${w} × ${h}`)
})

test('the head fills, writes, explains and checks the report of the last month', async () => {
  const p = head.page
  const found = await p.evaluate(async () => (await (await fetch('/api/report/report?filter=' + encodeURIComponent('step == "draft"'))).json()).items)
  assert.equal(found.length, 1)
  at = `/r/report/report/${found[0].area}/${found[0].id}`
  await p.goto(desk(at))
  await p.getByTestId('report-table').waitFor()
  await shot(p, 'report-draft')
  await p.getByLabel('合计 其他挽回').fill('1234.5')
  await p.getByTestId('save-hand').click()
  await p.getByTestId('save-hand').waitFor({ state: 'detached' })
  await p.waitForLoadState('networkidle') // the findings of what was just written
  const boxes = await p.getByTestId('findings').getByRole('textbox').all()
  for (const box of boxes) await box.fill('已与台账逐件核对')
  if (boxes.length) await p.getByTestId('save-said').click() // it comes with the first word, on a busy machine a little later
  await p.getByTestId('save-said').waitFor({ state: 'detached' })
  await act(p, '逻辑审核通过')
  await p.getByTestId('report-table').getByRole('button').first().click()
  await p.getByText('按现在的记录共').waitFor()
  await shot(p, 'report-behind')
  await p.keyboard.press('Escape')
})

test('another locks it, and it is sent with the receipt', async () => {
  await leader.page.goto(desk(at))
  await act(leader.page, '审核锁定')
  const p = head.page
  await p.goto(desk(at))
  await act(p, '上报', (d) => d.getByLabel('上级回执编号').fill('SJ-2026-1'))
  await p.getByTestId('compare').click()
  await p.getByTestId('ask-now').click()
  await p.getByText('与现在的记录一致').waitFor()
  await shot(p, 'report-sent')
  const book = await p.evaluate(async (href) => { const r = await fetch(href); return [r.status, (await r.arrayBuffer()).byteLength] }, await p.getByTestId('excel').getAttribute('href'))
  assert.equal(book[0], 200)
  assert.ok(book[1] > 4000)
  assert.deepEqual(head.errors(), [])
  assert.deepEqual(leader.errors(), [])
})

test('one that nobody began is begun from its period', async () => {
  const p = head.page
  const year = new Date().getFullYear() - 2 // before the demo city began
  await p.goto(desk(`/reports?year=${year}`))
  await p.getByTestId('report-year').getByRole('button').first().click()
  await shot(p, 'report-begin')
  await p.getByTestId('begin').click()
  await p.getByText('还没有取数').first().waitFor()
  const [area, id] = p.url().split('/').slice(-2)
  await p.goto(desk(`/reports?year=${year}`))
  await p.getByTestId('report-year').getByRole('link').waitFor()
  assert.equal(await p.getByTestId('report-open').locator('li').count(), 1)
  assert.equal(await p.getByTestId('report-year').locator('td.late').count(), 1) // what nobody began is not late
  await shot(p, 'report-late')
  assert.ok(area && id)
})
