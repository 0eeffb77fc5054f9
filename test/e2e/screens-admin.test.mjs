// Every screen of collection, of a leader's orders and of the three
// administrators; what these have comes from their own navigation.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { as, base } from './browser.mjs'
import { inTheme, json, look, narrow, oneBusiness } from './screens.mjs'

for (const theme of ['light', 'dark']) {
  test(`collection and orders, ${theme}`, async () => {
    const o = await inTheme(theme, 'steward')
    await look(o, [['/desk/', '工作台', 'home-steward'], ['/desk/collect', '数据归集'], ['/desk/collect/new', '导入文件'], ['/desk/collect/reviews', '疑似重复']], theme)
    await o.browser.close()
    const l = await inTheme(theme, 'leader')
    const b = (await json(l.page, '/api/registration/business?' + oneBusiness)).items[0]
    await look(l, [[`/desk/oversight/new?kind=business&area=${b.area}&id=${b.id}`, '', 'give'], ['/desk/admin/pending', '待确认的授权']], theme)
    await l.browser.close()
  })

  for (const account of theme === 'dark' ? ['sysadmin'] : ['sysadmin', 'secadmin', 'auditadmin']) {
    test(`the pages of ${account}, ${theme}`, async () => {
      const o = await inTheme(theme, account)
      await o.page.goto(base + '/desk/')
      const nav = o.page.getByRole('navigation', { name: '功能' })
      await nav.getByRole('link', { name: '城市配置' }).waitFor()
      const links = await nav.getByRole('link').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent.trim()]))
      assert.ok(links.length >= 9, `${links.length} pages`)
      const pages = links.map(([at, title]) => [at, /^机构人员|^授权/.test(title) ? '' : title, `${account}-${title}`])
      if (account === 'sysadmin') pages.push(['/desk/admin/declarations/business', 'practice/registration/business.yaml'], ['/desk/admin/procedures/complaint/samr-order-121', '投诉的程序', 'procedure'], ['/desk/admin/city?tab=units', '机关代字', 'city-units'], ['/desk/admin/city?tab=calendar', '国庆节', 'calendar'])
      if (account === 'secadmin') pages.push(['/desk/admin/grants?tab=roles', '法制审核员', 'roles'], ['/desk/admin/rights?tab=who&kind=business&verb=amend', '可以更正', 'who'])
      await look(o, pages, theme)
      await o.browser.close()
    })
  }
}

test('an administrator finds his pages in the search, and nothing he may not open', async () => {
  for (const [account, own, others] of [['sysadmin', '后台任务', ['审计查询', '角色与授权', '导入文件', '监管对象', '数据归集 批次']], ['secadmin', '角色与授权', ['审计查询', '后台任务', '导入文件', '监管对象']], ['auditadmin', '审计查询', ['导入文件', '监管对象', '疑似重复复核']]]) {
    const o = await as(account, narrow)
    await o.page.goto(base + '/desk/')
    const links = await o.page.getByRole('navigation', { name: '功能' }).getByRole('link').allTextContents().then(async (x) => (x.length > 1 ? x : (await o.page.getByText('城市配置').first().waitFor(), o.page.getByRole('navigation', { name: '功能' }).getByRole('link').allTextContents())))
    await o.page.keyboard.press('Control+k')
    await o.page.getByTestId('palette-input').waitFor()
    const offered = await o.page.getByTestId('hit').allTextContents()
    for (const l of links.filter((x) => x.trim() !== '机构人员')) assert.ok(offered.includes(l.trim()), `${account} is not offered ${l}: ${offered}`)
    for (const x of others) assert.ok(!offered.includes(x), `${account} is offered ${x}`)
    await o.page.getByTestId('palette-input').fill(own)
    await o.page.getByTestId('hit').filter({ hasText: own }).first().waitFor()
    await o.page.keyboard.press('Enter')
    await o.page.getByRole('heading', { level: 1, name: own }).waitFor()
    assert.deepEqual(o.errors(), [])
    await o.browser.close()
  }
})
