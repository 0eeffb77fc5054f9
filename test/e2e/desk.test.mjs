// The main job in a browser: sign in, import a file with preflight and
// quarantine, find a business, open its page, see where a field comes from,
// look at any declared kind.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { base, batch, open, shot, signIn } from './browser.mjs'

const file = path.join(process.env.TMP, '登记库_增量.csv')

/** A file with good rows, one wrong check character and one impossible day. */
function makeFile() {
  const head = '企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址'
  const rows = [
    '乳山市战捷试验工程有限公司,91371083MADEMXJ12H,2001-01-02,N/A,2000万人民币,土木工程施工；水电安装,山东,威海,山东省威海市乳山市试验路北首',
    '威海市试验印刷厂,91371002MADEMXJ200,2001-01-03,N/A,50万人民币,包装装潢印刷,山东,威海,威海市环翠区试验路43号',
    '威海试验食品有限公司,,2001-02-30,N/A,88(万元人民币),食品销售,山东,威海,威海市文登区试验街1号',
  ]
  writeFileSync(file, '\uFEFF' + [head, ...rows].join('\r\n') + '\r\n')
}

let b, page
before(async () => {
  makeFile()
  b = await open()
  page = b.page
})
after(async () => {
  await b.browser.close()
})

test('a wrong password is refused in plain words', async () => {
  await page.goto(base + '/desk/')
  await page.getByLabel('账号').fill('steward')
  await page.getByLabel('密码', { exact: true }).fill('not-the-password')
  await page.keyboard.press('Enter')
  await page.getByText('账号或密码不正确').waitFor()
  await shot(page, 'signin')
})

test('the steward imports a file and sees what is quarantined', async () => {
  await signIn(page, 'steward')
  await shot(page, 'home')
  await page.goto(base + '/desk/collect/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('字段对应').first().waitFor()
  await page.getByText('省局登记库').first().waitFor()
  await shot(page, 'import-mapping')
  await page.getByRole('button', { name: '预检' }).click()
  await page.getByText('预检完成').first().waitFor({ timeout: 20000 })
  await shot(page, 'import-checked')
  await page.getByRole('button', { name: '导入 1 行' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '导入 1 行' }).click()
  await batch(page, 'done')
  await shot(page, 'import-done')
})

test('an officer finds the business by a part of its name and opens its page', async () => {
  const o = await open()
  try {
    await signIn(o.page, 'wangfang')
    await o.page.keyboard.press('Control+k')
    await o.page.getByRole('dialog').getByRole('textbox').or(o.page.getByRole('combobox')).first().fill('战捷')
    await o.page.waitForTimeout(800)
    await shot(o.page, 'palette')
    await o.page.getByTestId('hit').filter({ hasText: '乳山市战捷试验工程有限公司' }).first().click({ timeout: 10000 })
    await o.page.getByText('一企一档').waitFor()
    await o.page.getByText('91371083MADEMXJ12H').first().waitFor()
    await shot(o.page, 'dossier')
    assert.match(o.page.url(), /\/dossier\/3710\//)
    await o.page.goto(base + '/desk/subjects')
    await o.page.getByText('监管对象').first().waitFor()
    await o.page.waitForTimeout(500)
    await shot(o.page, 'subjects')
    await o.page.goto(base + '/desk/r/licensing/permit')
    await o.page.getByText('许可文件编号').first().waitFor()
    await shot(o.page, 'list')
    await o.page.goto(base + '/desk/kind/business')
    await o.page.getByText('practice/registration/business.yaml').first().waitFor()
    await shot(o.page, 'declaration')
    assert.deepEqual(o.errors(), [])
  } finally {
    await o.browser.close()
  }
})

test('an administrator sees no business data', async () => {
  const o = await open()
  try {
    await signIn(o.page, 'sysadmin')
    const r = await o.page.request.get(base + '/api/registration/business')
    assert.equal(r.status(), 403)
    await shot(o.page, 'home-admin')
  } finally {
    await o.browser.close()
  }
})
