// One browser for a test file, a context of its own for everybody who opens one.
// Every error on a page's console, every failed call, every dialog and every
// script that got in from outside fails the test.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { after, afterEach } from 'node:test'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const web = createRequire(path.join(root, 'web/package.json'))
const { chromium } = web('playwright-core')
const axeSource = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')

export const base = process.env.BASE
export const shots = path.join(root, 'web/shots')
export const password = 'Yanshi-2026-heng'

let running
const launch = () =>
  (running ??= chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  }))
after(async () => (await running)?.close())

// What stood on every open page when a test failed is told beside it, with a picture: CI keeps only words.
const pages = new Set()
afterEach(async (t) => {
  if (t.passed) return
  for (const page of pages) {
    const dialogs = await page.getByRole('dialog').allInnerTexts().catch(() => [])
    const body = await page.locator('body').innerText({ timeout: 2000 }).catch((e) => String(e))
    console.error(`--- ${t.name}: ${page.url()}\n${[...dialogs, body].join('\n--\n').slice(0, 2500)}`)
    await shot(page, `failed-${pages.size}-${t.name.slice(0, 40).replace(/\W+/g, '-')}`).catch(() => undefined)
  }
})

/** Opens a page that collects what goes wrong on it; errors() returns it. `allow` are texts of the console that the test brings about. The person of the tests wants no motion: a click then meets what it was aimed at. `touch` is a telephone or a tablet: fingers, no mouse. */
export async function open({ width = 1440, height = 900, allow = [], touch = false } = {}) {
  const chrome = await launch()
  const context = await chrome.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true, reducedMotion: 'reduce', hasTouch: touch, isMobile: touch })
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  pages.add(page)
  page.on('close', () => pages.delete(page))
  const wrong = []
  const fine = ['401', ...allow] // a call answered 401 before signing in is part of the flow
  page.on('pageerror', (e) => wrong.push('page: ' + e.message))
  page.on('console', (m) => {
    if (m.type() === 'error' && !fine.some((x) => m.text().includes(x))) wrong.push('console: ' + m.text() + ' ' + m.location().url)
  })
  page.on('response', (r) => {
    if (r.status() >= 500) wrong.push(`${r.status()} ${r.url()}`)
  })
  page.on('dialog', (d) => {
    if (d.type() !== 'beforeunload') wrong.push('dialog: ' + d.message())
    void d.accept().catch(() => undefined)
  })
  return { browser: { close: () => context.close() }, context, page, errors: () => wrong }
}

/** Signs in at the door. */
export async function signIn(page, account) {
  await page.goto(base + '/desk/')
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '工作台' }).waitFor()
}

/** A page of somebody signed in, not yet at any address; the door itself is tried by signIn. */
export async function as(account, options) {
  const o = await open(options)
  const r = await call(o.page, 'POST', '/api/session', { account, password })
  if (!r.ok()) throw new Error(`${account} cannot sign in: ${r.status()} ${await r.text()}`)
  return o
}

/** A call of the page's own session, as the desk makes it. */
export const call = (page, method, url, data, headers = {}) =>
  page.request.fetch(base + url, { method, data, headers: { 'X-Requested-With': 'hengjian', ...headers } })

/** Makes a record by the API, for screens that show one. */
export async function make(page, matter, kind, values) {
  const r = await call(page, 'POST', `/api/${matter}/${kind}`, { values })
  if (!r.ok()) throw new Error(`${kind}: ${r.status()} ${await r.text()}`)
  return r.json()
}

/** Waits until what moves has come to rest: a button that fades in has a colour of its own halfway. */
const settled = (page) =>
  page.evaluate(() => {
    const ends = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity)
    return Promise.race([Promise.allSettled(ends.map((a) => a.finished)), new Promise((done) => setTimeout(done, 1000))]).then(() => undefined)
  })

/** The serious findings of axe on a page, as lines. */
export async function axe(page, within) {
  await settled(page)
  await page.evaluate(axeSource) // not as a tag: the page's own policy lets no script in
  const found = await page.evaluate((w) => window.axe.run(w ?? document, { resultTypes: ['violations'] }), within)
  return found.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`))
}

export const shot = (page, name) => page.screenshot({ path: path.join(shots, name + '.png'), animations: 'disabled' })

/** Waits until a batch stands where the test wants it; else says where it stands. */
export async function batch(page, state) {
  try {
    await page.locator(`[data-testid=batch][data-state=${state}]`).waitFor({ timeout: 30000 })
  } catch (e) {
    const id = /collect\/([^/?]+)/.exec(page.url())?.[1]
    const is = await (await page.request.get(`${base}/api/collect/batches/${id}`)).text()
    await shot(page, 'stuck')
    throw new Error(`the batch is not ${state} on the page; the server says ${is.slice(0, 1500)}; the page says ${(await page.locator('body').innerText()).slice(0, 1500)}`, { cause: e })
  }
}
