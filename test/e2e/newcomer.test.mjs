// Three people who have never seen it do what they came for, by what stands on
// the screen alone: no address is typed but the front door, nothing is asked of
// the server beside the page. An officer finds a business, reads its history,
// says that its address is otherwise and why, exports a filtered list and
// imports a file with ten bad rows; a citizen finds a shop on a phone; a shop
// owner reads what is held about it and objects to a wrong address.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { axe, base, batch, open, password, shot } from './browser.mjs'

const stamp = Date.now().toString(36)
const began = Date.now()
const file = path.join(process.env.TMP, '新手导入.csv')
const all = []
let officer, citizen, owner
before(async () => {
  officer = await open()
  citizen = await open({ width: 390, height: 844 })
  owner = await open()
  all.push(officer, citizen, owner)
})
after(async () => {
  for (const o of all) await o.browser.close()
})

/** What a page must be at every stop: no serious finding of axe, nothing wider than the screen. */
async function sound(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name} is wider than the screen`)
  await shot(page, 'newcomer-' + name)
}

/** Twenty good rows, five codes with a wrong check character, five days that do not exist. */
function badFile() {
  const head = '企业名称,统一社会信用代码,注册日期,经营范围,注册地址'
  const row = (name, code, day, i) => `威海${name}${stamp}第${i}商贸有限公司,${code},${day},食品销售,威海市环翠区新手路${name}${i}号`
  const n = (k, f) => Array.from({ length: k }, (_, i) => f(i))
  const rows = [...n(20, (i) => row('好行', '', '2001-01-02', i)), ...n(5, (i) => row('坏码', `9137108${i}MADEMXJ12Q`, '2001-01-02', i)), ...n(5, (i) => row('坏日', '', '2001-02-30', i))]
  writeFileSync(file, '\uFEFF' + [head, ...rows].join('\r\n') + '\r\n')
}

test('an officer finds a business and reads its history', async () => {
  const { page } = officer
  await page.goto(base + '/desk/')
  await page.getByLabel('账号').fill('steward')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '工作台' }).waitFor()
  await page.getByTestId('recent').or(page.getByText('近来没有他人的办理')).first().waitFor()
  await sound(page, 'home')
  await page.getByTestId('find').click()
  await page.getByTestId('palette-input').fill('食品')
  const hit = page.getByTestId('hit').first()
  await hit.filter({ hasText: '食品' }).waitFor()
  await hit.click()
  await page.getByText('一企一档').first().waitFor()
  await page.getByRole('tab', { name: /时间线/ }).waitFor()
  await page.getByText('数据归集').first().waitFor()
  await sound(page, 'dossier')
})

test('says that its address is otherwise, with the reason, and sees both stand there', async () => {
  const { page } = officer
  await page.getByTestId('address-wrong').click()
  await page.getByRole('heading', { name: '登记标注与异议' }).waitFor()
  await page.getByLabel('现场核实为').fill(`威海市环翠区新手路${stamp}号`)
  await page.getByLabel('理由').fill('现场核查，门牌与登记不符，已拍照。')
  await sound(page, 'annotate')
  await page.getByTestId('save').click()
  await page.getByText('一企一档').first().waitFor() // back where it began
  await page.getByText(/标注与异议/).first().waitFor()
  const address = page.locator('.facts .f').filter({ hasText: /^住所/ })
  await address.getByRole('button').click()
  await page.getByTestId('provenance').getByText(`威海市环翠区新手路${stamp}号`).waitFor()
  await page.getByTestId('provenance').getByText('本地标注').waitFor()
  await sound(page, 'annotated')
})

test('exports a filtered list', async () => {
  const { page } = officer
  await page.getByRole('navigation', { name: '功能' }).getByRole('link', { name: '监管对象' }).click()
  await page.getByTestId('row').first().waitFor()
  await page.getByRole('button', { name: /^登记状态/ }).first().click()
  await page.getByRole('checkbox', { name: '吊销未注销' }).check()
  await page.getByRole('button', { name: '筛选', exact: true }).click()
  await page.waitForURL(/f\.status=/)
  const button = page.getByTestId('export')
  // The number on the button is that of the rows beside it, so once those are the narrowed ones it is too.
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('[data-testid=row]')]
    return rows.length > 0 && rows.every((r) => r.textContent.includes('吊销未注销')) && !document.querySelector('[data-testid=export]').disabled
  })
  const count = Number((await button.textContent()).replace(/\D/g, ''))
  assert.ok(count > 0 && count < 2200, `${count} rows to export`)
  await sound(page, 'filtered')
  await button.click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()])
  const text = readFileSync(await download.path(), 'utf8')
  const lines = text.trim().split(/\r?\n/)
  assert.equal(lines.length - 1, count, 'the file holds what the button said')
  assert.ok(lines.slice(1).every((l) => l.includes('吊销未注销')), 'and nothing else')
})

test('imports a file with ten bad rows and puts one right', async () => {
  badFile()
  const { page } = officer
  await page.getByRole('navigation', { name: '功能' }).getByRole('link', { name: '数据归集' }).click()
  await page.getByTestId('new-batch').click()
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('字段对应').first().waitFor()
  await page.getByText('省局登记库').first().waitFor()
  // The column of codes is known by its heading although every code in it is wrong.
  await page.locator('tr').filter({ hasText: '9137108' }).getByText('统一社会信用代码').nth(1).waitFor()
  await sound(page, 'mapping')
  await page.getByRole('button', { name: '预检' }).click()
  await batch(page, 'ready')
  const kinds = page.locator('tr').filter({ hasText: '隔离' })
  await kinds.filter({ hasText: '统一社会信用代码校验位不符' }).filter({ hasText: '5' }).waitFor()
  await kinds.filter({ hasText: '成立日期不存在的日期' }).filter({ hasText: '5' }).waitFor()
  await sound(page, 'checked')
  await page.getByRole('button', { name: '导入 20 行' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '导入 20 行' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await batch(page, 'done')
  await page.getByRole('button', { name: '就地改正' }).or(page.getByText('就地改正')).first().click()
  const drawer = page.getByRole('dialog').filter({ hasText: '隔离 10 行' })
  await drawer.getByText('成立日期：没有“2001-02-30”这一天').first().click()
  await drawer.getByLabel(/成立日期/).fill('2001-02-28')
  await sound(page, 'fix')
  await drawer.getByRole('button', { name: '改正并重入' }).click()
  await page.getByText('隔离 9 行').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: '功能' }).getByRole('link', { name: '数据归集' }).click()
  await page.getByRole('link', { name: '新手导入.csv' }).waitFor()
  await sound(page, 'batches')
  assert.deepEqual(officer.errors(), [])
  assert.ok(Date.now() - began < 600_000, 'ten minutes are enough')
})

test('a citizen finds a shop on a phone', async () => {
  const { page } = citizen
  await page.goto(base + '/')
  await page.getByRole('searchbox').fill('饺子')
  await page.keyboard.press('Enter')
  const hit = page.locator('.hits a').first()
  await hit.waitFor()
  await sound(page, 'citizen-hits')
  const name = (await hit.locator('b').textContent()).trim()
  await hit.click()
  const title = page.getByRole('heading', { level: 1 })
  await title.waitFor()
  const shown = (await title.textContent()).trim()
  assert.ok(shown.startsWith(name.split('…')[0].split('⋯')[0]), `${shown} is what was chosen: ${name}`)
  await page.getByText('住所').first().waitFor()
  await page.getByText('许可证').first().waitFor()
  for (const b of await page.locator('main button:visible, main a.btn:visible').all()) assert.ok((await b.boundingBox()).height >= 24, 'a target a finger meets')
  await sound(page, 'citizen-shop')
  assert.deepEqual(citizen.errors(), [])
})

test('a shop owner reads what is held about the shop and objects to a wrong address', async () => {
  const { page } = owner
  await page.goto(base + '/')
  await page.getByRole('link', { name: '企业登录' }).click()
  await page.getByLabel('账号').fill('qiye2')
  await page.getByLabel('密码').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '首页' }).waitFor()
  await sound(page, 'owner-home')
  await page.getByRole('navigation').getByRole('link', { name: '局里的记录' }).click()
  await page.getByRole('link', { name: '登记信息' }).click()
  await page.getByText('省局登记库').first().waitFor()
  await sound(page, 'owner-record')
  await page.getByRole('link', { name: '有异议：住所' }).click()
  await page.getByLabel('应当是').fill(`威海市环翠区店主路${stamp}号`)
  await page.getByLabel('理由').fill('今年三月已搬到这里，营业执照已变更。')
  await sound(page, 'owner-objecting')
  await page.getByRole('button', { name: '提出异议' }).click()
  await page.getByText('走到哪一步').waitFor()
  await page.getByText('等本局核实').first().waitFor()
  await sound(page, 'owner-objected')
  assert.deepEqual(owner.errors(), [])
})

test('and the officer finds the objection waiting', async () => {
  const o = await open()
  all.push(o)
  await o.page.goto(base + '/desk/')
  await o.page.getByLabel('账号').fill('wangfang')
  await o.page.getByLabel('密码', { exact: true }).fill(password)
  await o.page.keyboard.press('Enter')
  await o.page.getByRole('heading', { name: '工作台' }).waitFor()
  await o.page.getByTestId('todo-line').filter({ hasText: '住所' }).first().waitFor()
  await sound(o.page, 'objection-waits')
})
