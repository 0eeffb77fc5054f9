// A consumer in a hurry, or with ill will, on a telephone: taps twice, goes back, opens a
// second window, attaches what is too large or of the wrong kind, has a long and rare name,
// writes what looks like a program; and one who has no finger to tap with.
import { test, after } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, open, shot } from './browser.mjs'

const phone = { width: 390, height: 844, touch: true }
const stamp = Date.now().toString(36)
const views = []
const shown = async (o) => { views.push(o); return o }
after(async () => {
  for (const v of views) await v.browser.close()
})

const next = (page) => page.getByRole('button', { name: '下一题' }).tap()
const head = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** Fills a dispute up to the look over everything. */
async function filled(page, { trader, goods, brief, facts = '前天买的，当天打开已经变质。', name = '于晓', files = [] }) {
  await page.goto(base + '/complain/new')
  await page.getByText('我和商家有消费纠纷').tap()
  await next(page)
  await page.getByLabel('名称', { exact: true }).fill(trader)
  await page.getByLabel('地址', { exact: true }).fill('急急路1号')
  await next(page)
  await page.getByLabel('商品或者服务').fill(goods)
  await page.getByLabel('出了什么问题，一句话').fill(brief)
  await page.getByLabel('事情的经过').fill(facts)
  await next(page)
  await page.getByText('退货退款').tap()
  await next(page)
  await head(page, '有照片或者凭据吗')
  if (files.length) await page.locator('input[type=file]').setInputFiles(files)
  await next(page)
  await head(page, '怎么联系您')
  await page.getByLabel('姓名', { exact: true }).fill(name)
  await page.getByLabel('手机号码').fill('15400004466')
  await page.getByLabel('通讯地址').fill('新威路2号')
  await next(page)
  await head(page, '请核对')
}

let desk
const found = async (brief) => {
  desk ??= await shown(await as('reception'))
  return (await (await call(desk.page, 'GET', `/api/complaint/complaint?limit=9&filter=${encodeURIComponent(`matter_in_brief == ${JSON.stringify(brief)}`)}`)).json()).items
}

test('two taps at once, and the same draft in a second window, file one complaint', async () => {
  const { page, context, errors } = await shown(await open(phone))
  await filled(page, { trader: '急急超市', goods: '酸奶', brief: `连点${stamp}` })
  const second = await context.newPage()
  await second.goto(base + '/complain/new')
  await head(second, '请核对')
  await page.route('**/assets/**', (r) => r.abort()) // the connection holds for the filing and no longer
  await page.evaluate(() => { const f = document.querySelector('.filing form'); f.requestSubmit(); f.requestSubmit() })
  await head(page, '投诉登记回执')
  // What was sent here is not sent again there.
  await head(second, '您遇到了什么事')
  await second.getByText('已在另一个窗口提交或者清除').waitFor()
  assert.equal((await found(`酸奶：连点${stamp}`)).length, 1)
  assert.deepEqual(errors(), [])
})

test('the way back leads to the last question, not out of the form', async () => {
  const { page, errors } = await shown(await open(phone))
  await filled(page, { trader: '急急超市', goods: '酸奶', brief: `回退${stamp}` })
  await page.goBack()
  await head(page, '怎么联系您')
  await page.goBack()
  await head(page, '有照片或者凭据吗')
  await page.goForward()
  await head(page, '怎么联系您')
  assert.equal(await page.getByLabel('姓名', { exact: true }).inputValue(), '于晓')
  await page.getByRole('button', { name: '上一题' }).tap()
  await head(page, '有照片或者凭据吗')
  await page.reload()
  await head(page, '有照片或者凭据吗')
  await page.goBack()
  await head(page, '您希望商家怎么做')
  assert.deepEqual(errors(), [])
})

test('what is too large, empty or no paper is not taken, and it is said of each', async () => {
  const { page, errors } = await shown(await open({ ...phone, allow: ['422'] }))
  const file = (name, mimeType, buffer) => ({ name, mimeType, buffer })
  await page.goto(base + '/complain/new')
  await page.evaluate(() => localStorage.setItem('hj-filing', JSON.stringify({ about: 'dispute', trader: '急急超市', address: '急急路1号', goods: '酸奶', brief: '变质了', facts: '打开已经变质。', wants: ['refund'], name: '于晓', phone: '15400004466', home: '新威路2号', step: 4, at: new Date().toISOString() })))
  await page.reload()
  await head(page, '有照片或者凭据吗')
  await page.locator('input[type=file]').setInputFiles([file('大.pdf', 'application/pdf', Buffer.alloc(12 << 20, 1)), file('程序.exe', 'application/x-msdownload', Buffer.from('MZ')), file('空.png', 'image/png', Buffer.alloc(0)), file('画.svg', 'image/svg+xml', Buffer.from('<svg/>')), file('小票.txt', 'text/plain', Buffer.from('收据'))])
  const said = page.getByRole('alert')
  await said.filter({ hasText: '“大.pdf”有 12.0 MB，超过 10.0 MB' }).filter({ hasText: '“程序.exe”不是照片' }).filter({ hasText: '“空.png”是空的' }).filter({ hasText: '“画.svg”不是照片' }).waitFor()
  assert.deepEqual(await page.locator('.attach li').allInnerTexts(), ['小票.txt 6 B\n去掉'])
  assert.ok(await fits(page))
  assert.deepEqual(await axe(page), [])
  await shot(page, 'careless-files')
  // What calls itself a paper and is a page is refused by the server, at this question, by its name.
  await page.locator('input[type=file]').setInputFiles([file('订单.txt', 'text/plain', Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>'))])
  await page.getByText('订单.txt').waitFor()
  for (const h of ['怎么联系您', '请核对']) { await next(page); await head(page, h) }
  await page.getByRole('button', { name: '提交', exact: true }).tap()
  await head(page, '有照片或者凭据吗')
  await page.getByRole('alert').filter({ hasText: '“订单.txt”没有收下' }).waitFor()
  await shot(page, 'careless-refused')
  await page.getByRole('button', { name: '去掉 订单.txt' }).tap()
  assert.equal(await page.getByRole('alert').count(), 0)
  assert.deepEqual(errors(), [])
})

test('a name of forty rare characters and words of a program stay words, and fit', async () => {
  const { page, errors } = await shown(await open(phone))
  const trader = '威海市环翠区𠮷祥如意山珍海味特产食品日用百货烟酒茶糖副食品连锁经营管理有限责任公司第一店'
  assert.equal(Array.from(trader).length > 40, true)
  const brief = `<img src=x onerror=alert(1)>{{7*7}}${stamp}`
  const name = '欧阳𠮷' + '龘'.repeat(37)
  await filled(page, { trader, goods: '酸奶', brief, name, facts: '"; DROP TABLE complaint; -- \u202e反写\u202c ${1+1} =1+1 👨‍👩‍👧 第一行\n第二行' })
  await page.getByText(name).waitFor()
  assert.ok(await fits(page))
  await shot(page, 'careless-review')
  await page.getByRole('button', { name: '提交', exact: true }).tap()
  await head(page, '投诉登记回执')
  await page.getByText(trader).waitFor()
  await page.getByText(`酸奶：${brief}`).waitFor()
  assert.ok(await fits(page))
  await shot(page, 'careless-receipt')
  const [picture] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '保存到手机' }).tap()])
  assert.equal(picture.suggestedFilename(), '投诉登记回执.png')
  await picture.saveAs('web/shots/careless-picture.png')
  const code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  await page.goto(`${base}/progress#${code.replaceAll(' ', '')}`)
  await page.getByLabel('手机号后四位').fill('4466')
  await page.getByRole('button', { name: '查询', exact: true }).tap()
  await page.getByRole('heading', { name: `酸奶：${brief}` }).waitFor()
  await page.getByText('我填写的内容').tap()
  await page.getByText('DROP TABLE complaint').waitFor()
  assert.ok(await fits(page))
  assert.deepEqual(await axe(page), [])
  await shot(page, 'careless-progress')
  const items = await found(`酸奶：${brief}`)
  assert.equal(items.length, 1)
  assert.equal(items[0].values.respondent_as_written, trader)
  assert.equal(items[0].values.complainant.name, name)
  assert.deepEqual(errors(), [])
})

test('by keyboard alone, every stop seen', async () => {
  const { page, errors } = await shown(await open({ width: 390, height: 844 }))
  const press = (...keys) => keys.reduce((p, k) => p.then(() => page.keyboard.press(k)), Promise.resolve())
  const type = async (text) => { await press('Tab'); await page.keyboard.type(text) }
  const at = (id) => page.waitForFunction((x) => document.activeElement?.id === x, id)
  // A reader begins at the question, so that the first stop is its first answer.
  const asked = async (name) => {
    await head(page, name)
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  }
  await page.goto(base + '/complain/new')
  await head(page, '您遇到了什么事')
  await page.locator('.filing h1').focus()
  await press('Tab', 'Space')
  assert.ok(await page.locator('input[name=about]').first().isChecked())
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement.closest('.choice')).outlineStyle)
  assert.equal(outline, 'solid', 'the choice that has the focus is seen')
  await press('Enter')
  await asked('是哪一家')
  await type('键盘超市')
  await at('trader')
  await type('键盘路1号')
  await press('Enter')
  await asked('买了什么')
  await type('酸奶')
  await type(`键盘${stamp}`)
  for (let i = 0; i < 8 && (await page.evaluate(() => document.activeElement.id)) !== 'facts'; i++) await press('Tab')
  await page.keyboard.type('打开已经变质。')
  for (let i = 0; i < 4 && (await page.evaluate(() => document.activeElement.type)) !== 'submit'; i++) await press('Tab')
  await press('Enter')
  await asked('您希望商家怎么做')
  await press('Tab', 'Space', 'Enter')
  await asked('有照片或者凭据吗')
  for (let i = 0; i < 6 && (await page.evaluate(() => document.activeElement.type)) !== 'submit'; i++) await press('Tab')
  await press('Enter')
  await asked('怎么联系您')
  await type('于晓')
  await type('15400004477')
  for (let i = 0; i < 6 && (await page.evaluate(() => document.activeElement.id)) !== 'home'; i++) await press('Tab')
  await page.keyboard.type('新威路2号')
  await press('Enter')
  await asked('请核对')
  for (let i = 0; i < 4 && (await page.evaluate(() => document.activeElement.type)) !== 'submit'; i++) await press('Tab')
  await press('Enter')
  await head(page, '投诉登记回执')
  assert.equal((await found(`酸奶：键盘${stamp}`)).length, 1)
  assert.deepEqual(errors(), [])
})
