// Every screen of an officer's desk at 1280 px, light and dark, in one table. The
// pages of a declared kind come from what the product itself offers, so that a new
// one is looked at too.
import { test, before } from 'node:test'
import { as } from './browser.mjs'
import { inTheme, json, look, oneBusiness } from './screens.mjs'

let kinds // every declared kind of the officer, with its first record
before(async () => {
  const o = await as('wangfang')
  const meta = await json(o.page, '/api/meta')
  kinds = []
  for (const m of meta.matters) {
    for (const k of m.kinds.filter((k) => k.may.includes('read'))) {
      const which = k.name === 'business' ? oneBusiness : 'limit=1'
      kinds.push({ ...k, matter: m.name, first: (await json(o.page, `/api/${m.name}/${k.name}?${which}`)).items[0] })
    }
  }
  await o.browser.close()
})

/** What an officer's desk shows; in the dark, one page of each sort: they share their parts. */
function officer(theme) {
  const business = kinds.find((k) => k.name === 'business').first
  const out = [['/desk/', '工作台'], ['/desk/tasks', '我的待办'], ['/desk/tasks/board', '机构看板'], ['/desk/tasks/orders', '督办催办'], ['/desk/subjects', '监管对象'], [`/desk/subjects?open=${business.area}/${business.id}`, '打开一企一档', 'subject-open'], [`/desk/dossier/${business.area}/${business.id}`, '一企一档'],
    ['/desk/reports', '统计报表'], ['/desk/complaint', '投诉举报工作台'], ['/desk/complaint?queue=returned', '退回与争议', 'complaint-returned'], ['/desk/complaint/intake', '登记来件'],
    ['/desk/account', '我的账号'], ['/desk/admin/rights/mine', '', 'rights-mine'], ['/desk/admin/codes', '代码表'], ['/desk/kind/business', 'practice/registration/business.yaml', 'kind']]
  for (const k of theme === 'dark' ? kinds.filter((k) => k.name === 'permit' || k.name === 'objection') : kinds) {
    out.push([`/desk/r/${k.matter}/${k.name}`, k.title])
    if (k.first) out.push([`/desk/r/${k.matter}/${k.name}/${k.first.area}/${k.first.id}`, '', 'record-' + k.name])
    if (k.may.includes('create')) out.push([`/desk/r/${k.matter}/${k.name}/new`, '登记' + k.title])
  }
  return out
}

for (const theme of ['light', 'dark']) {
  test(`the desk of an officer, ${theme}`, async () => {
    const o = await inTheme(theme, 'wangfang')
    await look(o, officer(theme), theme)
    await o.browser.close()
  })
}
