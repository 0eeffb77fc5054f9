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
  made.report = (await (await call(head.page, 'GET', '/api/report/report?limit=1')).json()).items[0]
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
  await complaints(own, about)
  for (const x of [officer, head, leader, sys, sec, steward, shop]) await x.browser.close()
})

/** Complaints, orders of the platforms, guidance and talks, each with the attack wherever a person writes. */
async function complaints(own, about) {
  const desk = await as('reception'), officer = await as('wangfang'), d = desk.page
  const act = async (page, matter, r, name, values, reason) => {
    const at = `/api/${matter}/${r.kind}/${r.area}/${r.id}`
    const done = await call(page, 'POST', `${at}/acts/${name}`, { values, reason }, { 'If-Match': (await call(page, 'GET', at)).headers().etag })
    assert.equal(done.status(), 200, `${name}: ${await done.text()}`)
    return done.json()
  }
  const me = (await (await call(officer.page, 'GET', '/api/session')).json()).person
  const home = { area: me.area, id: me.id }
  const unit = (await (await call(officer.page, 'GET', `/api/actor/person/${me.area}/${me.id}`)).json()).values.unit_of
  made.complaint = await make(d, 'complaint', 'complaint', { matter_in_brief: markup, complainant: markup.slice(0, 40), complainant_phone: '<i>15400009999', complainant_address: long, respondent_as_written: markup, respondent: about, goods: long, facts: `${markup}\n${turned}`, claim: markup, online_platform: long })
  await act(d, 'complaint', made.complaint, 'dispatch', { handling_unit: unit, handler: home })
  await act(officer.page, 'complaint', made.complaint, 'ask_complainant', { question: markup })
  await act(officer.page, 'complaint', made.complaint, 'accept', {})
  const leader = await as('leader')
  await act(leader.page, 'complaint', made.complaint, 'urge', {}, markup)
  await leader.browser.close()
  made.tipoff = await make(d, 'complaint', 'tipoff', { matter_in_brief: markup, informant: markup.slice(0, 40), informant_phone: turned, reported_as_written: long, reported: about, place: markup, clues: `${markup}\n${long}` })
  await act(d, 'complaint', made.tipoff, 'dispatch', { handling_unit: unit, handler: home })
  made.consultation = await make(d, 'complaint', 'consultation', { matter_in_brief: markup, asker: markup.slice(0, 40), asker_phone: turned, question: `${markup}\n${long}` })
  made.odr = await make(d, 'complaint', 'odr', { matter_in_brief: markup, trader: { area: own.area, id: own.id }, trader_as_written: markup, trader_address: long, complainant: markup.slice(0, 40), complainant_phone: '<i>1', goods: long, facts: `${markup}\n${turned}`, claim: markup })
  made.advice = await make(officer.page, 'guidance', 'advice', { subject: { area: own.area, id: own.id }, addressee: markup, topic: markup, question: long })
  await act(officer.page, 'guidance', made.advice, 'advise', { advised: `${markup}\n${long}`, how: 'desk' })
  const columns = '工单编号,派单时间,工单状态,诉求类型,办理时限（工作日）,诉求标题,诉求内容,诉求目的,诉求人,联系电话,联系地址,被反映单位,商品或服务'
  const cells = ['ATT' + Date.now(), today, '待签收', '消费投诉', '5', markup, long, markup, markup.slice(0, 40), '15400009998', long, markup, long]
  const csv = [columns, ...[cells, ['<b>2', '<b>', ...cells.slice(2)]].map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))].join('\n')
  const sent = await d.request.fetch(base + '/api/files', { method: 'POST', headers: { 'X-Requested-With': 'hengjian' }, multipart: { file: { name: markup.slice(0, 40) + '.csv', mimeType: 'text/csv', buffer: Buffer.from('\ufeff' + csv) } } })
  assert.ok(sent.ok(), await sent.text())
  const up = await sent.json()
  const batch = await call(d, 'POST', '/api/complaint/upstream/batches', { platform: 'hotline_12345', purpose: 'orders', file: up.digest, name: '<img src=x onerror=window.__xss=1>.csv' })
  assert.ok(batch.ok(), await batch.text())
  made.exchange = (await batch.json()).id
  assert.ok((await call(d, 'POST', `/api/complaint/upstream/batches/${made.exchange}/run`, {})).ok())
  for (let i = 0; i < 120 && !made.order; i++) {
    await new Promise((r) => setTimeout(r, 500)) // a job of the server takes it in
    made.order = (await (await call(d, 'GET', '/api/complaint/work_order?limit=1&filter=' + encodeURIComponent(`order_no == "${cells[0]}"`))).json()).items[0]
  }
  assert.ok(made.order, 'the order of the file is not in: ' + (await (await call(d, 'GET', `/api/complaint/upstream/batches/${made.exchange}/rows`)).text()))
  for (const o of [desk, officer]) await o.browser.close()
}

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
  tasks: [['wangfang', '/tasks', 'onerror']],
  'tasks/board': [['head', '/tasks/board', null]],
  'tasks/orders': [['wangfang', '/tasks/orders', null], ['leader', '/tasks/orders', 'onerror']],
  reports: [['head', '/reports', null], ['wangfang', '/reports?year=%3Cscript%3Ewindow.__xss=1', null]],
  complaint: [['reception', '/complaint', null], ['head', '/complaint', null]],
  'complaint/intake': [['reception', '/complaint/intake', null], ['reception', `/complaint/intake?as=tipoff&from=complaint/${made.complaint.area}/${made.complaint.id}`, null]],
  'complaint/upstream': [['reception', '/complaint/upstream', 'onerror']],
  'complaint/upstream/mismatches': [['reception', '/complaint/upstream/mismatches', null]],
  'complaint/upstream/:id': [['reception', '/complaint/upstream/' + made.exchange, null]],
  collect: [['steward', '/collect', null]],
  'collect/new': [['steward', '/collect/new', null]],
  'collect/reviews': [['steward', '/collect/reviews', null]],
  'collect/:id': [['steward', '/collect/' + made.batch, null]],
  'r/:matter/:kind': ['registration/business', 'registration/tag', 'liaison/objection', 'liaison/contact'].map((k) => ['wangfang', '/r/' + k, null])
    .concat([['leader', '/r/oversight/directive', 'onerror'], ['secadmin', '/r/actor/role', null], ['sysadmin', '/r/actor/unit', null]]),
  'r/:matter/:kind/new': [['wangfang', '/r/registration/tag/new?v.label=' + encodeURIComponent(markup), null]],
  'r/:matter/:kind/:area/:id': [['wangfang', `/r/registration/business/${x()}`, 'onerror'], ...Object.entries({ 'registration/annotation': 'annotation', 'enforcement/received_penalty': 'penalty', 'liaison/objection': 'objection', 'liaison/desk_account': 'account' }).map(([k, n]) => ['wangfang', `/r/${k}/${made[n].area}/${made[n].id}`, 'onerror']),
    ...Object.entries({ 'complaint/complaint': 'complaint', 'complaint/tipoff': 'tipoff', 'complaint/consultation': 'consultation', 'complaint/odr': 'odr', 'guidance/advice': 'advice' }).map(([k, n]) => ['wangfang', `/r/${k}/${made[n].area}/${made[n].id}`, 'onerror']), ['reception', `/r/complaint/work_order/${made.order.area}/${made.order.id}`, 'onerror'],
    ['leader', `/r/oversight/directive/${made.directive.area}/${made.directive.id}`, 'onerror'], ['sysadmin', `/r/actor/person/${made.person.area}/${made.person.id}`, null]],
  'r/:matter/:kind/:area/:id/print': [['wangfang', `/r/registration/business/${x()}/print`, 'onerror'], ['wangfang', `/r/liaison/notice/${made.notice.area}/${made.notice.id}/print`, 'onerror'], ['head', `/r/report/report/${made.report.area}/${made.report.id}/print`, null]],
  'kind/:kind': [['wangfang', '/kind/business', null]],
  'admin/people': [['sysadmin', '/admin/people?q=angreifer', 'onerror']],
  'admin/units': [['sysadmin', '/admin/units', 'onerror']],
  'admin/grants': [['secadmin', '/admin/grants', 'onerror']],
  'admin/pending': [['leader', '/admin/pending', null]],
  'admin/rights': [['secadmin', `/admin/rights?person=${made.person.id}`, null]],
  'admin/rights/mine': [['wangfang', '/admin/rights/mine', null]],
  'admin/sessions': [['sysadmin', '/admin/sessions', null]],
  'admin/keys': [['sysadmin', '/admin/keys', null]],
  'admin/channels': [['sysadmin', '/admin/channels', null]],
  'admin/procedures': [['secadmin', '/admin/procedures', null]],
  'admin/procedures/:kind/:law': [['secadmin', '/admin/procedures/complaint/samr-order-121', null]],
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

test('a document on the desk', async () => {
  const o = await as('wangfang')
  await o.page.goto(`${base}/desk/r/complaint/complaint/${made.complaint.area}/${made.complaint.id}`)
  await o.page.getByTestId('document-notice_accept').click()
  await o.page.getByTestId('sheet').getByText('onerror').first().waitFor()
  await sound(o.page, 'document')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test('a row of a platform that was kept back', async () => {
  const o = await as('reception')
  await o.page.goto(`${base}/desk/complaint/upstream/${made.exchange}?fate=quarantined`)
  await o.page.getByTestId('correct-row').click()
  await o.page.getByTestId('correct').getByRole('textbox').first().waitFor()
  assert.ok((await o.page.getByTestId('correct').getByRole('textbox').evaluateAll((l) => l.map((e) => e.value))).some((v) => v.includes('onerror')), 'the drawer shows no hostile cell')
  await sound(o.page, 'correcting a row')
  await o.page.locator('#fix-why').fill(markup)
  await o.page.getByTestId('correct').getByRole('textbox').first().fill(markup)
  await o.page.getByTestId('fix').click()
  await o.page.getByTestId('correct').getByText('改正后按导入的规则').waitFor()
  await sound(o.page, 'a row that is wrong still')
  await o.page.getByTestId('correct').getByRole('button', { name: '弃置此行' }).click()
  await sound(o.page, 'dropping a row')
  assert.deepEqual(o.errors(), [])
  await o.browser.close()
})

test("every screen of the business's desk", async () => {
  const own = `/records/${made.own.kind}/${made.own.area}/${made.own.id}`
  const where = {
    '': ['/', null], bind: ['/bind', null], due: ['/due', null], notices: ['/notices', 'onerror'], guidance: ['/guidance', 'onerror'], talks: ['/talks', 'onerror'], holdings: ['/holdings', null], objections: ['/objections', null], contacts: ['/contacts', 'onerror'], account: ['/account', null], records: [own, null],
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
    ['business advice', `/business/records/advice/${made.advice.area}/${made.advice.id}`, 'onerror'],
    ['business talk', `/business/records/odr/${made.odr.area}/${made.odr.id}`, 'onerror'],
    ['business objection', `/business/records/objection/${made.objection.area}/${made.objection.id}`, 'onerror'],
  ])
})

test('every screen of the portal', async () => {
  const at = {
    search: ['/search?q=' + encodeURIComponent('onerror'), '/search?q=' + encodeURIComponent(markup)],
    s: ['/s/' + x(), '/s/3710/%3Cscript%3E'],
    n: [`/n/registration_notice/${x()}`, `/n/penalty_notice/${made.penalty.area}/${made.penalty.id}`, `/n/permit_notice/${made.permit.area}/${made.permit.id}`, '/n/%22%3E%3Cimg%20src=x%20onerror=window.__xss=1%3E/3710/1'],
    open: ['/open', '/open/api', '/open/penalty_notice', '/open/permit_notice', '/open/registration_notice'],
    d: ['/d/%3Cscript%3Ewindow.__xss=1', '/d/aaaaaaaaaaaaaaaa'],
    about: ['/about'], complain: ['/complain', '/complain/new', '/complain/receipt'], progress: ['/progress'],
  }
  assert.deepEqual(routes.portal.filter((p) => !at[p]), [], 'screens nobody visits')
  const shown = { [`/s/${x()}`]: 'onerror', [`/n/registration_notice/${x()}`]: 'onerror', [`/n/penalty_notice/${made.penalty.area}/${made.penalty.id}`]: 'onerror' }
  await tour(await open(), [['portal', '/', null], ['portal nothing', '/%3Cscript%3Ewindow.__xss=1', null], ...Object.values(at).flat().map((p) => ['portal ' + p.split('?')[0].slice(0, 30), p, shown[p] ?? null])])
})
