// A hotline's file comes in, becomes an order with its complaint, each with its own
// limits; the answer goes out, what is sent back comes again; what differs is listed.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, base, call, shot } from './browser.mjs'

const mark = String(Date.now()).slice(-6)
const no = 'E2E' + mark
const day = new Date(Date.now() + 8 * 3600_000 - 24 * 3600_000).toISOString().slice(0, 10)
const head = '工单编号,派单时间,工单状态,诉求类型,办理时限（工作日）,诉求标题,诉求内容,诉求目的,诉求人,联系电话,联系地址,被反映单位,商品或服务'
const file = (rows, columns = head) => ({ name: '工单.csv', mimeType: 'text/csv', buffer: Buffer.from('\ufeff' + [columns, ...rows].join('\n') + '\n') })

async function bring(page, rows, columns, receipts) {
  await page.goto(base + '/desk/complaint/upstream')
  await page.getByTestId('bring').click()
  if (receipts) await page.getByText('回执', { exact: true }).click()
  await page.getByTestId('upstream-file').setInputFiles(file(rows, columns))
  await page.getByTestId('take-in').waitFor()
}

test('import, complaint, export, receipt, differences', async () => {
  const { page } = await as('reception')
  await page.goto(base + '/desk/complaint')
  await page.getByRole('navigation', { name: '功能' }).getByRole('link', { name: '上级平台往来' }).click()
  await page.getByTestId('bring').waitFor()
  await shot(page, 'upstream')
  await bring(page, [`${no},${day},待签收,消费投诉,5,过期牛奶,购买时已经过期,退款,林某,15400001234,幸福路1号,老王超市,牛奶`, `${no}X,2026-02-30,待签收,消费投诉,5,过期牛奶,购买时已经过期,退款,林某,15400001234,幸福路1号,老王超市,牛奶`])
  await page.getByTestId('preview').getByText(`${no}X`).waitFor()
  await shot(page, 'upstream-preview')
  await page.getByTestId('take-in').click()
  await page.getByText('登记投诉').waitFor({ timeout: 60_000 }) // a job of the server takes it in
  await shot(page, 'upstream-batch')

  // The order's page has the complaint with its limits, the complaint's the order with its own.
  await page.getByRole('link', { name: no, exact: true }).click()
  await page.getByTestId('links').getByText('登记的投诉').waitFor()
  await shot(page, 'upstream-order')
  await page.getByTestId('links').getByRole('link').first().click()
  await page.getByTestId('linked-clocks').getByText('工单办理时限').waitFor()
  await page.getByTestId('entry').click()
  await page.getByTestId('entry-fields').getByText('林某').waitFor()
  await shot(page, 'upstream-entry')

  // Answered, sent, sent back.
  const list = await call(page, 'GET', `/api/complaint/work_order?filter=${encodeURIComponent(`order_no == "${no}"`)}`)
  const w = (await list.json()).items[0]
  const done = await call(page, 'POST', `/api/complaint/work_order/${w.area}/${w.id}/acts/reply`, { values: { order_reply: '已受理，正在调解' } }, { 'If-Match': `"${w.rev}"` })
  assert.equal(done.status(), 200, await done.text())
  await page.goto(base + '/desk/complaint/upstream')
  await page.getByTestId('send-results').click()
  await page.getByText('12345热线（CSV）').click()
  await page.getByTestId('download').waitFor()
  await page.getByRole('link', { name: no, exact: true }).waitFor()
  await shot(page, 'upstream-results')
  await bring(page, [`${no},退回,请写明联系情况`], '工单编号,审核结果,退回原因', true)
  await page.getByTestId('take-in').click()
  await page.getByText('平台退回，已回到承办人').waitFor()

  await page.goto(base + '/desk/complaint/upstream/mismatches')
  await page.getByTestId('compare').click()
  await page.getByTestId('settle').first().waitFor()
  await shot(page, 'upstream-mismatches')
})

test('a row is put right in its place; a file brought in by mistake is taken back', async () => {
  const o = await as('reception', { allow: ['409'] })
  const { page } = o
  const say = (x, when = day, state = '待签收') => `${no}${x},${when},${state},消费投诉,5,过期牛奶,购买时已经过期,退款,林某,15400001234,幸福路1号,老王超市,牛奶`
  await bring(page, [say('A'), say('B'), say('C', '2026-02-30', '说不清')])
  await page.getByTestId('take-in').click()
  await page.getByTestId('undo').waitFor({ timeout: 60_000 })
  const at = page.url()
  await page.goto(at + '?fate=quarantined')
  await page.getByTestId('correct-row').click()
  const form = page.getByTestId('correct')
  await form.getByText('不存在的日期').waitFor()
  await shot(page, 'upstream-correct')
  const save = page.getByTestId('fix')
  await form.getByLabel(/派单日期/).fill(day)
  await form.getByLabel(/平台上的状态/).fill('还是说不清')
  assert.ok(await save.isDisabled(), 'without a reason nothing is put right')
  await form.getByLabel(/改正的依据/).fill('电话向平台核实')
  await save.click()
  await form.getByText('文件中：2026-02-30').waitFor() // the state is wrong still, at its field; the day is not
  await form.getByText(/不在代码表内；可填：/).waitFor()
  assert.equal(await form.getByText('不存在的日期').count(), 0)
  await form.getByLabel(/平台上的状态/).fill('待签收')
  await save.click()
  await page.getByTestId('went-in').getByText('登记投诉').waitFor()
  await page.goto(at + '?fate=created')
  await page.getByRole('button', { name: '经改正' }).click()
  await page.getByTestId('corrected').getByText('依据：电话向平台核实').waitFor()
  await shot(page, 'upstream-corrected')

  // One of them is answered; the others go back.
  const list = await call(page, 'GET', `/api/complaint/work_order?filter=${encodeURIComponent(`order_no == "${no}A"`)}`)
  const w = (await list.json()).items[0]
  const done = await call(page, 'POST', `/api/complaint/work_order/${w.area}/${w.id}/acts/reply`, { values: { order_reply: '已受理，正在调解' } }, { 'If-Match': `"${w.rev}"` })
  assert.equal(done.status(), 200, await done.text())
  await page.goto(at)
  await page.getByTestId('undo').click()
  const preview = page.getByTestId('undo-preview')
  await preview.getByText('件新工单撤销，连同由它们登记的投诉、举报、咨询 2 件').waitFor()
  await preview.getByText('上级平台工单在导入之后又有办理：答复平台').waitFor()
  await shot(page, 'upstream-undo')
  await page.getByLabel('理由，写入每件撤销的办理记录').fill('导入的是昨天的旧文件')
  await page.getByTestId('undo-now').click()
  await page.getByText('撤销结果').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: '逐件看原因' }).click()
  await page.getByText('留下：上级平台工单在导入之后又有办理：答复平台').waitFor()
  await shot(page, 'upstream-undone')
  const left = await call(page, 'GET', `/api/complaint/work_order?filter=${encodeURIComponent(`order_no == "${no}A" || order_no == "${no}B" || order_no == "${no}C"`)}`)
  assert.deepEqual((await left.json()).items.map((x) => x.values.order_no), [no + 'A'])
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a refusal to give a file up is told, and the page stays', async () => {
  const o = await as('reception', { allow: ['409'] })
  const { page } = o
  await bring(page, [`${no}Y,${day},待签收,消费投诉,5,过期牛奶,购买时已经过期,退款,林某,15400001234,幸福路1号,老王超市,牛奶`])
  const at = page.url()
  await page.route('**/cancel', (r) => r.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ title: '状态已变，未办理', detail: '文件正在导入' }) }))
  await page.getByRole('button', { name: '不导入' }).click()
  await page.getByTestId('problem').getByText('文件正在导入').waitFor()
  assert.equal(page.url(), at)
  await shot(page, 'upstream-refused')
  await page.unroute('**/cancel')
  await page.getByRole('button', { name: '不导入' }).click()
  await page.waitForURL(/complaint\/upstream$/)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
