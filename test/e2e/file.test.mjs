// Files attached to a record: what is taken and what not, how they are called,
// and that what comes out is what went in.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { as, base, call, make, shot } from './browser.mjs'

const form = base + '/desk/r/registration/street_vendor/new'
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const pick = (page) => page.getByTestId('f-photo-pick')
const field = (page) => page.getByTestId('field-photo')

test('a photograph goes in, shows its name and size, and comes out as it was', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('带照摊主')
  await pick(page).setInputFiles({ name: '现场 照片（东门）.png', mimeType: 'image/png', buffer: png })
  await field(page).getByText('现场 照片（东门）.png').waitFor()
  await field(page).getByText(`${png.length} B`).waitFor()
  await shot(page, 'file-form')
  await page.getByTestId('save').click()
  await page.waitForURL(/street_vendor\/3710\//)
  const link = page.getByTestId('facts').getByRole('link', { name: '现场 照片（东门）.png' })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.equal(download.suggestedFilename(), '现场 照片（东门）.png')
  assert.deepEqual(readFileSync(await download.path()), png)
  const r = await call(page, 'GET', await link.getAttribute('href'))
  assert.match(r.headers()['content-disposition'], /^attachment; filename\*=utf-8''/)
  assert.equal(r.headers()['x-content-type-options'], 'nosniff')
  assert.equal(r.headers()['content-type'], 'application/octet-stream')
  assert.match(r.headers()['content-security-policy'], /default-src 'self'/)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('several files of one field stand with picture, name and size, and each comes out', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('材料齐全的摊主')
  const several = page.getByTestId('field-papers')
  for (const [name, mimeType, buffer] of [['门头.png', 'image/png', png], ['承诺书.pdf', 'application/pdf', Buffer.from('%PDF-1.4 test')], ['多余.png', 'image/png', png]]) {
    await page.getByTestId('f-papers-pick').setInputFiles({ name, mimeType, buffer })
    await several.getByText(name).waitFor()
  }
  await several.getByRole('button', { name: '去掉多余.png' }).click()
  await page.getByTestId('save').click()
  await page.waitForURL(/street_vendor\/3710\//)
  const files = page.getByTestId('facts').getByTestId('files')
  await files.waitFor()
  assert.equal(await files.getByRole('listitem').count(), 2)
  await page.waitForFunction(() => document.querySelector('[data-testid=files] img')?.naturalWidth === 1)
  const link = files.getByRole('link', { name: '承诺书.pdf' })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.equal(readFileSync(await download.path(), 'utf8'), '%PDF-1.4 test')
  await shot(page, 'file-list')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a file taken down while another is on its way stays down', async () => {
  const o = await as('wangfang')
  const { page } = o
  await page.goto(form)
  await page.getByLabel('摊主').fill('换材料的摊主')
  const several = page.getByTestId('field-papers')
  const add = (name) => page.getByTestId('f-papers-pick').setInputFiles({ name, mimeType: 'image/png', buffer: png })
  await add('旧照.png')
  await several.getByText('旧照.png').waitFor()
  let letGo
  const held = new Promise((done) => { letGo = done })
  await page.route('**/api/files', async (r) => { await held; await r.continue() })
  await add('新照.png')
  await several.getByRole('status').waitFor()
  await several.getByRole('button', { name: '去掉旧照.png' }).click()
  letGo()
  await several.getByText('新照.png').waitFor()
  assert.equal(await several.getByText('旧照.png').count(), 0)
  await page.getByRole('button', { name: '返回' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '不要了，离开' }).click()
  await page.waitForURL(/street_vendor$/)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('what is too large, empty, or of a wrong kind is refused in plain words at the field', async () => {
  const o = await as('wangfang', { allow: ['422'] })
  const { page } = o
  await page.goto(form)
  const said = field(page).getByRole('alert')
  await pick(page).setInputFiles({ name: '安装.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') })
  await said.filter({ hasText: '不是可以上传的文件' }).waitFor()
  await pick(page).setInputFiles({ name: '空.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })
  await said.filter({ hasText: '是空的' }).waitFor()
  const big = path.join(process.env.TMP, '过大.pdf')
  writeFileSync(big, '%PDF-1.7')
  truncateSync(big, 101 << 20) // sparse: nothing is written
  await pick(page).setInputFiles(big)
  await said.filter({ hasText: '超过了 100.0 MB 的上限' }).waitFor()
  // the server looks at the content itself
  await pick(page).setInputFiles({ name: '假的.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html><script>window.__xss=1</script>') })
  await said.filter({ hasText: '文件内容与扩展名 .jpg 不符' }).waitFor()
  await shot(page, 'file-refused')
  // and takes none of it from a program either
  for (const [name, body] of [['a.html', '<html>'], ['a.svg', '<svg/>'], ['a.pdf', '<script>'], ['a', 'x']]) {
    const r = await page.request.post(base + '/api/files', { headers: { 'X-Requested-With': 'hengjian' }, multipart: { file: { name, mimeType: 'text/html', buffer: Buffer.from(body) } } })
    assert.equal(r.status(), 422, name)
  }
  await pick(page).setInputFiles({ name: '好的.png', mimeType: 'image/png', buffer: png })
  await field(page).getByText('好的.png').waitFor()
  assert.equal(await said.count(), 0)
  await field(page).getByRole('button', { name: '去掉' }).click()
  await field(page).getByText('选择文件').waitFor()
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('hostile names are labels and nothing else', async () => {
  const o = await as('wangfang')
  const { page } = o
  const long = '长'.repeat(300) + '.png'
  for (const [i, name] of ['../../../etc/x.png', '..\\..\\x.png', '<img src=x onerror=window.__xss=1>.png', '发票\u202Egnp.exe.png', long, '"; filename=a.html;.png', 'a\r\nX-Evil: 1.png'].entries()) {
    const up = await page.request.post(base + '/api/files', { headers: { 'X-Requested-With': 'hengjian' }, multipart: { file: { name, mimeType: 'image/png', buffer: png } } })
    assert.equal(up.status(), 200, name)
    const file = await up.json()
    assert.ok(!/[\/\\<>\u202E\r\n]/.test(file.name), file.name)
    assert.ok(file.name.endsWith('.png') && Buffer.byteLength(file.name) <= 200, file.name)
    const r = await make(page, 'registration', 'street_vendor', { vendor: `险名摊主 ${i}`, photo: file })
    await page.goto(`${base}/desk/r/registration/street_vendor/${r.area}/${r.id}`)
    const link = page.getByTestId('facts').locator('a.file-box')
    await link.waitFor()
    assert.equal(await link.getAttribute('title'), file.name) // whole on hover
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(wide <= 0, `the page is ${wide} px too wide`)
    if (name === long) await shot(page, 'file-long-name')
    const got = await call(page, 'GET', await link.getAttribute('href'))
    assert.equal(got.headers()['x-evil'], undefined)
    assert.match(got.headers()['content-disposition'], /^attachment; filename/)
  }
  // A name given by a program, not by an upload, is a label too.
  const file = await (await page.request.post(base + '/api/files', { headers: { 'X-Requested-With': 'hengjian' }, multipart: { file: { name: 'a.png', mimeType: 'image/png', buffer: png } } })).json()
  const forged = await call(page, 'POST', '/api/registration/street_vendor', { values: { vendor: '伪名摊主', photo: { ...file, name: '../<b>\u202Ex.png' } } })
  if (forged.ok()) {
    const r = await forged.json()
    const got = await call(page, 'GET', r.values.photo.url)
    assert.ok(!/[\/<\u202E]/.test(decodeURIComponent(got.headers()['content-disposition'])), got.headers()['content-disposition'])
  } else assert.equal(forged.status(), 422)
  assert.equal(await page.evaluate(() => window.__xss), undefined)
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})
