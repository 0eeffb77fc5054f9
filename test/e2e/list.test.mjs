// Lists, keys, and the register that one YAML file makes.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { as, axe, base, batch, call, make, root, shot } from './browser.mjs'

const list = base + '/desk/r/registration/street_vendor'
const stamp = Date.now().toString(36)

test('a register of one file stands in the navigation, with list, form, import and export', async () => {
  const o = await as('steward')
  const { page } = o
  await page.goto(base + '/desk/')
  const nav = page.getByRole('navigation', { name: '功能' })
  await nav.getByRole('link', { name: '登记注册' }).click()
  await nav.getByRole('link', { name: '流动摊点' }).click()
  await page.waitForURL(list)
  await page.getByRole('heading', { name: '流动摊点' }).waitFor()
  await page.getByTestId('new').click()
  await page.getByLabel('摊主').fill('建档摊主' + stamp)
  await page.getByTestId('save').click()
  await page.waitForURL(/street_vendor\/3710\//)
  // import
  const file = path.join(process.env.TMP, '摊点.csv')
  writeFileSync(file, '\uFEFF摊主,经营品种,摊位费,起始日\r\n' + `归集摊主甲${stamp},水果,120.50,2026-03-01\r\n归集摊主乙${stamp},小吃,80,2026-03-02\r\n归集摊主丙${stamp},飞机,80,2026-03-02\r\n`)
  await page.goto(base + '/desk/collect/new')
  await page.getByTestId('file').setInputFiles(file)
  await page.getByText('流动摊点（登记注册）').waitFor() // recognised by its columns
  await page.getByLabel('来源', { exact: false }).last().click()
  await page.getByTitle('本局文件').or(page.locator('.ant-select-item-option')).first().click()
  await shot(page, 'register-mapping')
  await page.getByTestId('preflight').click()
  await batch(page, 'ready')
  await page.getByTestId('run').click()
  await page.getByRole('dialog').getByRole('button', { name: '导入 2 行' }).click()
  await batch(page, 'done')
  await page.getByRole('button', { name: '看流动摊点' }).click()
  await page.getByTestId('list-search').fill(stamp)
  await page.getByTestId('totals').filter({ hasText: /共\s*3\s*条/ }).waitFor()
  assert.equal(await page.getByTestId('row').count(), 3)
  // export of just what is shown
  await page.getByTestId('export').click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()])
  const stream = await download.createReadStream()
  let text = ''
  for await (const chunk of stream) text += chunk
  const lines = text.replace(/^\uFEFF/, '').trim().split(/\r?\n/)
  assert.equal(lines.length, 4)
  assert.match(lines[0], /摊主,所在区县,经营品种,摊位费/)
  assert.match(text, /归集摊主甲.*水果.*120\.50/)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a mistake in the file stops the start with file, line, column and reason', () => {
  const data = mkdtempSync(path.join(process.env.TMP, 'bad-'))
  try {
    // The empty folder of another bureau: its kinds are read before anything else is done.
    mkdirSync(path.join(data, 'kinds'))
    cpSync(path.join(root, 'test/e2e/kinds/street_vendor.yaml'), path.join(data, 'kinds/good.yaml'))
    writeFileSync(path.join(data, 'kinds/bad.yaml'), 'kind: bad_vendor\ntitle: 错\nmatter: registration\nfields:\n  - {name: vendor, title: 摊主, type: text, reqired: true}\n')
    let said = ''
    try {
      execFileSync(path.join(root, 'bin/hengjian'), ['serve', '--data', data, '--city', 'weihai', '--addr', '127.0.0.1:0'], { encoding: 'utf8', stdio: 'pipe', timeout: 20000 })
    } catch (e) {
      said = e.stderr + e.stdout
      assert.equal(e.signal, null, 'it started')
    }
    assert.match(said, /kinds\/bad\.yaml:5:\d+: 不认识的键“reqired”，是否想写“required”/)
  } finally {
    rmSync(data, { recursive: true })
  }
})

test('filters stand in the address and are there again on the way back', async () => {
  const o = await as('wangfang')
  const { page } = o
  for (const [i, goods] of ['fruit', 'snack', 'fruit', 'other'].entries()) await make(page, 'registration', 'street_vendor', { vendor: `筛选摊主${stamp}${i}`, goods, fee: i * 100 })
  await page.goto(list)
  await page.getByTestId('list-search').fill('筛选摊主' + stamp)
  await page.waitForURL(/q=/)
  await page.getByTestId('add-filter').click()
  await page.locator('.pick').getByRole('button', { name: '经营品种' }).click()
  await page.getByRole('checkbox', { name: '水果' }).check()
  await page.getByRole('button', { name: '筛选', exact: true }).click()
  await page.waitForURL(/f\.goods=/)
  await page.getByTestId('totals').filter({ hasText: /共\s*2\s*条/ }).waitFor()
  await page.getByRole('columnheader', { name: '摊位费' }).getByRole('button').click()
  await page.waitForURL(/sort=fee/)
  const there = page.url()
  await shot(page, 'list-filtered')
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 1280, height: 800 })
  await shot(page, 'list-filtered-1280')
  // keys: the table has one tab stop, arrows move, Enter opens
  await page.getByRole('region', { name: '流动摊点' }).focus()
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  assert.equal(await page.locator('tr.at').count(), 1)
  assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'solid', `focus is not visible (${outline})`)
  await page.keyboard.press(' ')
  await page.getByTestId('drawer').waitFor()
  assert.match(page.url(), /open=/)
  await page.keyboard.press('ArrowDown')
  await page.getByTestId('drawer').getByText('第 2 条').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('drawer').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.waitForURL(/street_vendor\/3710\//)
  await page.getByTestId('facts').waitFor()
  await page.goBack()
  await page.getByTestId('totals').filter({ hasText: /共\s*2\s*条/ }).waitFor()
  assert.equal(page.url(), there)
  await page.goForward()
  await page.getByTestId('facts').waitFor()
  await page.goBack()
  // kept as a view and shared, a colleague finds it by name: on the list and among his own on the first page
  await page.getByTestId('views').click()
  await page.getByLabel('视图名称').fill('水果摊' + stamp)
  await page.getByText('共享给本机构').click()
  await page.getByTestId('save-view').click()
  await page.getByTestId('view').filter({ hasText: '水果摊' + stamp }).waitFor()
  await shot(page, 'list-views')
  const head = await as('head')
  await head.page.goto(list)
  await head.page.getByTestId('views').click()
  await head.page.getByTestId('view').filter({ hasText: '水果摊' + stamp }).click()
  await head.page.waitForURL(/f\.goods=/)
  await head.page.getByTestId('totals').filter({ hasText: /共\s*2\s*条/ }).waitFor()
  assert.match(head.page.url(), /sort=fee/)
  await head.page.goto(base + '/desk/')
  await head.page.getByRole('link', { name: '水果摊' + stamp }).click()
  await head.page.getByTestId('totals').filter({ hasText: /共\s*2\s*条/ }).waitFor()
  assert.deepEqual(head.errors(), [])
  await head.browser.close()
  // sent to a colleague, it shows the same
  const other = await as('head')
  await other.page.goto(there)
  await other.page.getByTestId('totals').filter({ hasText: /共\s*2\s*条/ }).waitFor()
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
  await other.browser.close()
})

test('every stop of the keyboard is seen, Esc closes what lies on top', async () => {
  const o = await as('wangfang', { width: 1280, height: 800 })
  const { page } = o
  const r = await make(page, 'registration', 'street_vendor', { vendor: '键盘摊主' + stamp })
  await page.goto(`${list}/${r.area}/${r.id}`)
  await page.getByTestId('facts').waitFor()
  await page.evaluate(() => document.activeElement?.blur())
  const seen = new Set()
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const s = getComputedStyle(e)
      return { name: e.textContent?.trim().slice(0, 20) || e.getAttribute('aria-label') || e.tagName, ring: s.outlineStyle !== 'none' || s.boxShadow !== 'none' }
    })
    if (!at) break
    assert.ok(at.ring, `the focus cannot be seen on “${at.name}”`)
    seen.add(at.name)
  }
  for (const name of ['工作台', '打印', '更正']) assert.ok([...seen].some((x) => x.includes(name)), `no way to ${name} by the keyboard: ${[...seen]}`)
  await page.getByTestId('act-amend').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByTestId('proof').first().click()
  await page.getByTestId('proof-dialog').waitFor()
  assert.deepEqual(await axe(page, '.ant-modal'), [])
  await page.keyboard.press('Escape')
  await page.getByTestId('proof-dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('/')
  await page.getByTestId('palette-input').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('palette-input').waitFor({ state: 'hidden' })
  // pressed twice, an act is done once
  const head = await as('head')
  await head.page.goto(`${list}/${r.area}/${r.id}`)
  await head.page.getByTestId('act-annul').dblclick()
  const dialog = head.page.getByRole('dialog')
  await dialog.getByLabel('撤销哪一次办理').click()
  await head.page.locator('.ant-select-item-option').first().click()
  await dialog.getByLabel('理由').fill('误登')
  await dialog.getByTestId('do-act').dblclick()
  await dialog.waitFor({ state: 'hidden' })
  const now = await (await call(head.page, 'GET', `/api/registration/street_vendor/${r.area}/${r.id}`)).json()
  assert.equal(now.rev, 2)
  assert.equal(now.state, 'annulled')
  assert.deepEqual(o.errors(), [])
  assert.deepEqual(head.errors(), [])
  await o.browser.close()
  await head.browser.close()
})
