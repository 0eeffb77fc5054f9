// Every screen there is, read from the routes of web/src, shown with an attacker's
// text in every place where a person or a file can put one: names of businesses,
// people, units, roles, keys, views, notices, objections, browsers. Nothing runs,
// nothing breaks, nothing sticks out. A screen that is not visited fails the test.
import { test, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { as, base, call, make, open, password, root } from './browser.mjs'
import { sound } from './attack.mjs'

const markup = '"><img src=x onerror="window.__xss=1"><script>window.__xss=1</script>'
const long = '<b>' + 'W'.repeat(36)
const turned = '\u202E司公限有\u202C{{7*7}}${7*7}'
const read = (file) => readFileSync(path.join(root, 'web/src', file), 'utf8')
const today = new Date().toISOString().slice(0, 10)

/** The paths of routes, those of children below the path of their parent. */
function paths(text) {
  const out = []
  const rest = text.replace(/\{ path: '([^']+)', element: <\w+ \/>, children: \[([\s\S]*?)\n\s*\] \}/g, (_, parent, children) => {
    if (children.includes('index: true')) out.push(parent)
    out.push(...paths(children).filter((p) => p !== '*').map((p) => parent + '/' + p))
    return ''
  })
  return [...out, ...[...rest.matchAll(/path: '([^']+)'/g)].map((m) => m[1])]
}

/** The addresses of the desk, the business's desk and the portal, as their sources have them. */
const routes = {
  desk: paths(read('routes.tsx')).filter((p) => p !== '/'),
  business: [...read('business/Business.tsx').matchAll(/case '([^']*)'/g)].map((m) => m[1]),
  portal: [...read('portal/Portal.tsx').matchAll(/case '([^']*)'/g)].map((m) => m[1]),
}

const made = {}
before(async () => {
  const officer = await as('wangfang'), head = await as('head'), leader = await as('leader'), sys = await as('sysadmin'), sec = await as('secadmin'), steward = await as('steward')
  const shop = await open()
  const signed = await call(shop.page, 'POST', '/api/business/session', { account: 'qiye1', password })
  assert.equal(signed.status(), 200)
  const own = (await (await call(shop.page, 'GET', '/api/business/session')).json()).subject
  const o = officer.page
  made.business = await make(o, 'registration', 'business', { name: markup, address: long, premises: turned, representative: { name: markup.slice(0, 40) }, organ: markup, type: long, scope: markup + '\n' + long, phone: turned, tags: [markup, long], former_names: [turned], county: '371002', status: '1', established_on: '2020-01-02' })
  const about = { area: made.business.area, id: made.business.id }
  made.tag = await make(o, 'registration', 'tag', { subject: about, label: markup.slice(0, 40), why: long })
  made.annotation = await make(o, 'registration', 'annotation', { subject: about, field: 'address', stated: markup, value: markup, found_on: today, note: long })
  const stamp = Date.now()
  made.permit = await make(o, 'licensing', 'permit', { subject: about, holder_name: markup, document_no: `<img src=x onerror=window.__xss=1>${stamp}`, document_name: long, organ: markup, content: markup, decided_on: today })
  made.penalty = await make(o, 'enforcement', 'received_penalty', { subject: about, party_name: markup, document_no: `"><svg/onload=window.__xss=1>${stamp}`, organ: markup, violation: markup, content: long, decided_on: today })
  made.notice = await make(o, 'liaison', 'notice', { subject: { area: own.area, id: own.id }, title: markup, body: `${markup}\n${long}\n${turned}` })
  made.account = await make(o, 'liaison', 'desk_account', { subject: about, holder: markup.slice(0, 60), duty: long.slice(0, 40), proof: markup })
  const person = (await (await call(head.page, 'GET', '/api/session')).json()).person
  made.directive = await make(leader.page, 'oversight', 'directive', { text: markup, subject: about, receiver: { area: person.area, id: person.id }, due: '2099-01-01' })
  const permits = (await (await call(shop.page, 'GET', '/api/business/records/permit')).json()).items
  const objected = await call(shop.page, 'POST', '/api/business/objections', { kind: 'permit', area: permits[0].area, id: permits[0].id, should_be: markup, why: `${long}\n${turned}` })
  assert.equal(objected.status(), 201, await objected.text())
  made.objection = (await objected.json()).record
  const contact = await call(shop.page, 'POST', '/api/business/records/contact', { values: { name: markup.slice(0, 60), phone: '<i>1', duty: long, email: markup } })
  assert.equal(contact.status(), 201, await contact.text())
  made.own = { kind: 'permit', area: permits[0].area, id: permits[0].id }
  const units = (await (await call(sys.page, 'GET', '/api/actor/unit?limit=50')).json()).items
  const parent = { area: units[0].area, id: units[0].id }
  const unit = await make(sys.page, 'actor', 'unit', { name: markup, short_name: long.slice(0, 40), sort: 'station', parent, organ: markup, organ_code: '<b>' })
  made.person = await make(sys.page, 'actor', 'person', { name: markup.slice(0, 60), account: 'angreifer', unit_of: { area: unit.area, id: unit.id }, certificate: long.slice(0, 40), phone: turned, service: true })
  assert.equal((await call(sys.page, 'POST', '/api/accounts', { account: 'angreifer', reason: markup })).status(), 200)
  await make(sec.page, 'actor', 'role_grant', { person: { area: made.person.area, id: made.person.id }, role: 'officer', since: '2020-01-01', over: parent })
  await make(sec.page, 'actor', 'role', { name: 'r' + stamp, title: markup.slice(0, 60), base: 'viewer', matters: ['licensing'] })
  for (const [p, at, body] of [[sys.page, '/api/admin/keys', { account: 'angreifer', title: markup.slice(0, 90), scopes: ['read'], days: '30' }], [o, '/api/keys', { title: markup.slice(0, 90), scopes: ['read'], days: '30', password }]]) {
    const r = await call(p, 'POST', at, body)
    assert.ok([200, 409, 422].includes(r.status()), `${at}: ${r.status()} ${await r.text()}`) // a key for one whose grant is not confirmed may be refused
  }
  for (const name of [markup.slice(0, 40), long]) assert.equal((await call(o, 'POST', '/api/desk/views', { screen: 'business', name: name.slice(0, 40), query: 'q=' + markup, share: true })).status(), 200)
  await fetch(base + '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': markup }, body: JSON.stringify({ account: 'wangfang', password }) })
  await fetch(base + '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': markup }, body: JSON.stringify({ account: 'angreifer', password: markup }) })
  const sent = await steward.page.request.fetch(base + '/api/collect/files', { method: 'POST', headers: { 'X-Requested-With': 'hengjian' }, multipart: { file: { name: '<img src=x onerror=window.__xss=1>.csv', mimeType: 'text/csv', buffer: Buffer.from(`企业名称,统一社会信用代码,注册地址\n"${markup.replaceAll('"', '""')}",坏的,${long}\n`) } } })
  assert.equal(sent.status(), 200, await sent.text())
  const up = await sent.json()
  const b = await call(steward.page, 'POST', '/api/collect/batches', { file: up.file, name: up.name, kind: 'business', source: 'bureau-file' })
  assert.equal(b.status(), 200, await b.text())
  made.batch = (await b.json()).id
  for (const x of [officer, head, leader, sys, sec, steward, shop]) await x.browser.close()
})

/** Shows a list of addresses, each as it stands once nothing moves; on a phone too where the screen is made for one. */
async function tour(o, stops, phone = true) {
  const bad = []
  const check = (where) => sound(o.page, where).catch((e) => bad.push(e.message)) // all of them are told at once
  for (const [name, at, has] of stops) {
    await o.page.goto(base + at)
    if (!has) await o.page.waitForLoadState('networkidle')
    else await o.page.getByText(has).first().waitFor({ state: 'attached' }).catch(() => bad.push(`${name} does not show ${has}`))
    await check(name)
    const broken = await o.page.getByText('本页显示出错').count()
    if (broken) bad.push(name + ' is broken')
    if (!phone) continue
    await o.page.setViewportSize({ width: 390, height: 844 })
    await o.page.waitForTimeout(60)
    await check(name + ' on a phone')
    await o.page.setViewportSize({ width: 1440, height: 900 })
  }
  assert.deepEqual(o.errors().filter((x) => !/ (403|404|422|400) |status of (40[034]|422)/.test(x)), [])
  assert.deepEqual(bad, [])
  await o.browser.close()
}

const x = () => `${made.business.area}/${made.business.id}`

/** For every route of the desk: who goes there, to which addresses, and what of the attack stands there. */
const desk = () => ({
  account: [['wangfang', '/account', 'onerror']],
  subjects: [['wangfang', '/subjects?q=onerror', null]],
  'oversight/new': [['leader', `/oversight/new?kind=business&area=${made.business.area}&id=${made.business.id}`, null]],
  'r/oversight/directive/new': [['leader', '/r/oversight/directive/new', null]],
  _kit: [['wangfang', '/_kit', null]],
  'dossier/:area/:id': [['wangfang', '/dossier/' + x(), 'onerror']],
  collect: [['steward', '/collect', null]],
  'collect/new': [['steward', '/collect/new', null]],
  'collect/reviews': [['steward', '/collect/reviews', null]],
  'collect/:id': [['steward', '/collect/' + made.batch, null]],
  'r/:matter/:kind': ['registration/business', 'registration/tag', 'liaison/objection', 'liaison/contact'].map((k) => ['wangfang', '/r/' + k, null])
    .concat([['leader', '/r/oversight/directive', 'onerror'], ['secadmin', '/r/actor/role', null], ['sysadmin', '/r/actor/unit', null]]),
  'r/:matter/:kind/new': [['wangfang', '/r/registration/tag/new?v.label=' + encodeURIComponent(markup), null]],
  'r/:matter/:kind/:area/:id': [['wangfang', `/r/registration/business/${x()}`, 'onerror'], ...Object.entries({ 'registration/annotation': 'annotation', 'enforcement/received_penalty': 'penalty', 'liaison/objection': 'objection', 'liaison/desk_account': 'account' }).map(([k, n]) => ['wangfang', `/r/${k}/${made[n].area}/${made[n].id}`, 'onerror']),
    ['leader', `/r/oversight/directive/${made.directive.area}/${made.directive.id}`, 'onerror'], ['sysadmin', `/r/actor/person/${made.person.area}/${made.person.id}`, null]],
  'r/:matter/:kind/:area/:id/print': [['wangfang', `/r/registration/business/${x()}/print`, 'onerror'], ['wangfang', `/r/liaison/notice/${made.notice.area}/${made.notice.id}/print`, 'onerror']],
  'kind/:kind': [['wangfang', '/kind/business', null]],
  'admin/people': [['sysadmin', '/admin/people?q=angreifer', 'onerror']],
  'admin/units': [['sysadmin', '/admin/units', 'onerror']],
  'admin/grants': [['secadmin', '/admin/grants', 'onerror']],
  'admin/pending': [['leader', '/admin/pending', null]],
  'admin/rights': [['secadmin', `/admin/rights?person=${made.person.id}`, null]],
  'admin/rights/mine': [['wangfang', '/admin/rights/mine', null]],
  'admin/sessions': [['sysadmin', '/admin/sessions', null]],
  'admin/keys': [['sysadmin', '/admin/keys', null]],
  'admin/jobs': [['sysadmin', '/admin/jobs', null]],
  'admin/declarations': [['secadmin', '/admin/declarations', null]],
  'admin/declarations/:kind': [['secadmin', '/admin/declarations/business', null]],
  'admin/ledger': [['auditadmin', '/admin/ledger', null]],
  'admin/audit': [['auditadmin', '/admin/audit', null]],
  'admin/sign-ins': [['auditadmin', '/admin/sign-ins', null]],
  'admin/codes': [['secadmin', '/admin/codes', null]],
  'admin/city': [['sysadmin', '/admin/city', null]],
  '/enter': [['wangfang', '/enter?error=%3Cscript%3Ewindow.__xss=1', null]],
  '*': [['wangfang', '/no/such/%3Cscript%3Ewindow.__xss=1', null]],
})

test('every screen of the desk', async () => {
  const where = desk()
  assert.deepEqual(routes.desk.filter((p) => !where[p]), [], 'screens nobody visits')
  assert.ok(routes.desk.length > 30)
  const by = {}
  for (const [route, list] of Object.entries(where)) for (const [who, at, has] of list) (by[who] ??= []).push([`${route} ${at.split('?')[0].slice(0, 40)}`, '/desk' + at, has])
  by.wangfang.unshift(['home', '/desk/', null])
  const bad = []
  for (const [who, stops] of Object.entries(by)) await tour(await as(who), stops, false).catch((e) => bad.push(`${who}: ${e.message}`))
  assert.deepEqual(bad, [])
})

test("every screen of the business's desk", async () => {
  const own = `/records/${made.own.kind}/${made.own.area}/${made.own.id}`
  const where = {
    '': ['/', null], bind: ['/bind', null], due: ['/due', null], notices: ['/notices', 'onerror'], holdings: ['/holdings', null], objections: ['/objections', null], contacts: ['/contacts', 'onerror'], account: ['/account', null], records: [own, null],
  }
  assert.deepEqual(routes.business.filter((p) => !where[p]), [], 'screens nobody visits')
  const o = await open()
  await tour({ ...o, browser: { close: async () => undefined } }, [['door', '/business/', null], ['opening', '/business/bind?code=' + encodeURIComponent(markup), null]])
  assert.equal((await call(o.page, 'POST', '/api/business/session', { account: 'qiye1', password })).status(), 200)
  await tour(o, [
    ...Object.entries(where).map(([name, [at, has]]) => ['business ' + name, '/business' + at, has]),
    ['business one kind', '/business/holdings/permit', null],
    ['business new objection', `/business/objections/new?kind=${made.own.kind}&area=${made.own.area}&id=${made.own.id}&field=%3Cimg%20src=x%20onerror=window.__xss=1%3E`, null],
    ['business notice', `/business/records/notice/${made.notice.area}/${made.notice.id}`, 'onerror'],
    ['business objection', `/business/records/objection/${made.objection.area}/${made.objection.id}`, 'onerror'],
  ])
})

test('every screen of the portal', async () => {
  const at = {
    search: ['/search?q=' + encodeURIComponent('onerror'), '/search?q=' + encodeURIComponent(markup)],
    s: ['/s/' + x(), '/s/3710/%3Cscript%3E'],
    n: [`/n/registration_notice/${x()}`, `/n/penalty_notice/${made.penalty.area}/${made.penalty.id}`, `/n/permit_notice/${made.permit.area}/${made.permit.id}`, '/n/%22%3E%3Cimg%20src=x%20onerror=window.__xss=1%3E/3710/1'],
    open: ['/open', '/open/api', '/open/penalty_notice', '/open/permit_notice', '/open/registration_notice'],
    about: ['/about'], complain: ['/complain'], progress: ['/progress'],
  }
  assert.deepEqual(routes.portal.filter((p) => !at[p]), [], 'screens nobody visits')
  const shown = { [`/s/${x()}`]: 'onerror', [`/n/registration_notice/${x()}`]: 'onerror', [`/n/penalty_notice/${made.penalty.area}/${made.penalty.id}`]: 'onerror' }
  await tour(await open(), [['portal', '/', null], ['portal nothing', '/%3Cscript%3Ewindow.__xss=1', null], ...Object.values(at).flat().map((p) => ['portal ' + p.split('?')[0].slice(0, 30), p, shown[p] ?? null])])
})
