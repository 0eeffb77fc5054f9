import { Icon } from '../face/Icon'
import { Link, usePage } from '../face/route'
import { place, useSite } from './data'
import { read, receipts } from './filing/keep'

/** 我要投诉举报: here, by telephone, or on the national platform; what the two words mean, and what to have at hand. */
export default function Door() {
  const site = useSite()
  usePage('我要投诉举报', site?.office)
  const call = site?.about.hotline
  const net = place(site, 'complain')
  const draft = read()
  return (
    <div className="wrap narrow">
      <h1 className="page-title">我要投诉举报</h1>
      <p className="lead">不用注册。填的内容先留在您的设备上，提交后得到回执和查询码。</p>
      {receipts.read() && <p className="hint">您刚才提交的，<Link to="/complain/receipt">看回执和查询码</Link></p>}
      <ul className="card ways">
        <li>
          <Icon name="paper" size={26} />
          <div className="grow">
            <b>在本站提交</b>
            <span>一次一题，约 5 分钟，可以附照片。</span>
          </div>
          <Link className="btn btn-primary" to="/complain/new">
            {draft.about ? '接着填' : '开始填写'}
          </Link>
        </li>
        {call && (
          <li>
            <Icon name="phone" size={26} />
            <div className="grow">
              <b>打电话</b>
              <span>
                {call.title}。{call.note}
              </span>
            </div>
            <a className="btn" href={'tel:' + call.number}>
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
      <section className="prose">
        <h2>投诉和举报有什么不同</h2>
        <dl className="two">
          <dt>投诉</dt>
          <dd>为自己的消费纠纷请求调解，例如退货、退款、赔偿。</dd>
          <dt>举报</dt>
          <dd>反映他人涉嫌违法的线索，由市场监管部门核查是否立案。可以不写姓名。</dd>
        </dl>
        <h2>请先准备</h2>
        <ul>
          <li>对方的名称和地址；</li>
          <li>时间、商品或服务、金额，和您的要求；</li>
          <li>小票、订单、照片、聊天记录等凭据。</li>
        </ul>
      </section>
    </div>
  )
}
