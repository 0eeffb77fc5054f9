// A file with ten bad rows of ten sorts: the preflight says so, the quarantine
// shows each with its reason and the wrong character, some are mended in place,
// one is dropped for a reason, the sums hold throughout, the batch is taken
// back, and the same file again changes nothing.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { as, axe, base, batch, call, shot } from './browser.mjs'
import { uscc } from './code.mjs'

const head = '企业名称,统一社会信用代码,注册号,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址'
// The last sign of a right code is another one.
const right = uscc('371002', 'Q20')
const wrong = right.slice(0, 17) + (right[17] === 'X' ? 'Y' : 'X')
const good = [
  `威海隔离试验一号有限公司,${uscc('371002', 'Q10')},,2020-01-02,有限责任公司,100万人民币,食品销售,山东,威海,威海市环翠区试验路101号`,
  `威海隔离试验二号有限公司,${uscc('371002', 'Q11')},,2020-01-03,有限责任公司,200万人民币,餐饮服务,山东,威海,威海市环翠区试验路102号`,
]
const bad = [
  `威海隔离坏行一号有限公司,${wrong},,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路201号`, // check character
  `威海隔离坏行二号有限公司,${uscc('371002', 'Q21').replace('002MA', 'OO2MA')},,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路202号`, // a letter that is no symbol
  '威海隔离坏行三号有限公司,91371002MADE,,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路203号', // too short
  '威海隔离坏行四号有限公司,,,2020-02-30,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路204号', // no such day
  ',,,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路205号', // no name
  `${'长'.repeat(201)},,,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路206号`, // name too long
  '威海隔离坏行七号有限公司,,37100260000000X,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路207号', // old number
  `威海隔离坏行八号有限公司,,,2020-02-01,${'型'.repeat(61)},10万人民币,食品销售,山东,威海,威海市环翠区试验路208号`, // type too long
  '威海隔离坏行九号有限公司,,,二〇二〇年某月,有限责任公司,10万人民币,食品销售,山东,威海,威海市环翠区试验路209号', // no date
  `威海隔离坏行十号有限公司,,,2020-02-01,有限责任公司,10万人民币,食品销售,山东,威海,${'路'.repeat(301)}`, // address too long
]
const file = path.join(process.env.TMP, '登记库_坏行.csv')
writeFileSync(file, '\uFEFF' + [head, ...good, ...bad].join('\r\n') + '\r\n')

/** Uploads, checks and imports; the page then stands at the batch. */
async function bring(page, name) {
  await page.goto(base + '/desk/collect/new')
  await page.getByTestId('file').setInputFiles(name)
  await page.getByTestId('preflight').click()
  await batch(page, 'ready')
}
const sums = async (page) => {
  const b = await (await call(page, 'GET', '/api/collect/batches/' + page.url().match(/collect\/([^?/]+)/)[1])).json()
  assert.equal(b.read, b.accepted + b.merged + b.unchanged + b.quarantined)
  return [b.read, b.accepted, b.merged, b.unchanged, b.quarantined]
}

test('ten bad rows', async () => {
  const o = await as('steward')
  const { page } = o
  await bring(page, file)
  assert.deepEqual(await sums(page), [12, 2, 0, 0, 10])
  await page.getByTestId('outcomes').getByText('将隔离').waitFor()
  const preview = page.locator('section', { has: page.getByText('隔离预览') })
  await preview.getByText('没有“2020-02-30”这一天').waitFor()
  assert.equal(await preview.getByTestId('wrong').first().innerText(), wrong[17])
  await preview.getByTestId('open-quarantine').click()
  await page.getByText('第 4 行，导入之后可以就地改正').waitFor()
  assert.equal(await page.getByRole('listbox', { name: '隔离的行' }).getByRole('option').count(), 10)
  await page.keyboard.press('Escape')
  await page.locator('.ant-drawer').waitFor({ state: 'hidden' })
  await shot(page, 'quarantine-preflight')
  assert.deepEqual(await axe(page), [])
  await page.getByTestId('run').dblclick()
  const ask = page.getByRole('dialog')
  await ask.getByText('隔离 10 行不进档案').waitFor()
  await ask.getByRole('button', { name: '导入 2 行' }).click()
  await batch(page, 'done')
  assert.deepEqual(await sums(page), [12, 2, 0, 0, 10])
  await page.setViewportSize({ width: 1280, height: 800 })
  await shot(page, 'quarantine-done-1280')
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByTestId('open-quarantine').click()
  const rows = page.getByRole('listbox', { name: '隔离的行' }).getByRole('option')
  await rows.first().waitFor()
  assert.equal(await rows.count(), 10)
  const texts = []
  for (let i = 0; i < 10; i++) {
    await rows.nth(i).click()
    const why = page.locator('.qfix .seal')
    await why.first().waitFor()
    texts.push(await why.allInnerTexts())
  }
  assert.equal(new Set(texts.map(String)).size, 10, 'ten rows, ten reasons') // each says what is wrong with it
  for (const t of texts.flat()) assert.match(t, /\p{Script=Han}/u)
  // the wrong character itself is marked
  await rows.nth(0).click()
  await page.locator('.qfix').getByTestId('wrong').filter({ hasText: new RegExp(`^${wrong[17]}$`) }).waitFor()
  await shot(page, 'quarantine-row')
  await rows.nth(1).click()
  await page.locator('.qfix').getByTestId('wrong').filter({ hasText: /^O+$/ }).waitFor()

  // one is mended only by half and stays, with what is still wrong
  const form = page.locator('.qfix')
  const rerun = form.getByTestId('rerun')
  await rows.nth(3).click()
  await form.getByLabel('成立日期').fill('2020-02-31')
  await rerun.click()
  await form.getByText(/2020-02-31|没有|不是/).first().waitFor()
  assert.deepEqual(await sums(page), [12, 2, 0, 0, 10])
  await form.getByLabel('成立日期').fill('2020-02-29')
  await rerun.dblclick() // once is enough
  await rows.filter({ hasText: '已改正重入' }).first().waitFor()
  assert.deepEqual(await sums(page), [12, 3, 0, 0, 9])
  await rows.nth(4).click()
  await form.getByLabel('名称').fill('威海隔离坏行五号有限公司')
  await rerun.click()
  await rows.filter({ hasText: '已改正重入' }).nth(1).waitFor()
  await rows.nth(2).click()
  await form.getByLabel('统一社会信用代码').fill('')
  await rerun.click()
  await rows.filter({ hasText: '已改正重入' }).nth(2).waitFor()
  assert.deepEqual(await sums(page), [12, 5, 0, 0, 7])

  // one is left out, and says why
  await rows.nth(5).click()
  await form.getByRole('button', { name: '弃置此行' }).click()
  assert.equal(await form.getByTestId('drop').isDisabled(), true)
  await form.getByLabel('弃置理由').fill('来源误录，省局已更正')
  await form.getByTestId('drop').dblclick()
  await rows.filter({ hasText: '已弃置' }).waitFor()
  await rows.nth(5).click()
  const ended = page.getByTestId('row-ended')
  await ended.filter({ hasText: '来源误录，省局已更正' }).waitFor()
  assert.match(await ended.innerText(), /鞠晓东/)
  await shot(page, 'quarantine-dropped')
  assert.deepEqual(await sums(page), [12, 5, 0, 0, 7])
  await page.keyboard.press('Escape')
  await page.locator('.ant-drawer').waitFor({ state: 'hidden' })

  // the same file again: what is in is unchanged, nothing comes twice
  const first = page.url().replace(/\?.*/, '')
  await bring(page, file)
  assert.deepEqual(await sums(page).then((s) => s.slice(0, 3)), [12, 0, 0])
  await page.getByTestId('run').click()
  await page.getByRole('dialog').getByRole('button', { name: /^导入/ }).click()
  await batch(page, 'done')
  const again = await sums(page)
  assert.deepEqual(again.slice(0, 3), [12, 0, 0])
  assert.ok(again[3] >= 2)

  // an officer builds on one of the new records, then the batch is taken back
  const found = await (await call(page, 'GET', '/api/registration/business?q=' + encodeURIComponent('隔离试验二号'))).json()
  const r = found.items[0]
  const amended = await call(page, 'POST', `/api/registration/business/${r.area}/${r.id}/acts/amend`, { values: { staff: 7 }, reason: '现场核实' }, { 'If-Match': `"${r.rev}"` })
  assert.equal(amended.status(), 200, await amended.text())
  await page.goto(first)
  await page.getByTestId('undo').click()
  const undo = page.getByRole('dialog')
  for (const t of [/由鞠晓东导入/, /本批新增的 5 条记录，此后未再改动的撤销/, /此后又有办理的记录保持不动/, /记入留痕账本/]) assert.match(await undo.innerText(), t)
  await shot(page, 'undo')
  await undo.getByRole('button', { name: '撤回 5 行' }).dblclick()
  await batch(page, 'undone')
  const undone = page.getByTestId('undone')
  await undone.waitFor()
  assert.ok((await undone.locator('..').boundingBox()).height > 100, 'the result of the undo is squeezed flat')
  assert.match((await undone.innerText()).replace(/\s/g, ''), /撤销新增4条，回到原值\d+条，保持不动1条/)
  await page.getByRole('link', { name: '威海隔离试验二号有限公司' }).waitFor()
  await shot(page, 'undone')
  await page.goto(base + '/desk/collect')
  const line = page.getByTestId('row').filter({ hasText: '登记库_坏行' }).last()
  for (const t of ['鞠晓东', '已撤回', '省局登记库']) assert.match(await line.innerText(), new RegExp(t))
  assert.match(await line.innerText(), /2\d{3}-\d\d-\d\d \d\d:\d\d/)
  await shot(page, 'batches')
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
