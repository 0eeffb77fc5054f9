// A consumer has nothing but a telephone in his hand: he files with a photograph, keeps
// the receipt, follows, reads the notice of the session, the result and the reply, rates.
// Fingers only, at 390 px; nothing on any page may be wider than the screen.
import { test, after } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { as, axe, base, call, open, shot } from './browser.mjs'

const phone = { width: 390, height: 844, touch: true }
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const stamp = Date.now().toString(36)
const views = []
const shown = async (o) => { views.push(o); return o }
after(async () => {
  for (const v of views) await v.browser.close()
})

/** No serious finding, nothing wider than the screen, nothing too small for a finger. */
async function sound(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`)
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main a[href], main summary, main input:not([type=hidden])')].flatMap((e) => {
    const at = e.closest('label') ?? e
    const r = at.getBoundingClientRect()
    const inline = getComputedStyle(at).display === 'inline'
    return r.width > 0 && !inline && !e.closest('.unseen') && r.height < 36 ? [`${e.textContent || e.id} ${Math.round(r.width)}×${Math.round(r.height)}`] : []
  }))
  assert.deepEqual(small, [], `${name}: too small for a finger`)
  await shot(page, `phone-${name}`)
}

const tap = (page, role, name) => page.getByRole(role, { name, exact: true }).tap()

async function next(page, head, name, fill) {
  await page.getByRole('heading', { level: 1, name: head }).waitFor()
  await fill()
  await sound(page, name)
  await tap(page, 'button', '下一题')
}

const api = async (o, method, path, data, headers) => {
  const r = await call(o.page, method, path, data, headers)
  assert.ok(r.ok(), `${method} ${path}: ${r.status()} ${await r.text()}`)
  return r.json()
}

let consumer, code, number
test('a dispute is filed with a photograph, and the receipt has its code', async () => {
  consumer = await shown(await open(phone))
  const { page } = consumer
  await page.goto(base + '/')
  await page.getByRole('link', { name: /我要投诉举报/ }).tap()
  await sound(page, '1-door')
  await tap(page, 'link', '开始填写')
  await next(page, '您遇到了什么事', '2-about', () => page.getByText('我和商家有消费纠纷').tap())
  await next(page, '是哪一家', '3-trader', async () => {
    await page.getByLabel('名称', { exact: true }).fill('手机路生鲜超市')
    await page.getByLabel('地址', { exact: true }).fill('手机路1号')
  })
  await next(page, '买了什么', '4-goods', async () => {
    await page.getByLabel('商品或者服务').fill('鲜牛奶')
    await page.getByLabel('出了什么问题，一句话').fill(`打开变质${stamp}`)
    await page.getByLabel('事情的经过').fill('前天买的鲜牛奶，当天打开已经变质，店家不肯退。')
  })
  await next(page, '您希望商家怎么做', '5-wants', async () => {
    await page.getByText('退货退款').tap()
    await page.getByLabel('要求退款').fill('68.50')
  })
  await next(page, '有照片或者凭据吗', '6-files', async () => {
    await page.locator('input[type=file]').setInputFiles({ name: '小票.png', mimeType: 'image/png', buffer: pixel })
    await page.getByText('小票.png').waitFor()
  })
  await next(page, '怎么联系您', '7-you', async () => {
    await page.getByLabel('姓名', { exact: true }).fill('于晓')
    await page.getByLabel('手机号码').fill('15400003344')
    await page.getByLabel('通讯地址').fill('新威路2号')
  })
  await page.getByRole('heading', { level: 1, name: '请核对' }).waitFor()
  await sound(page, '8-review')
  await tap(page, 'button', '提交')
  await page.getByRole('heading', { level: 1, name: '投诉登记回执' }).waitFor()
  await sound(page, '9-receipt')
  code = (await page.getByLabel(/^查询码 /).getAttribute('aria-label')).slice(4)
  number = await page.getByText(/投诉〔\d+〕\d+/).first().innerText()
  // The code is told this once: neither a reload nor a step back loses it.
  await page.reload()
  await page.getByLabel(`查询码 ${code}`).waitFor()
  await page.goBack()
  await page.getByRole('link', { name: '看回执和查询码' }).tap()
  await page.getByLabel(`查询码 ${code}`).waitFor()
  await tap(page, 'button', '完成')
  await page.getByRole('link', { name: /我要投诉举报/ }).waitFor()
  assert.equal(await page.evaluate(() => sessionStorage.getItem('hj-receipt')), null)
})

let path, reception, officer, today
const deed = async (o, name, values) => {
  const r = await call(o.page, 'GET', path)
  return api(o, 'POST', `${path}/acts/${name}`, { values }, { 'If-Match': r.headers().etag })
}

/** What the officer tells the complainant by telephone, as the desk records it. */
const told = async (act) => deed(officer, 'inform', { act, whom: 'complainant', mode: 'phone', told_on: today, proof: '通话录音' })

test('he follows it to the mediation, and reads where and when the session is', async () => {
  reception = await shown(await as('reception'))
  officer = await shown(await as('food'))
  today = (await api(officer, 'GET', '/api/business/door')).today
  const on = new Date(Date.parse(today) + 14 * 86_400_000).toISOString().slice(0, 10)
  const list = await api(reception, 'GET', '/api/complaint/complaint?limit=1&filter=' + encodeURIComponent(`matter_in_brief == "鲜牛奶：打开变质${stamp}"`))
  const c = list.items[0]
  assert.equal(c.number, number)
  path = `/api/complaint/complaint/${c.area}/${c.id}`
  const units = await api(reception, 'GET', '/api/actor/unit?limit=200')
  const unit = units.items.find((u) => u.title.includes('食品经营'))
  await deed(reception, 'dispatch', { handling_unit: { area: unit.area, id: unit.id } })
  const { page } = consumer
  await page.goto(base + '/progress')
  await page.getByLabel('查询码', { exact: true }).fill(code)
  await page.getByLabel('手机号后四位').fill('3344')
  await tap(page, 'button', '查询')
  await page.getByRole('heading', { name: new RegExp(stamp) }).waitFor()
  await sound(page, '10-pending')
  await deed(officer, 'accept', {})
  await told('accept')
  await page.reload()
  await tap(page, 'button', '表态是否同意调解')
  await page.getByText('同意调解', { exact: true }).tap()
  await sound(page, '11-consent')
  await tap(page, 'button', '确定')
  await page.getByText('您已表态：同意调解').waitFor()
  await sound(page, '12-consented')
  await deed(officer, 'agree', { complainant_consent: true, respondent_consent: true })
  const mediator = (await api(officer, 'GET', '/api/actor/person?limit=1')).items[0]
  await deed(officer, 'session', { session_on: on, session_place: '新威路16号二楼调解室', mediator: { area: mediator.area, id: mediator.id } })
  // The notice is issued with its hour and handed to him; before that he is not shown it.
  const paper = (await api(officer, 'GET', `/api/document/document?limit=9&filter=${encodeURIComponent(`on_id == "${path.split('/').at(-1)}" && template == "notice_session"`)}`)).items[0]
  const doc = `/api/document/document/${paper.area}/${paper.id}/acts/`
  const etag = async () => (await call(officer.page, 'GET', `/api/documents/${paper.area}/${paper.id}`)).headers().etag
  await api(officer, 'POST', doc + 'edit', { values: { slots: JSON.stringify({ hour: '上午九时三十分' }) } }, { 'If-Match': await etag() })
  await api(officer, 'POST', `/api/documents/${paper.area}/${paper.id}/issue`, undefined, { 'If-Match': await etag() })
  await page.reload()
  await page.getByText('调解中').first().waitFor()
  assert.equal(await page.getByText('送达您的文书').count(), 0)
  await api(officer, 'POST', doc + 'deliver', { values: { recipient: 'complainant', mode: 'direct', served_on: today, proof: '当面签收' } }, { 'If-Match': await etag() })
  await page.reload()
  await page.getByText('调解中').first().waitFor()
  const notice = page.getByRole('region', { name: '调解通知' })
  await notice.getByText(new RegExp(`^${on} 周.$`)).waitFor()
  await notice.getByText('新威路16号二楼调解室').waitFor()
  const given = page.getByRole('region', { name: '送达您的文书' })
  await given.getByText('投诉调解通知书').waitFor()
  await page.getByText('直接送达').waitFor() // as it was told him
  await sound(page, '13-session')
  const [file] = await Promise.all([page.waitForEvent('download'), given.getByRole('button', { name: 'PDF 投诉调解通知书' }).tap()])
  assert.equal(file.suggestedFilename(), '投诉调解通知书.pdf')
  assert.equal(readFileSync(await file.path()).subarray(0, 5).toString(), '%PDF-')
  await given.scrollIntoViewIfNeeded()
  await sound(page, '13-papers')
})

test('he reads the result and the reply, and rates', async () => {
  const { page, errors } = consumer
  await deed(officer, 'settle', { agreement: '店家当场退款 68.50 元。', agreed_amount: 6850 })
  await page.reload()
  await page.getByText('店家当场退款').waitFor()
  await sound(page, '14-settled')
  await deed(officer, 'reply', { reply: '您反映的牛奶变质一事已经调解，店家已退款，我局已责令其检查冷柜。' })
  await page.reload()
  await page.getByText('责令其检查冷柜').waitFor()
  await sound(page, '15-reply')
  await tap(page, 'button', '评价')
  await page.getByText('很满意', { exact: true }).tap()
  await page.getByLabel('想说的话').fill('处理很快')
  await sound(page, '16-rate')
  await tap(page, 'button', '提交评价')
  await page.getByText('您的评价：5 分').waitFor()
  await sound(page, '17-rated')
  assert.deepEqual(errors(), [])
})
