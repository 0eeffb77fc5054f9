// One browser for a test file, signed in as one of the demo's people. Every
// error on the page's console and every failed call fails the test.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const { chromium } = createRequire(path.join(root, 'web/package.json'))('playwright-core')

export const base = process.env.BASE
export const shots = path.join(root, 'web/shots')
export const password = 'Yanshi-2026-heng'

const launch = () =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })

/** Opens a page that collects what goes wrong on it; errors() returns it. */
export async function open({ width = 1440, height = 900 } = {}) {
  const browser = await launch()
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  const wrong = []
  page.on('pageerror', (e) => wrong.push('page: ' + e.message))
  page.on('console', (m) => {
    // a call answered 401 before signing in is part of the flow
    if (m.type() === 'error' && !m.text().includes('401')) wrong.push('console: ' + m.text() + ' ' + m.location().url)
  })
  page.on('response', (r) => {
    if (r.status() >= 500) wrong.push(`${r.status()} ${r.url()}`)
  })
  return { browser, page, errors: () => wrong }
}

/** Signs in at the door. */
export async function signIn(page, account) {
  await page.goto(base + '/desk/')
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '工作台' }).waitFor()
}

export const shot = (page, name) => page.screenshot({ path: path.join(shots, name + '.png') })
