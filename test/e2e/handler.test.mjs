// A handler of a market-supervision station works down twenty of his tasks, each until
// it is ended or with somebody else, by what stands on the screen alone: the first of
// the usual acts, the fields marked as needed, who must be told, the next task. No
// address but the first is typed, and nothing is known here of any kind but what its
// page shows.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { axe, base, open, shot, signIn } from './browser.mjs'

const tasks = 20
const mostActs = 9 // from a letter's acceptance to its file

const clean = (s) => s.replace(/\s+/g, ' ').trim()
const where = async (page) => clean(await page.locator('[aria-current=step]').first().innerText()).split(' ')[0]
const number = async (page) => clean(await page.getByRole('heading', { level: 1 }).innerText())

/** Chooses the first that a list offers before anything is typed. */
async function first(page, input) {
  await input.click()
  const option = page.locator('.ant-select-dropdown:visible .ant-select-item-option').first()
  await option.waitFor()
  await option.click()
  await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' })
}

/** Fills every field that a dialog marks as needed and that it does not know already. */
async function fill(page, dialog, today) {
  const needed = dialog.locator('.item').filter({ has: page.locator('label i[aria-label=必填]') })
  for (const item of await needed.all()) {
    const radio = item.getByRole('radio', { name: '是', exact: true })
    const select = item.locator('.ant-select')
    const input = item.locator('input:not([type=file]), textarea').first()
    if (await radio.count()) {
      await radio.check()
    } else if (await select.count()) {
      if (!(await select.locator('.ant-select-selection-item, .ant-select-content-value, .ant-select-content-has-value').count())) await first(page, input)
    } else if (await item.locator('.ant-picker').count()) {
      if (!(await input.inputValue())) await input.fill(today)
      await input.press('Enter')
    } else if (!(await input.inputValue())) {
      await input.fill((await item.locator('.ant-input-number').count()) ? '5' : '已按现场情况如实记录。')
    }
  }
}

/** Tells whom the page says must be told: sent off where there is a way, else told by telephone and recorded. */
async function tell(page, way) {
  const records = page.locator('[data-testid^=tell-]')
  while (await records.count()) {
    const n = await records.count()
    await records.first().click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('#tell-mode').waitFor()
    await first(page, dialog.locator('#tell-mode'))
    await dialog.locator('#tell-proof').fill('通话录音，当日')
    await dialog.getByTestId('do-tell').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.waitForFunction((k) => document.querySelectorAll('[data-testid^=tell-]').length < k, n)
    way.push('told')
  }
}

/** Does acts on the open record until it is nobody's or another's; returns the steps it went through. */
async function finish(page, today) {
  const way = [await where(page)]
  for (let i = 0; i < mostActs; i++) {
    await tell(page, way)
    const next = page.locator('[data-testid^=act-].ant-btn-primary')
    if (!(await next.count())) {
      // Where nothing is left to him the page says who goes on with it, or that it has ended.
      const others = await page.getByTestId('theirs').count()
      if (others) way.push(clean(await page.getByTestId('theirs').innerText()))
      assert.ok(way.length > 1, `${await number(page)} stands in “${way[0]}”, and its page shows no way on`)
      return way
    }
    const name = await next.getAttribute('data-testid')
    await next.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByTestId('do-act').waitFor()
    const texts = dialog.getByTestId('publish-fill')
    if (await texts.count()) await texts.click() // what the product knows it offers
    await fill(page, dialog, today)
    await dialog.getByTestId('do-act').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByTestId('done').waitFor()
    way.push(`${name.slice(4)} → ${await where(page)}`)
    // The page behind reads itself anew; what was done is no longer the next thing to do.
    await page.waitForLoadState('networkidle')
  }
  throw new Error(`${await number(page)} is not finished after ${mostActs} acts: ${way.join(', ')}`)
}

test('a handler works through twenty tasks', { timeout: 170_000 }, async () => {
  const o = await open()
  const { page } = o
  await signIn(page, 'inspector')
  await page.getByRole('link', { name: '全部待办' }).click()
  const list = page.getByTestId('task')
  await list.first().waitFor()
  assert.ok((await list.count()) >= tasks, `${await list.count()} tasks`)
  const { today } = await (await page.request.get(base + '/api/meta')).json()
  await list.first().getByRole('link').click()
  const seen = new Map()
  for (let i = 0; i < tasks; i++) {
    await page.getByTestId('steps').waitFor()
    await page.waitForLoadState('networkidle')
    const n = await number(page)
    assert.ok(!seen.has(n), `${n} comes a second time`)
    const way = await finish(page, today)
    seen.set(n, way)
    if (i === 3) {
      await shot(page, 'handler-done')
      assert.deepEqual(await axe(page), [])
    }
    const go = page.getByTestId('go-next').or(page.getByTestId('next')).first()
    await go.click()
    // The address is another before the page is.
    await page.waitForFunction((was) => {
      const h = document.querySelector('h1')
      return h && h.innerText.replace(/\s+/g, ' ').trim() !== was && document.querySelector('[data-testid=steps]')
    }, n)
  }
  for (const [n, way] of seen) console.log(n, way.join(', '))
  const sorts = new Set([...seen.keys()].map((n) => n.slice(0, 2)))
  for (const sort of ['投诉', '举报', '责改', '约谈']) assert.ok(sorts.has(sort), `no ${sort} among ${[...sorts].join('、')}`)
  assert.ok([...seen.values()].filter((w) => /归档|已办结/.test(w.at(-1)) || w.at(-1) === 'told').length >= tasks * 0.7, 'most of them are ended')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
