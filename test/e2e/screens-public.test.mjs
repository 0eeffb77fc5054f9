// Every screen of the portal and of a business's own desk, wide and on a phone.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { call, open, password } from './browser.mjs'
import { json, look, narrow, phone } from './screens.mjs'

for (const [name, size] of [['wide', narrow], ['phone', phone]]) {
  test(`the portal, ${name}`, async () => {
    const o = await open(size)
    const penalty = (await json(o.page, '/api/public/notices/penalty_notice')).items.find((e) => e.about)
    const s = penalty.about
    await look(o, [['/', '查一家企业，办一件事'], ['/search?q=' + encodeURIComponent('威海'), '查企业'], [`/s/${s.area}/${s.id}`, penalty.values.party_name, 'business'], [`/n/penalty_notice/${penalty.area}/${penalty.id}`, penalty.title, 'notice'],
      ['/open', '公示公开'], ['/open/penalty_notice', /行政处罚/, 'list'], ['/open/api', '接口文档'], ['/about', '怎样验证'], ['/complain', '我要投诉举报'], ['/complain/receipt', '查进度', 'no-receipt'], ['/progress', '查进度'], ['/nowhere', '网址可能写错', 'nowhere']], 'portal-' + name)
    await o.browser.close()
  })

  test(`the desk of a business, ${name}`, async () => {
    const o = await open(size)
    await look(o, [['/business/', '登录', 'door'], ['/business/bind', '开通', 'bind']], 'business-' + name)
    const r = await call(o.page, 'POST', '/api/business/session', { account: 'qiye1', password })
    assert.ok(r.ok(), await r.text())
    const held = (await json(o.page, '/api/business/holdings')).items
    const pages = [['/business/', '首页'], ['/business/due', '我的事项'], ['/business/notices', '通知'], ['/business/guidance', '责令改正与指导'], ['/business/holdings', '局里的记录'], ['/business/objections', '异议'], ['/business/objections/new', '从哪里提出', 'no-object'], ['/business/contacts', '联系人'], ['/business/account', '账号']]
    for (const k of ['correction_order', 'talk', 'reminder']) {
      const x = (await json(o.page, `/api/business/records/${k}`)).items[0]
      if (x) pages.push([`/business/records/${k}/${x.area}/${x.id}`, '办理过程', k])
    }
    for (const h of held) pages.push([`/business/holdings/${h.kind}`, '', 'held-' + h.kind])
    const business = held.find((h) => h.kind === 'business').only
    pages.push([`/business/records/business/${business.area}/${business.id}`, '', 'record'], [`/business/objections/new?kind=business&area=${business.area}&id=${business.id}&field=address`, '应当是', 'objecting'])
    await look(o, pages, 'business-' + name)
    await o.browser.close()
  })
}
