// A call is taken down by keyboard alone, found to be the second of its caller,
// sent where the rules propose, accepted by the office and told. The time is that
// of a fast typist: what the page itself needs must leave room for the talk.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, base, call, shot } from './browser.mjs'

const phone = '15400' + String(Date.now()).slice(-6)

/** Takes a call down; returns how long it took, in ms. */
async function takeDown(page, facts) {
  await page.goto(base + '/desk/complaint/intake')
  await page.locator('#in-phone').waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'in-phone')
  const began = Date.now()
  const type = (s) => page.keyboard.type(s)
  const next = () => page.keyboard.press('Enter')
  await type(phone); await next()
  await type('聂晓雨'); await next()
  await type('海滨路3号2单元'); await next() // without it nothing is accepted (art. 10)
  await type('春风理发店（演示）'); await page.keyboard.press('Tab')
  await page.waitForFunction(() => document.activeElement?.id === 'in-place')
  await type('环翠区竹岛街道幸福路12号'); await next()
  await page.keyboard.press('Alt+3')
  await page.waitForFunction(() => document.activeElement?.id === 'in-goods')
  await page.locator('#in-facts').fill(facts)
  await page.keyboard.press('Control+Enter')
  await page.getByTestId('registered').waitFor()
  return Date.now() - began
}

test('a call from the first digit to the acceptance', async () => {
  const r = await as('reception')
  const first = await takeDown(r.page, '办卡三个月后换人，余额不认。')
  assert.ok(first < 60_000, `registered in ${first} ms of typing`)
  // The second call of the same person: the history and the duplicate are there before it is sent.
  await r.page.goto(base + '/desk/complaint/intake')
  await r.page.locator('#in-phone').fill(phone)
  await r.page.getByTestId('history').getByText('预付卡停业不退费').waitFor()
  await r.page.locator('#in-trader').fill('春风理发店')
  await r.page.locator('#in-brief').fill('预付卡停业不退费')
  await r.page.getByTestId('duplicates').getByText('电话号码相同').waitFor()
  await shot(r.page, 'complaint-intake')
  await r.page.evaluate(() => sessionStorage.clear())
  // Sent twice at once, it is registered once.
  const before = await total(r.page)
  await r.page.goto(base + '/desk/complaint/intake')
  await r.page.locator('#in-phone').waitFor()
  for (const [id, v] of [['phone', phone], ['name', '聂晓雨'], ['trader', '另一家店（演示）'], ['goods', '矿泉水'], ['brief', '价签与结账不一致'], ['facts', '价签二元，结账三元。'], ['claim', '退差价']]) await r.page.locator('#in-' + id).fill(v)
  await r.page.keyboard.press('Control+Enter')
  await r.page.keyboard.press('Control+Enter')
  await r.page.getByTestId('registered').waitFor()
  assert.equal(await total(r.page), before + 1)
  // The first goes where the rules propose.
  const found = await (await call(r.page, 'GET', `/api/complaint/complaint?limit=5&filter=${encodeURIComponent(`complainant_phone == "${phone}" && goods == "预付卡种类"`)}`)).json()
  const c = found.items[0]
  const at = `/desk/r/complaint/complaint/${c.area}/${c.id}`
  await r.page.goto(base + at)
  await r.page.getByTestId('route').getByText('竹岛').first().waitFor()
  await r.page.getByTestId('act-dispatch').click()
  const dialog = r.page.getByRole('dialog')
  await dialog.getByText('规则4（第13条）').first().waitFor()
  await shot(r.page, 'complaint-dispatch')
  await r.page.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
  await r.page.getByText('待受理').first().waitFor()
  assert.deepEqual(r.errors(), [])
  await r.browser.close()

  const o = await as('wangfang')
  await o.page.goto(base + at)
  await o.page.getByTestId('act-refuse').click()
  await o.page.locator('#a-refuse_reason').fill('这不归我们管')
  await o.page.getByTestId('hits').getByText('不归我们管').waitFor()
  await o.page.getByRole('dialog').getByRole('button', { name: '返回' }).click()
  await o.page.getByRole('button', { name: '不要了' }).click()
  await o.page.getByTestId('act-accept').click()
  await o.page.getByTestId('do-act').click()
  await o.page.getByRole('dialog').waitFor({ state: 'hidden' })
  await o.page.getByTestId('tell-accept-complainant').waitFor()
  await o.page.goto(base + '/desk/complaint?queue=tell')
  await o.page.getByText(c.number).waitFor()
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

const total = async (page) => (await (await call(page, 'GET', `/api/complaint/complaint/total?filter=${encodeURIComponent(`complainant_phone == "${phone}"`)}`)).json()).count
