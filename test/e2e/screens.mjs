// Goes through the screens of a face: no serious finding of axe, nothing wider
// than the window, a title, nothing wrong on the console.
import assert from 'node:assert/strict'
import { as, axe, base, call, shot } from './browser.mjs'

export const narrow = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }
export const json = async (page, url) => {
  const r = await call(page, 'GET', url)
  assert.ok(r.ok(), `${url}: ${r.status()}`)
  return r.json()
}

/** Goes through pages of one person and returns what is wrong with them, so that one run names them all. */
export async function look({ page, errors }, pages, name) {
  const wrong = []
  for (const [at, wait, title = wait] of pages) {
    const before = errors().length
    await page.goto(base + at)
    const there = wait ? page.getByRole('heading', { level: 1, name: wait }).or(page.getByText(wait)).filter({ visible: true }).first() : page.getByRole('heading', { level: 1 }).first()
    await there.waitFor().catch(() => wrong.push(`${at}: “${wait || 'a heading'}” does not come`))
    await page.waitForLoadState('networkidle')
    for (const f of await axe(page)) wrong.push(`${at}: ${f}`)
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wrong.push(`${at}: wider than the window`)
    // What overflows within the page is cut or scrolls sideways without saying so.
    for (const cut of await page.evaluate(sideways)) wrong.push(`${at}: cut at the side: ${cut}`)
    if (!(await page.title()).includes('衡鉴')) wrong.push(`${at}: titled “${await page.title()}”`)
    for (const e of errors().slice(before)) wrong.push(`${at}: ${e}`)
    await shot(page, `screen-${name}-${(title || at).replace(/[^\p{L}\p{N}]+/gu, '_').slice(0, 40)}`)
  }
  assert.deepEqual(wrong, [])
}

/** Boxes whose content is wider than they are; runs in the page. */
function sideways() {
  return [...document.querySelectorAll('.dt-box, .card, .card > .body, main')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
    .map((e) => `${e.className || e.tagName} “${(e.getAttribute('aria-label') ?? e.textContent ?? '').slice(0, 20)}” ${e.scrollWidth} > ${e.clientWidth}`)
}

/** A page of somebody signed in, light or dark. */
export async function inTheme(theme, account) {
  const o = await as(account, narrow)
  await o.context.addInitScript((t) => localStorage.setItem('hj-theme', t), theme)
  return o
}

/** One of the demo city's businesses: what other tests made may be undone meanwhile. */
export const oneBusiness = `limit=1&filter=${encodeURIComponent('uscc.startsWith("9137") && status == "1" && industry != null && capital != null')}`
