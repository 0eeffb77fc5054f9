# 令121第十五条、第四十一条、第四十五条：受理。有处理权限的局自收到投诉之日起七个工作日内作出受理或者
# 不予受理的决定并告知投诉人；开始的当日不计入。分送本局机构的自本局收到之日起算，分送下级局的自分送之日起算。
# 2026 年放假：5-1 至 5-5（5-9 周六上班），6-19 至 6-21，9-25 至 9-27（9-20 周日上班），10-1 至 10-7（10-10 周六上班）。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 国庆长假里的受理期限，最后一天告知仍为按期
at 2026-09-30
as receiver files 投诉 c1
expect c1 step 已登记 law samr-order-121 clock 受理期限 none ledger 1
expect task 分送投诉 of c1 for receiver
expect no task of c1 for wangfang
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 9-30 不计；10-1 至 10-7 放假，10-10（周六）上班：10-8 9 10 12 13 14 15 为七个工作日
expect c1 step 待受理 有处理权限的局收到之日=2026-09-30 ledger 2
  clock 受理期限 due 2026-10-15 limit 7 workdays start 2026-09-30 warn 2026-10-13 left 7 running settled
at 2026-10-12 23:59
expect c1 clock 受理期限 running left 3
at 2026-10-13
expect c1 clock 受理期限 near left 2
at 2026-10-15 23:59
as wangfang 受理 c1
# 只作决定不告知，期限不停
expect c1 step 已受理·征询调解意愿 owes 投诉人 of 受理 clock 受理期限 near left 0
as wangfang tells 投诉人 of 受理 in c1 by 电话
expect c1 owes nothing clock 受理期限 met stop 2026-10-15 ledger 4

story 晚一天告知即为逾期
at 2026-09-30
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-10-15
as wangfang 受理 c1
at 2026-10-16 00:00
expect c1 clock 受理期限 overdue due 2026-10-15 left -1
at 2026-10-16 09:00
as wangfang tells 投诉人 of 受理 in c1 by 全国12315平台
expect c1 clock 受理期限 late stop 2026-10-16

story 劳动节，周六上班
at 2026-04-28
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 4-29 30，5-1 至 5-5 放假，5-6 7 8，5-9（周六）上班，5-11
expect c1 clock 受理期限 due 2026-05-11
at 2026-05-12
expect c1 clock 受理期限 overdue

story 年底：放假通知尚未公布的日子是暂定的，不算届满
at 2026-12-24
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 12-25 28 29 30 31，2027 年只除周末：1-1 4
expect c1 clock 受理期限 due 2027-01-04 provisional running
at 2027-01-05
expect c1 clock 受理期限 near provisional

story 分送本局机构的自本局收到之日起算，分送下级局的自分送之日起算
at 2026-05-06
as receiver files 投诉 c1
as receiver files 投诉 c2
at 2026-05-08
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver 分送 c2 处理机构=环翠楼所 承办人=inspector
# 自 5-6：5-7 8 9（周六上班）11 12 13 14；自 5-8：5-9 11 12 13 14 15 18
expect c1 有处理权限的局收到之日=2026-05-06 clock 受理期限 due 2026-05-14
expect c2 有处理权限的局收到之日=2026-05-08 clock 受理期限 due 2026-05-18

story 退回的作废，分送给有权的机构后重新起算
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=环翠楼所 承办人=inspector
expect c1 clock 受理期限 due 2026-05-14
at 2026-05-13
as inspector 退回 c1 退回原因=被投诉人实际经营地不在本辖区
# 所里无权的只能退回，不能自行移送
expect c1 step 已登记 clock 受理期限 run 1 void clock 分送期限 due 2026-05-14 running
at 2026-05-14
as receiver 分送 c1 处理机构=荣成局 承办人=wangfang
# 5-15 18 19 20 21 22 25
expect c1 step 待受理 clock 受理期限 run 2 due 2026-05-25 running clock 分送期限 run 2 met

story 一个工作日内分送（本市承诺），逾期的标明
at 2026-05-08 15:00
as receiver files 投诉 c1
# 5-9（周六）上班
expect c1 clock 分送期限 due 2026-05-09 running
at 2026-05-10
expect c1 clock 分送期限 overdue
at 2026-05-11
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
expect c1 clock 分送期限 late stop 2026-05-11

story 二十四小时响应（本市承诺）
at 2026-05-06 10:30
as receiver files 投诉 c1
as receiver files 投诉 c2
expect c1 clock 24小时响应 due 2026-05-07 10:30 running
at 2026-05-07 10:29
as receiver 首次联系投诉人 c1
expect c1 clock 24小时响应 met
at 2026-05-07 10:31
expect c2 clock 24小时响应 overdue
as receiver 首次联系投诉人 c2
expect c2 clock 24小时响应 late

story 告知可以补记，日期不能早于决定、不能晚于今天
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-11
as wangfang 受理 c1
at 2026-05-15
as wangfang tells 投诉人 of 受理 in c1 by 电话 on 2026-05-08 refused record.invalid "不能早于办理之日 2026-05-11"
as wangfang tells 投诉人 of 受理 in c1 by 电话 on 2026-05-16 refused record.invalid "不能晚于今天"
as wangfang tells 被投诉人（投诉人所写） of 受理 in c1 by 电话 refused record.invalid "没有待告知的这一项"
as wangfang tells 投诉人 of 受理 in c1 by 短信 on 2026-05-12 proof 短信回执第三号
expect c1 clock 受理期限 met stop 2026-05-12
as wangfang tells 投诉人 of 受理 in c1 by 短信 refused record.invalid "没有待告知的这一项"

story 投诉材料不齐的不能受理：缺通讯地址、缺被投诉人地址；平台内经营者写明平台即可，核对到登记的也可
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1 通讯地址=
as receiver files 投诉 c2 被投诉人地址（投诉人所写）=
as receiver files 投诉 c3 被投诉人地址（投诉人所写）= 所在电商平台=某某商城
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver 分送 c2 处理机构=信用科 承办人=wangfang
as receiver 分送 c3 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1 refused procedure.guard "通讯地址"
as wangfang amends c1 通讯地址=海滨路1号 reason 来电补充
as wangfang 受理 c1
as wangfang 受理 c2 refused procedure.guard "被投诉人地址"
as wangfang 核对被投诉人 c2 被投诉人=b1 核对被投诉人的依据=登记库查询
as wangfang 受理 c2
as wangfang 受理 c3
expect c2 step 已受理·征询调解意愿

story 受理前撤回
at 2026-05-06
as receiver files 投诉 c1
as receiver files 投诉 c2
as receiver 分送 c2 处理机构=信用科 承办人=wangfang
as receiver 受理前撤回投诉 c1 refused record.invalid
as receiver 受理前撤回投诉 c1 reason 投诉人来电撤回
as wangfang 受理前撤回投诉 c2 reason 投诉人来电撤回
expect c1 step 已归档 clock 分送期限 met clock 受理期限 none
expect c2 step 已归档 clock 受理期限 met
as wangfang 受理 c2 refused procedure.step "已归档"

story 共同投诉受理前撤回，应经被代表的投诉人同意
at 2026-05-06
as receiver files 投诉 c1 共同投诉人="李某\n张某"
as receiver 受理前撤回投诉 c1 reason 代表人来电撤回 refused record.invalid "应当经被代表的投诉人同意"
as receiver 受理前撤回投诉 c1 被代表的投诉人同意=是 reason 代表人来电撤回，另两人书面同意
expect c1 step 已归档
