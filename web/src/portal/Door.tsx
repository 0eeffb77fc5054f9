import { Icon } from '../face/Icon'
import { usePage } from '../face/route'
import { place, useSite } from './data'

/** Doors whose work is done elsewhere today: where, said plainly, and no form that leads nowhere. */
export default function Door({ name }: { name: 'complain' | 'progress' }) {
  const site = useSite()
  const complain = name === 'complain'
  usePage(complain ? '我要投诉举报' : '查进度', site?.office)
  const call = site?.about.hotline
  const net = place(site, 'complain')
  return (
    <div className="wrap narrow">
      <h1 className="page-title">{complain ? '我要投诉举报' : '查进度'}</h1>
      <p className="lead">
        {complain
          ? '本站还不能在线提交。请用下面两种办法，都由市场监管部门受理，效力相同。'
          : '投诉、举报在哪里提交，就在哪里查进度。本站还不能查询。'}
      </p>
      <ul className="card ways">
        {call && (
          <li>
            <Icon name="phone" size={26} />
            <div className="grow">
              <b>{complain ? '打电话' : '打电话问'}</b>
              <span>
                {call.title}。{call.note}
              </span>
            </div>
            <a className="btn btn-primary" href={'tel:' + call.number}>
              拨打 {call.number}
            </a>
          </li>
        )}
        {net && (
          <li>
            <Icon name="message" size={26} />
            <div className="grow">
              <b>{net.title}</b>
              <span>{net.what}</span>
            </div>
            <a className="btn" href={net.url} rel="noreferrer">
              打开网站
            </a>
          </li>
        )}
      </ul>
      {complain && (
        <section className="prose">
          <h2>投诉和举报有什么不同</h2>
          <dl className="two">
            <dt>投诉</dt>
            <dd>为自己的消费纠纷请求调解，例如退货、退款、赔偿。</dd>
            <dt>举报</dt>
            <dd>反映他人涉嫌违法的线索，由市场监管部门核查是否立案。</dd>
          </dl>
          <h2>请先准备</h2>
          <ul>
            <li>对方的名称和地址，可在本站先查企业；</li>
            <li>时间、商品或服务、金额，和您的要求；</li>
            <li>小票、订单、照片、聊天记录等凭据。</li>
          </ul>
        </section>
      )}
    </div>
  )
}
