// A talk between consumer and trader (在线协商), both on telephones: the consumer files it,
// the trader finds and answers it within his days, the consumer sees the offer, does not
// take it and complains. Then the trader's page on the wide screen.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { axe, base, call, open, password, shot } from './browser.mjs'

const phone = { width: 390, height: 844, touch: true }
const stamp = Date.now().toString(36)
let consumer, trader, shop
before(async () => {
  consumer = await open(phone)
  trader = await open(phone)
})
after(async () => {
  for (const v of [consumer, trader]) await v?.browser.close()
})

/** No serious finding, nothing wider than the screen. */
async function sound(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`)
  await shot(page, `talk-${name}`)
}

const tap = (page, role, name) => page.getByRole(role, { name, exact: true }).tap()
const next = (page) => tap(page, 'button', '下一题')
const head = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()

test('the consumer asks the trader first', async () => {
  const { page } = trader
  assert.ok((await call(page, 'POST', '/api/business/session', { account: 'qiye1', password })).ok())
  shop = (await (await call(page, 'GET', '/api/business/session')).json()).subject
  const { page: p } = consumer
  await p.goto(base + '/complain/new')
  await p.getByText('我和商家有消费纠纷').tap()
  await next(p)
  await p.getByLabel('名称', { exact: true }).fill(shop.name)
  await p.getByLabel('登记的企业').getByRole('button').first().tap()
  await p.getByText('它加入了在线协商').waitFor()
  await next(p)
  await p.getByText('先在线协商').tap()
  await sound(p, '1-choice')
  await next(p)
  await p.getByLabel('商品或者服务').fill('维生素片')
  await p.getByLabel('出了什么问题，一句话').fill(`包装破损${stamp}`)
  await p.getByLabel('事情的经过').fill('收到时包装破损，药片受潮。')
  await next(p)
  await p.getByText('退货退款').tap()
  await p.getByLabel('要求退款').fill('59')
  await next(p)
  await next(p)
  await head(p, '怎么联系您')
  await p.getByLabel('姓名', { exact: true }).fill('于晓')
  await p.getByLabel('手机号码').fill('15400003355')
  await p.getByLabel('通讯地址').fill('新威路2号')
  await next(p)
  await tap(p, 'button', '提交')
  await head(p, '在线协商回执')
  await sound(p, '2-receipt')
})

test('the trader sees until when he must answer, and offers', async () => {
  const { page, errors } = trader
  await page.goto(base + '/business/')
  await page.getByRole('heading', { name: '首页' }).waitFor()
  await sound(page, '3-home')
  await page.goto(base + '/business/talks')
  await head(page, '在线协商')
  await page.getByText(new RegExp(stamp)).first().waitFor()
  await sound(page, '4-list')
  await page.getByRole('link', { name: new RegExp(`^答复.*${stamp}`) }).tap()
  await page.getByText('药片受潮').waitFor()
  await sound(page, '5-asked')
  await page.screenshot({ path: 'web/shots/talk-5-asked-full.png', fullPage: true })
  await page.getByLabel('方案', { exact: true }).fill('退还货款，三日内到账。')
  await page.getByLabel(/金额/).fill('30')
  await sound(page, '6-offer')
  await tap(page, 'button', '提出方案')
  await page.getByText('等消费者决定').first().waitFor()
  await sound(page, '7-offered')
  assert.deepEqual(errors(), [])
})

test('the consumer sees the offer, does not take it, and complains', async () => {
  const { page, errors } = consumer
  const code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  await tap(page, 'button', '完成')
  await page.goto(`${base}/progress#${code.replaceAll(' ', '')}`)
  await page.getByLabel('手机号后四位').fill('3355')
  await tap(page, 'button', '查询')
  await page.getByText('退还货款，三日内到账').waitFor()
  await sound(page, '8-answer')
  await tap(page, 'button', '不接受')
  await page.getByLabel('原因').fill('应当全额退款')
  await sound(page, '9-decline')
  await page.getByRole('button', { name: '不接受', exact: true }).last().tap()
  await page.getByText('协商没有成功').first().waitFor()
  await sound(page, '10-unsolved')
  await tap(page, 'button', '转为投诉')
  await page.getByText('不必等商家答复').waitFor()
  await page.getByRole('button', { name: '转为投诉', exact: true }).last().tap()
  await page.getByText(/投诉〔\d+〕\d+/).first().waitFor()
  await sound(page, '11-complained')
  assert.deepEqual(errors(), [])
})

test('the trader’s page on the wide screen', async () => {
  const o = await open()
  try {
    assert.ok((await call(o.page, 'POST', '/api/business/session', { account: 'qiye1', password })).ok())
    await o.page.goto(base + '/business/talks')
    await o.page.getByText(new RegExp(stamp)).first().waitFor()
    await sound(o.page, '12-list-wide')
    await o.page.getByRole('link', { name: new RegExp(stamp) }).first().click()
    await o.page.getByText('已转为投诉').first().waitFor()
    await sound(o.page, '13-talk-wide')
    assert.deepEqual(o.errors(), [])
  } finally {
    await o.browser.close()
  }
})
