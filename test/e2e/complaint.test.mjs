// A complaint from its registration to the archive, by the people whose work it
// is: the one who receives, the handler, and what the screen says of every limit.
import { test, after, before } from 'node:test'
import assert from 'node:assert/strict'
import { as, axe, base, call, open, shot, signIn } from './browser.mjs'

const stamp = Date.now().toString(36)
const brief = `手机壳褪色${stamp}`
let receiver, handler, at
before(async () => {
  receiver = await open()
  handler = await as('food', { allow: ['422'] })
  await signIn(receiver.page, 'reception')
})
after(async () => {
  for (const o of [receiver, handler]) {
    await o.browser.close()
    assert.deepEqual(o.errors(), [])
  }
})

/** Opens the dialog of an act, fills it by the labels, does it. */
async function act(page, name, fill = {}) {
  await page.getByTestId(`act-${name}`).click()
  await fillAndDo(page, fill)
}

async function fillAndDo(page, fill) {
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(fill)) {
    if (typeof value === 'function') await value(dialog)
    else await dialog.getByLabel(label).first().fill(value)
  }
  await dialog.getByTestId('do-act').click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Chooses in a list of a dialog by typing. */
const choose = (page, field, text) => async (dialog) => {
  await dialog.locator(`#a-${field}`).click()
  await page.keyboard.type(text)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: text }).first().click()
}
const yes = (field) => async (dialog) => {
  await dialog.getByTestId(`field-${field}`).getByText('是', { exact: true }).click()
}

test('the receiving unit registers a complaint and sends it to a handler', async () => {
  const { page } = receiver
  await page.goto(base + '/desk/r/complaint/complaint/new')
  for (const [label, value] of [['事由', brief], ['投诉人', '林某'], ['电话号码', '15400001234'], ['通讯地址', '和平路5号'], ['被投诉人（投诉人所写）', '小林饰品店'], ['被投诉人地址（投诉人所写）', '新威路9号'], ['商品或者服务', '手机壳'], ['事实和依据', '使用三天褪色'], ['诉求', '退款']]) {
    await page.getByLabel(label, { exact: false }).first().fill(value)
  }
  await shot(page, 'complaint-new')
  await page.getByTestId('save').click()
  await page.getByTestId('steps').waitFor()
  at = new URL(page.url()).pathname
  assert.match(await page.getByTestId('law').innerText(), /令121 · 2026-04-15 版/)
  assert.equal(await page.getByTestId('act-accept').count(), 0, 'what is the handler’s to decide is not offered to who receives')
  await page.goto(base + '/desk/')
  await page.getByTestId('todo-line').filter({ hasText: brief }).filter({ hasText: '分送投诉' }).waitFor()
  await page.goto(base + at)
  await act(page, 'dispatch', { unit: choose(page, 'handling_unit', '食品经营'), who: choose(page, 'handler', '孙立群') })
  await page.getByTestId('clock-accept').waitFor()
  assert.deepEqual(await axe(page), [])
})

test('the handler finds it waiting, accepts and records whom he told', async () => {
  const { page } = handler
  await page.goto(base + '/desk/')
  const line = page.getByTestId('todo-line').filter({ hasText: brief })
  await line.filter({ hasText: '24小时响应' }).waitFor()
  await line.getByRole('link').first().click()
  await page.getByTestId('act-accept').waitFor()
  assert.match(await page.getByTestId('act-settle').getAttribute('aria-label'), /现在不能办理：现在处于“待受理”，“达成调解协议（制作调解书）”在“调解中”办理/)
  await act(page, 'accept')
  await page.getByTestId('tell-accept-complainant').click()
  await page.locator('#tell-mode').click()
  await page.keyboard.press('Enter')
  await page.getByLabel('凭据').fill('通话录音')
  await page.getByTestId('do-tell').click()
  await page.getByTestId('tell-accept-complainant').waitFor({ state: 'hidden' })
  const accept = page.getByTestId('clock-accept')
  await accept.getByText('用 0 个工作日').or(accept.getByText('用 1 个工作日')).waitFor()
  await page.getByTestId('clock-mediate').getByText('剩 60 日').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'complaint-accepted')
})

test('another signs besides before it goes on, and his opinion stands where the act is done', async () => {
  const { page } = handler
  await page.getByTestId('other-acts').click()
  await page.getByRole('menuitem', { name: '加签' }).click()
  await fillAndDo(page, { a: choose(page, 'awaited', '同意调解'), b: choose(page, 'to_person', '于海波'), 理由: '金额有争议' })
  await page.getByTestId('order-add_signer').getByText('会签“').waitFor()
  await shot(page, 'signer-asked')
  assert.match(await page.getByTestId('act-agree').getAttribute('aria-label'), /加签的 1 人还没有答复/)
  const signer = await as('head')
  await signer.page.goto(base + '/desk/tasks/orders?side=to')
  await signer.page.getByTestId('orders').getByText(brief).first().waitFor()
  await signer.page.goto(base + at)
  await signer.page.getByTestId('respond-add_signer').click()
  assert.equal(await signer.page.getByTestId('do-order').isDisabled(), true)
  await signer.page.getByText('不同意', { exact: true }).click()
  await signer.page.locator('#order-text').fill('先核对小票')
  assert.deepEqual(await axe(signer.page), [])
  await shot(signer.page, 'signer-answers')
  await signer.page.getByTestId('do-order').click()
  await signer.page.getByRole('dialog').waitFor({ state: 'hidden' })
  assert.deepEqual(signer.errors(), [])
  await signer.browser.close()
  await page.reload()
  await page.getByTestId('act-agree').click()
  await page.getByTestId('opinions').getByText('不同意。先核对小票').waitFor()
  await shot(page, 'signer-opinion')
  await page.getByRole('dialog').getByRole('button', { name: '返回' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
})

test('time alone opens the fifth ground, and what is tried before says when', async () => {
  const { page } = handler
  await act(page, 'agree', { a: yes('complainant_consent'), b: yes('respondent_consent') })
  await page.getByTestId('act-terminate').click()
  const dialog = page.getByRole('dialog')
  await choose(page, 'end_ground', '五、期限内')(dialog)
  await dialog.getByTestId('do-act').click()
  await dialog.getByText(/“调解期限”到 \d{4}-\d{2}-\d{2} 才届满/).first().waitFor()
  await shot(page, 'complaint-too-early')
  await dialog.getByRole('button', { name: '返回' }).click()
  await page.getByRole('button', { name: '不要了' }).click()
  await dialog.waitFor({ state: 'hidden' })
})

test('settled and filed away, every step with its day', async () => {
  const { page } = handler
  await act(page, 'settle', { 调解协议: '退还货款二十元。' })
  await page.getByTestId('steps').getByText('达成调解协议').first().waitFor()
  await act(page, 'archive')
  await page.locator('[aria-current=step]').getByText('已归档').waitFor()
  assert.equal(await page.getByTestId('act-settle').isDisabled(), true)
  await shot(page, 'complaint-archived')
  await page.goto(base + '/desk/')
  await page.getByRole('heading', { name: '工作台' }).waitFor()
  await page.waitForTimeout(600)
  // What is left is whether it is published (art. 38).
  assert.equal(await page.getByTestId('todo-line').filter({ hasText: brief }).filter({ hasNotText: '公示确认期限' }).count(), 0)
})

test('a tip-off is nobody’s but theirs who handle it', async () => {
  const { page } = handler
  const other = await as('team')
  try {
    const mine = await (await call(page, 'GET', '/api/complaint/tipoff?limit=100')).json()
    const theirs = await (await call(other.page, 'GET', '/api/complaint/tipoff?limit=100')).json()
    assert.ok(mine.items.length > 0 && theirs.items.length > 0)
    const ids = new Set(mine.items.map((x) => x.id))
    assert.ok(theirs.items.every((x) => !ids.has(x.id)), 'no tip-off is seen by two handlers')
    const r = await call(other.page, 'GET', `/api/complaint/tipoff/${mine.items[0].area}/${mine.items[0].id}/course`)
    assert.equal(r.status(), 404)
    await page.goto(base + `/desk/r/complaint/tipoff/${mine.items[0].area}/${mine.items[0].id}`)
    await page.getByTestId('steps').waitFor()
    assert.deepEqual(await axe(page), [])
    await shot(page, 'tipoff')
  } finally {
    await other.browser.close()
  }
})

test('what must not be published is said before and after the texts are filled in', async () => {
  const { page } = handler
  const list = await (await call(page, 'GET', `/api/complaint/complaint?limit=100&filter=${encodeURIComponent('publication == "undecided" && respondent != null && outcome != null')}`)).json()
  let at = ''
  for (const x of list.items) {
    const { acts } = await (await call(page, 'GET', `/api/complaint/complaint/${x.area}/${x.id}`)).json()
    if (acts?.some((a) => a.name === 'publish' && a.allowed)) { at = `/desk/r/complaint/complaint/${x.area}/${x.id}`; break }
  }
  assert.ok(at, `none of ${list.items.length} complaints can be published`)
  await page.goto(base + at)
  await page.getByTestId('act-publish').click()
  const said = page.getByRole('dialog').getByText('公示后任何人可见')
  await said.waitFor()
  await page.getByTestId('publish-fill').click()
  await page.getByTestId('publish-fill').waitFor({ state: 'detached' })
  assert.ok(await said.isVisible())
  await shot(page, 'complaint-publish')
})
