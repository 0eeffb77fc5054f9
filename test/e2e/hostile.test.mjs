// Strings of an attacker in every text field, shown on every screen: nothing
// runs, nothing breaks, the console stays clean.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { as, base, batch, call, make, shot } from './browser.mjs'
import { sound, strings } from './attack.mjs'

/** The cells of a CSV, as a spreadsheet reads them. */
const cells = (text) => [...text.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r?\n|$)/g)].map((m) => m[1].replace(/^"|"$/g, '').replaceAll('""', '"'))

test('records with hostile values on list, panel, record, print, search and dossier', async () => {
  const o = await as('wangfang', { allow: ['422'] })
  const { page } = o
  // A business of the demo carries labels with the same strings to its dossier.
  const business = (await (await call(page, 'GET', '/api/registration/business?limit=100')).json()).items.find((r) => !/试验|隔离|险字/.test(r.title))
  const made = []
  for (const s of strings) {
    const r = await call(page, 'POST', '/api/registration/street_vendor', { values: { vendor: s, note: `${s}\n${s}`, phone: s.slice(0, 20) } })
    if (r.status() === 422) { // refused is as good, when it says at which field
      assert.match((await r.json()).fields[0].name, /vendor|note|phone/)
      continue
    }
    assert.equal(r.status(), 201, s)
    made.push([s, await r.json()])
    await make(page, 'registration', 'tag', { subject: { area: business.area, id: business.id }, label: Array.from(s).slice(0, 40).join(''), why: s })
  }
  assert.ok(made.length >= 12, `only ${made.length} strings were taken`)
  await page.goto(base + '/desk/r/registration/street_vendor?sort=-vendor')
  await page.getByTestId('row').first().waitFor()
  await sound(page, 'list')
  await shot(page, 'hostile-list')
  await page.getByTestId('row').filter({ hasText: 'onerror' }).first().click()
  await page.getByTestId('drawer').waitFor()
  await sound(page, 'panel')
  for (const [s, r] of made) {
    await page.goto(`${base}/desk/r/registration/street_vendor/${r.area}/${r.id}`)
    await page.getByTestId('facts').waitFor()
    assert.ok((await page.getByTestId('facts').innerText()).includes(s.trim().slice(0, 8)), s)
    await page.getByRole('button', { name: '打印' }).waitFor()
    await sound(page, 'record ' + s)
    if (s.startsWith('"><img')) {
      const amended = await call(page, 'POST', `/api/registration/street_vendor/${r.area}/${r.id}/acts/amend`, { values: { note: strings[0] }, reason: strings[2] }, { 'If-Match': '"1"' })
      assert.equal(amended.status(), 200)
      await page.reload()
      await page.getByTestId('timeline').getByText(strings[2]).waitFor()
      await sound(page, 'timeline')
      await page.getByTestId('act-amend').click()
      await page.getByRole('dialog').getByLabel('摊主').waitFor()
      await sound(page, 'act')
      await page.keyboard.press('Escape')
      await page.goto(`${base}/desk/r/registration/street_vendor/${r.area}/${r.id}/print`)
      await page.getByTestId('sheet').waitFor()
      await sound(page, 'print')
      await shot(page, 'hostile-print')
    }
    if (s.startsWith('WWW') || s.startsWith('超')) await shot(page, 'hostile-record-' + (s[0] === 'W' ? 'latin' : 'han'))
  }
  for (const q of ['<script>', 'onerror', '𠮷', '反正', '超超']) {
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette-input').fill(q)
    await page.getByTestId('search-ms').filter({ hasText: '毫秒' }).waitFor()
    await sound(page, 'palette ' + q)
    if (q === 'onerror') await shot(page, 'hostile-palette')
    await page.keyboard.press('Escape')
    await page.getByTestId('palette-input').waitFor({ state: 'hidden' })
  }
  await page.goto(`${base}/desk/dossier/${business.area}/${business.id}`)
  await page.getByText('一企一档').waitFor()
  await page.getByText('onerror').first().waitFor()
  await sound(page, 'dossier')
  await shot(page, 'hostile-dossier')
  // addresses of an attacker
  for (const at of ['/desk/r/registration/street_vendor?q=%3Cscript%3Ewindow.__xss=1%3C/script%3E&sort=%22%3E&f.goods=%3Cimg%20src=x%20onerror=window.__xss=1%3E',
    '/desk/r/registration/street_vendor/new?v.vendor=%3Cimg%20src=x%20onerror=window.__xss=1%3E&label=%3Cscript%3E', '/desk/kind/%3Cscript%3Ealert(1)%3C', '/desk/collect/..%2f..%2fx']) {
    await page.goto(base + at)
    await page.waitForTimeout(300)
    await sound(page, at)
  }
  assert.deepEqual(o.errors().filter((x) => !/ (404|422|400) |status of 40[04]/.test(x)), [])
  await o.browser.close()
})

test('a file whose cells and name are hostile, through import and quarantine', async () => {
  const o = await as('steward')
  const { page } = o
  const cell = (s) => `"${s.replaceAll('"', '""')}"`
  const file = path.join(process.env.TMP, '=cmd<img src=x onerror=alert(1)>\u202Evsc.csv')
  const rows = strings.map((s, i) => ['威海险字' + s, '', i % 2 ? '2020-02-30' + s : '2020-02-01', s, s, '威海市环翠区' + s].map(cell).join(','))
  writeFileSync(file, '\uFEFF' + ['企业名称,统一社会信用代码,注册日期,企业类型,经营范围,注册地址', ...rows].join('\r\n'))
  await page.goto(base + '/desk/collect/new')
  await page.getByTestId('file').setInputFiles(file)
  await page.getByTestId('preflight').waitFor()
  await sound(page, 'mapping')
  await page.getByTestId('preflight').click()
  await batch(page, 'ready')
  await sound(page, 'preflight')
  await shot(page, 'hostile-import')
  await page.getByTestId('run').click()
  await page.getByRole('dialog').getByRole('button', { name: /^导入/ }).click()
  await batch(page, 'done')
  await page.getByTestId('open-quarantine').click()
  const list = page.getByRole('listbox', { name: '隔离的行' }).getByRole('option')
  await list.first().waitFor()
  for (let i = 0; i < (await list.count()); i++) {
    await list.nth(i).click()
    await sound(page, 'quarantined row ' + i)
  }
  await page.goto(base + '/desk/collect')
  await page.getByTestId('row').filter({ hasText: /onerror/ }).or(page.getByTestId('row').getByTitle(/onerror/)).first().waitFor() // whole, or whole on hover
  await sound(page, 'batches')
  // What is exported can be opened in a spreadsheet: no cell is a formula.
  for (const format of ['csv', 'jsonl']) {
    const r = await call(page, 'GET', '/api/registration/street_vendor/export?format=' + format)
    assert.equal(r.status(), 200)
    if (format === 'csv') for (const c of cells(await r.text())) assert.ok(!/^[=@+\t\r]/.test(c), 'a formula in the export: ' + c)
  }
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
