import { Icon } from '../face/Icon'
import { Link, usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime, total } from '../kit/format'
import { sortOf, type Catalogue, type DataSet, type Field } from './data'

const types: Record<string, string> = { text: '文本', number: '数字', money: '金额', date: '日期', time: '时间', bool: '是否', code: '代码', enum: '选项', area: '区划', person: '人员', list: '列表' }
const masks: Record<string, string> = { hide: '不公开', surname: '只公开姓', middle: '遮盖中段', tail: '遮盖后段' }

/** What is published, and how to take it along. */
export default function Open() {
  const load = useLoad<Catalogue>('/api/public/open')
  usePage('公示公开', load.data?.office)
  const d = load.data
  return (
    <div className="wrap">
      <h1 className="page-title">公示公开</h1>
      <p className="lead">这里列出本局公示的每一类信息。可以逐条翻看，也可以整份下载，或按日跟随增量更新。</p>
      {load.problem && <Failed of={load.problem} retry={load.again} />}
      {!d && !load.problem && <Waiting rows={8} />}
      {d && (
        <>
          <ul className="sets">
            {d.sets.map((s) => (
              <Set key={s.name} s={s} />
            ))}
          </ul>
          <section className="prose">
            <h2>使用许可：{d.licence.title}</h2>
            <p>{d.licence.text}</p>
            <h2 id="feed">怎样跟随更新</h2>
            <ol>
              <li>记下目录（<code>/api/public/open</code>）里的 <code>now</code>，再下载整份数据；下载应答的 <code>Link</code> 头里也有这个位置。</li>
              <li>用它取增量：<code>…/feed?cursor=位置</code>。每项 <code>op</code> 为 <code>put</code>（新公示或有变更，带全部公示内容）或 <code>gone</code>（已撤回、删除或公示期满，应停止展示）。</li>
              <li>用返回的 <code>next</code> 接着取；<code>done</code> 为真即已取完，改日从同一个 <code>next</code> 继续。同一条可能重复给出，以后给出的为准。</li>
              <li><code>reset</code> 为真，是公示规则有了新版：请重新下载整份数据，再从新的 <code>next</code> 继续。</li>
            </ol>
            <p>
              全部接口见<Link to="/open/api">接口文档</Link>。
            </p>
          </section>
        </>
      )}
    </div>
  )
}

function Set({ s }: { s: DataSet }) {
  return (
    <li className="card set">
      <div className="set-head">
        <h2>
          <Link to={'/open/' + s.name}>{sortOf(s)}</Link>
        </h2>
        <span className="nowrap">
          {total(s.total)} 条
        </span>
        <span className="quiet small grow">{s.newest ? `最近收录 ${dayTime(s.newest)}` : '还没有公示'}</span>
      </div>
      <p>{s.help}</p>
      <p className="quiet small">{s.unsure ? '公示依据待本局法规机构核定' : `依据：${s.basis}`}</p>
      <p className="acts">
        <a className="btn" href={s.csv} aria-label={`下载${sortOf(s)} CSV`}>
          <Icon name="download" size={18} /> CSV
        </a>
        <a className="btn" href={s.jsonl} aria-label={`下载${sortOf(s)} JSON Lines`}>
          <Icon name="download" size={18} /> JSON Lines
        </a>
        <a className="btn btn-text" href={`${s.feed}?cursor=${s.start}`} aria-label={`${sortOf(s)}的增量更新`}>
          增量更新
        </a>
      </p>
      <details>
        <summary>字段说明（{s.fields.length} 项）</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={`${sortOf(s)}的字段说明`}>
          <table className="lines dictionary">
            <thead>
              <tr>
                <th scope="col">字段</th>
                <th scope="col">名称</th>
                <th scope="col">类型</th>
                <th scope="col">说明</th>
              </tr>
            </thead>
            <tbody>
              {s.fields.map((f) => (
                <tr key={f.name}>
                  <td className="mono">{f.name}</td>
                  <td>{f.title}</td>
                  <td>
                    {types[f.type] ?? f.type}
                    {f.unit && `（${f.unit}）`}
                  </td>
                  <td>
                    <About f={f} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </li>
  )
}

const About = ({ f }: { f: Field }) => (
  <>
    {f.mask && <span>个人信息，{masks[f.mask] ?? f.mask}。</span>}
    {f.help && <span>{f.help}。</span>}
    {f.type === 'money' && <span>JSON 中为整数分，CSV 中为元。</span>}
    {f.options && <span>{f.options.map((o) => `${o.value} ${o.title}`).join('；')}</span>}
    {f.list && !f.options && <span>代码表 {f.list}</span>}
  </>
)
