// A consumer files on a telephone, with a photograph; gets a receipt; is told by the
// officers; answers; rates. And a talk with a trader, answered at the business's desk.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, open, shot } from './browser.mjs'

const phone = { width: 390, height: 844 }
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const views = []
const shown = async (o) => { views.push(await open(o)); return views.at(-1) }
after(async () => {
  for (const v of views) await v.browser.close()
})

/** Fills what stands in one question and goes on. */
async function next(page, head, fill) {
  await page.getByRole('heading', { level: 1, name: head }).waitFor()
  await fill?.()
  assert.deepEqual(await axe(page), [], head)
  await page.getByRole('button', { name: '下一题' }).click()
}

const api = async (page, method, path, data, headers) => {
  const r = await call(page, method, path, data, headers)
  assert.ok(r.ok(), `${method} ${path}: ${r.status()} ${await r.text()}`)
  return r.json()
}

let receipt
test('a dispute is filed on a telephone, one question a screen, and nothing is lost on the way', async () => {
  const { page, context, errors } = await shown({ ...phone, allow: ['Failed to load resource', 'ERR_INTERNET_DISCONNECTED'] })
  await page.goto(base + '/')
  await page.getByRole('link', { name: /我要投诉举报/ }).click()
  await page.getByRole('link', { name: '开始填写' }).click()
  await next(page, '您遇到了什么事', () => page.getByText('我和商家有消费纠纷').click())
  await page.getByRole('button', { name: '下一题' }).click()
  await page.getByText('请填写对方的名称').waitFor()
  await next(page, '是哪一家', async () => {
    await page.getByLabel('名称', { exact: true }).fill('试验路生鲜小铺')
    await page.getByLabel('地址', { exact: true }).fill('试验路1号')
  })
  await next(page, '买了什么', async () => {
    await page.getByLabel('商品或者服务').fill('鲜牛奶')
    await page.getByLabel('出了什么问题，一句话').fill('打开已经变质')
    await page.getByLabel('事情的经过').fill('前天买的鲜牛奶，当天打开已经变质，店家不肯退。')
  })
  // Closed and opened again: the draft is there.
  await page.goto(base + '/complain')
  await page.getByRole('link', { name: '接着填' }).click()
  await next(page, '您希望商家怎么做', async () => {
    await page.getByText('退货退款').click()
    await page.getByLabel('要求退款').fill('68.50')
    await shot(page, 'filing-wants-phone')
  })
  await next(page, '有照片或者凭据吗', async () => {
    await page.locator('input[type=file]').setInputFiles({ name: '小票.png', mimeType: 'image/png', buffer: pixel })
    await page.getByText('小票.png').waitFor()
    await shot(page, 'filing-files-phone')
  })
  await next(page, '怎么联系您', async () => {
    await page.getByLabel('姓名', { exact: true }).fill('于晓')
    await page.getByLabel('手机号码').fill('15400007788')
    await page.getByLabel('通讯地址').fill('新威路2号')
    await page.getByRole('button', { name: '获取验证码' }).click()
    const code = /(\d{6})/.exec(await page.getByText(/验证码是 \d{6}/).innerText())[1]
    await page.getByLabel(/^验证码/).fill(code)
    await shot(page, 'filing-you-phone')
  })
  await page.getByRole('heading', { level: 1, name: '请核对' }).waitFor()
  await shot(page, 'filing-review-phone')
  assert.deepEqual(await axe(page), [])
  // The connection breaks: everything is kept, and it is sent by itself when it is back.
  await context.setOffline(true)
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByText('网络恢复后会自动重新提交').waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { level: 1, name: '投诉登记回执' }).waitFor({ timeout: 30000 })
  assert.deepEqual(await axe(page), [])
  await shot(page, 'receipt-phone')
  const code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  assert.match(code, /^[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}$/)
  receipt = { code, number: await page.getByText(/投诉〔\d+〕\d+/).first().innerText() }
  assert.equal(await page.evaluate(() => localStorage.getItem('hj-filing')), null, 'the draft is gone from the device')
  assert.deepEqual(errors(), [])
})

test('the officer sees channel and photograph, asks, accepts; the consumer follows, answers, agrees, is told, rates', async () => {
  const desk = await as('reception')
  views.push(desk)
  const found = await api(desk.page, 'GET', '/api/complaint/complaint?limit=1&filter=' + encodeURIComponent(`matter_in_brief == "鲜牛奶：打开已经变质" && channel == "portal"`))
  const c = found.items[0]
  assert.equal(c.number, receipt.number)
  assert.equal(c.labels.materials, '小票.png')
  const path = `/api/complaint/complaint/${c.area}/${c.id}`
  const act = async (o, name, values, reason) => {
    const r = await call(o.page, 'GET', path)
    return api(o.page, 'POST', `${path}/acts/${name}`, { values, reason }, { 'If-Match': r.headers().etag })
  }
  const officer = await as('wangfang')
  views.push(officer)
  const me = (await api(officer.page, 'GET', '/api/session')).person ?? {}
  const units = await api(desk.page, 'GET', '/api/actor/unit?limit=200')
  const unit = units.items.find((u) => u.title.includes('信用') || u.labels.name?.includes('信用')) ?? units.items[0]
  await act(desk, 'dispatch', { handling_unit: { area: unit.area, id: unit.id } })
  await act(officer, 'ask_complainant', { question: '小票上的时间是哪一天？' })

  const { page, errors } = await shown(phone)
  await page.goto(`${base}/progress#${receipt.code.replaceAll(' ', '')}`)
  await page.getByLabel('手机号后四位').fill('0000')
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByText('没有查到').waitFor()
  await page.getByLabel('手机号后四位').fill('7788')
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByRole('heading', { name: '鲜牛奶：打开已经变质' }).waitFor()
  assert.equal(new URL(page.url()).hash, '', 'the code does not stay in the address')
  await page.getByText('小票上的时间是哪一天').waitFor()
  await shot(page, 'progress-asked-phone')
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: '答复' }).click()
  await page.getByLabel('您的答复').fill('十一月二十日')
  await page.getByRole('button', { name: '提交答复' }).click()
  await page.getByRole('button', { name: '补充材料' }).waitFor()

  await act(officer, 'accept', {})
  await page.reload()
  await page.getByRole('button', { name: '表态是否同意调解' }).click()
  await page.getByText('同意调解', { exact: true }).click()
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && r.ok())
  await page.getByRole('button', { name: '确定' }).click()
  await answered
  await act(officer, 'agree', { complainant_consent: true, respondent_consent: true })
  await page.reload()
  await page.getByText('调解中').first().waitFor()
  await shot(page, 'progress-phone')
  await act(officer, 'settle_plain', { agreement: '店家当场退款 68.50 元。', no_book: 'performed' })
  await page.reload()
  await page.getByText('店家当场退款').waitFor()
  await page.getByRole('button', { name: '评价' }).click()
  await page.getByText('很满意', { exact: true }).click()
  await page.getByLabel('想说的话').fill('处理很快')
  await shot(page, 'progress-rate-phone')
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: '提交评价' }).click()
  await page.getByText('我填写的内容').click()
  await page.getByText('5 分', { exact: true }).waitFor()
  assert.deepEqual(errors().filter((e) => !e.includes('404')), [])
})

test('an anonymous tip-off: its receipt opens without digits and tells that it was received, nothing else', async () => {
  const { page } = await shown()
  await page.goto(base + '/complain/new')
  await next(page, '您遇到了什么事', () => page.getByText('我发现了违法行为').click())
  await next(page, '是哪一家', async () => {
    await page.getByLabel('名称', { exact: true }).fill('试验路生鲜小铺')
    await page.getByLabel('地址', { exact: true }).fill('试验路1号')
  })
  await next(page, '发现了什么违法行为', async () => {
    await page.getByLabel('违法行为，一句话').fill('销售过期牛奶')
    await page.getByLabel('线索和事实').fill('货架上有多盒已过保质期。')
    await shot(page, 'filing-violation')
  })
  await next(page, '有照片或者凭据吗')
  await next(page, '怎么联系您', () => page.getByText('不写姓名和电话').click())
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: '举报登记回执' }).waitFor({ timeout: 30000 })
  await shot(page, 'receipt')
  const code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  await page.goto(base + '/')
  await page.getByRole('searchbox').fill(code)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.getByRole('heading', { name: '销售过期牛奶' }).waitFor()
  assert.deepEqual(await page.locator('.marks > li').count(), 1)
  await shot(page, 'progress')
})

test('a trader answers a consumer at its desk', async () => {
  const { page } = await shown()
  assert.ok((await call(page, 'POST', '/api/business/session', { account: 'qiye1', password: 'Yanshi-2026-heng' })).ok())
  await page.goto(base + '/business/talks')
  await page.getByRole('heading', { level: 1, name: '在线协商' }).waitFor()
  await shot(page, 'business-talks')
  assert.deepEqual(await axe(page), [])
  await page.getByRole('link', { name: /^答复/ }).first().click()
  await page.getByLabel('方案', { exact: true }).fill('退还货款，三日内到账。')
  await page.getByLabel(/金额/).fill('59')
  await shot(page, 'business-talk')
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: '提出方案' }).click()
  await page.getByText('等消费者决定').first().waitFor()
})

test('a consumer who talks with the trader complains without waiting for him', async () => {
  const { page, errors } = await shown(phone)
  await page.goto(base + '/complain')
  await page.getByRole('link', { name: '开始填写' }).click()
  await next(page, '您遇到了什么事', () => page.getByText('我和商家有消费纠纷').click())
  await next(page, '是哪一家', async () => {
    await page.getByLabel('名称', { exact: true }).fill('威海市宏泽大药房')
    await page.getByLabel('登记的企业').getByRole('button').first().click()
    await page.getByText('它加入了在线协商').waitFor()
  })
  await page.getByRole('heading', { level: 1, name: '先和商家协商吗' }).waitFor()
  await shot(page, 'filing-talk-phone')
  await next(page, '先和商家协商吗', () => page.getByText('先在线协商').click())
  await next(page, '买了什么', async () => {
    await page.getByLabel('商品或者服务').fill('维生素片')
    await page.getByLabel('出了什么问题，一句话').fill('包装破损')
    await page.getByLabel('事情的经过').fill('收到时包装破损，店家没有回复。')
  })
  await next(page, '您希望商家怎么做', () => page.getByText('退货退款').click())
  await next(page, '有照片或者凭据吗')
  await next(page, '怎么联系您', async () => {
    await page.getByLabel('姓名', { exact: true }).fill('于晓')
    await page.getByLabel('手机号码').fill('15400007799')
    await page.getByLabel('通讯地址').fill('新威路2号')
    await page.getByRole('button', { name: '获取验证码' }).click()
    const sent = /(\d{6})/.exec(await page.getByText(/验证码是 \d{6}/).innerText())[1]
    await page.getByLabel(/^验证码/).fill(sent)
  })
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: '在线协商回执' }).waitFor({ timeout: 30000 })
  const code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  await page.goto(`${base}/progress#${code.replaceAll(' ', '')}`)
  await page.getByLabel('手机号后四位').fill('7799')
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByText('等待商家答复').first().waitFor()
  await shot(page, 'progress-talk-phone')
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: '转为投诉' }).click()
  await page.getByText('不必等商家答复').waitFor()
  await shot(page, 'progress-complain-phone')
  await page.getByRole('button', { name: '转为投诉' }).last().click()
  await page.getByText(/投诉〔\d+〕\d+/).first().waitFor()
  await page.getByText('已转为投诉').first().waitFor()
  await shot(page, 'progress-complained-phone')
  assert.deepEqual(errors(), [])
})
