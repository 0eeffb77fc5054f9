import { useEffect } from 'react'
import { Copy } from '../face/Copy'
import { usePage } from '../face/route'
import { dayTime, int } from '../kit/format'
import { place, useSite } from './data'

/** How to check what is published, what is kept of a reader, and how the site can be used by everybody. */
export default function About() {
  const site = useSite()
  usePage('怎样验证', site?.office)
  useEffect(() => {
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])
  const l = site?.ledger
  const gov = place(site, 'register')
  return (
    <div className="wrap narrow">
      <h1 className="page-title">怎样验证</h1>
      <article className="prose">
        <p className="lead">本局公示的每一条，写入时都在一本只能添加、不能涂改的账本里留下一行。您不必相信本站：点“验证”，由您自己的浏览器算一遍。</p>
        <h2>验证时做了什么</h2>
        <ol>
          <li>从此页所见的内容算出摘要。没有公示和遮盖的内容不在其中，也看不到。</li>
          <li>核对这个摘要写在账本的哪一号、什么时候。</li>
          <li>从这一号逐步合并相邻的摘要，算到整本账的根。</li>
          <li>核对这个根与本局签名的存证点相同。</li>
        </ol>
        <h2>能证明什么，不能证明什么</h2>
        <dl className="two">
          <dt>能证明</dt>
          <dd>写入以后没有人改过、换过、删过；改过一个字，就算不到同一个根。</dd>
          <dt>不能证明</dt>
          <dd>内容本身是否正确，写入的时间是否准确，有没有该写而没有写的。对内容有异议，企业可以向本局提出。</dd>
        </dl>
        <h2 id="own">用自己的程序验证</h2>
        <p>
          公钥应从本站以外的途径另行取得并核对。证明的格式逐字节写在源代码的 <code>docs/ledger.md</code>，旁边有一个不依赖任何程序包的核对程序 <code>check.mjs</code>。存下今天的存证点，以后任何时候都能核对账本有没有被改写。
        </p>
        {l && (
          <>
            <h3>公钥</h3>
            <p className="row">
              <code className="grow breaks">{l.key}</code>
              <Copy text={l.key} label="复制公钥" />
            </p>
            <h3>
              最新存证点：{int(l.size)} 条，{dayTime(l.at)}
            </h3>
            <pre tabIndex={0} aria-label="存证点全文">{l.checkpoint}</pre>
            <p className="small quiet">
              算法：{l.algorithm}。
              {l.algorithm === 'sm3-sm2' ? '浏览器没有国密算法，由本页程序计算。' : '浏览器有的功能由浏览器计算，没有的由本页程序计算。'}
            </p>
          </>
        )}
        {gov && (
          <>
            <h2>与法定公示系统的关系</h2>
            <p>
              <a href={gov.url} rel="noreferrer">
                {gov.title}
              </a>
              是{gov.what}。本站公示的是本局归集和作出的信息，便于查阅和核对。
            </p>
          </>
        )}
        <h2 id="privacy">隐私</h2>
        <p>查询不用登录，本站不放置任何跟踪程序，也不使用来自他处的脚本、字体和图片。日志不记录您查了什么，也不记录您的网址和设备。“长辈版”的选择只存在您的设备上。</p>
        <h2 id="access">无障碍</h2>
        <p>全站可以只用键盘操作，可以用读屏软件，可以放大到两倍以上；颜色之外都有形状和文字。发现不便之处，请拨打 {site?.about.hotline.number} 告诉我们。</p>
      </article>
    </div>
  )
}
