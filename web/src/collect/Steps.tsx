import { CheckOutlined } from '@ant-design/icons'

const names = ['选择文件', '对应字段', '预检', '导入', '对账']

/** The five steps of an import: past is solid, now is a ring, the rest may come. */
export const Steps = ({ at, done }: { at: number; done?: boolean }) => (
  <ol className="stepline" aria-label="导入步骤">
    {names.map((n, i) => {
      const past = i + 1 < at || (done && i + 1 === at)
      const now = !past && i + 1 === at
      return (
        <li key={n} className={past ? 'past' : now ? 'now' : ''} aria-current={now ? 'step' : undefined}>
          <i>{past ? <CheckOutlined style={{ fontSize: 10 }} /> : i + 1}</i>
          {n}
        </li>
      )
    })}
  </ol>
)
