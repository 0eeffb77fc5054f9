# 在线协商（令121第六条、消法第三十九条）：自愿；消费者随时可以投诉，不以协商不成为前提。投诉一登记，协商随即结束，
# 两个期限不同时计算。
# 2026 年放假：9-25 至 9-27（9-20 周日上班），10-1 至 10-7（10-10 周六上班）。
given odr 事由=过期牛奶 经营者（消费者所写）=老王超市 消费者=王某 电话号码=15400000001 通讯地址=海滨路1号 经营者地址（消费者所写）=朝阳路8号 诉求=退款 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 方案、接受、履行：没有投诉，也没有本局的期限
at 2026-09-28
as steward files business b1 名称=老王超市
as receiver files 在线消费纠纷解决单位 j1 经营者=b1 加入日期=2026-09-01 负责在线协商的岗位=店长
as public files odr d1 经营者=b1
# 29 30 10-8 9 10（周六上班）12 13 14 15 16
expect d1 step 等待经营者答复 clock 经营者答复期限 due 2026-10-16 limit 10 workdays running
expect d1 seen by public seen by b1 seen by wangfang act 提出解决方案 closed to wangfang act 提出解决方案 open to b1
as public 接受方案 d1 refused procedure.step
at 2026-10-09
as b1 提出解决方案 d1 refused record.invalid "经营者的方案"
as b1 提出解决方案 d1 经营者的方案=退还货款 方案金额=68.50
# 第十日
expect d1 step 经营者已提出方案 clock 经营者答复期限 met clock 消费者考虑期限 due 2026-10-19 limit 10 days running
as b1 接受方案 d1 refused record.denied
as public 接受方案 d1
as public 确认已履行 d1
expect d1 step 已履行 clock 消费者考虑期限 met

story 不接受诉求、不接受方案、没有履行：都可以投诉，投诉的期限自登记投诉起算
at 2026-10-12
as steward files business b1 名称=老王超市
as receiver files 在线消费纠纷解决单位 j1 经营者=b1 加入日期=2026-09-01 负责在线协商的岗位=店长
as public files odr d1 经营者=b1
as public files odr d2 经营者=b1
as public files odr d3 经营者=b1
as b1 不接受诉求 d1 不接受诉求的理由=保管不当所致
expect d1 step 协商不成 clock 经营者答复期限 met
as b1 提出解决方案 d2 经营者的方案=换货
as public 不接受方案 d2 不接受方案的原因=只要退款
expect d2 step 协商不成 clock 消费者考虑期限 met
as b1 提出解决方案 d3 经营者的方案=换货
as public 接受方案 d3
as public 没有履行 d3 refused record.invalid "没有履行的情况"
as public 没有履行 d3 没有履行的情况=没有货
expect d3 step 协商不成
as public 撤回协商 d3
expect d3 step 已撤回
at 2026-10-20
as public 转为投诉 d1
expect d1 step 已转为投诉 clock 经营者答复期限 met

story 随时可以投诉：等待答复时、考虑方案时、待履行时；来电、当面请求的由本局的人办理
at 2026-10-12
as steward files business b1 名称=老王超市
as receiver files 在线消费纠纷解决单位 j1 经营者=b1 加入日期=2026-09-01 负责在线协商的岗位=店长
as public files odr d1 经营者=b1
as public files odr d2 经营者=b1
as public files odr d3 经营者=b1
as b1 提出解决方案 d2 经营者的方案=换货
as b1 提出解决方案 d3 经营者的方案=换货
as public 接受方案 d3
# 协商是双方的事，本局没有待办
expect no task of d1 for receiver
expect no task of d1 for wangfang
at 2026-10-13
as b1 转为投诉 d1 refused record.denied
# 协商还在进行的，不另登记一件投诉，两个期限不同时计算
as receiver files 投诉 x1 渠道=受理窗口 事由=过期牛奶 投诉人=王某 电话号码=15400000001 被投诉人（投诉人所写）=老王超市 商品或者服务=牛奶
  事实和依据=过期 诉求=退款 转来的在线协商=d1 refused complaint.talking "转为投诉"
as public 转为投诉 d1
expect d1 step 已转为投诉 clock 经营者答复期限 met stop 2026-10-13
as receiver 转为投诉 d2 refused record.invalid "请写明消费者以什么渠道提出投诉"
as receiver 转为投诉 d2 提出投诉的渠道=12315热线
expect d2 step 已转为投诉 clock 消费者考虑期限 met
as public 转为投诉 d3 提出投诉的渠道=受理窗口 refused
as public 转为投诉 d3
expect d3 step 已转为投诉
as b1 提出解决方案 d1 经营者的方案=换货 refused procedure.step "已转为投诉"

story 经营者逾期不答复、消费者逾期不决定：协商自行不成，没有人替谁决定
at 2026-10-12
as steward files business b1 名称=老王超市
as receiver files 在线消费纠纷解决单位 j1 经营者=b1 加入日期=2026-09-01 负责在线协商的岗位=店长
as public files odr d1 经营者=b1
as public files odr d2 经营者=b1
as b1 提出解决方案 d2 经营者的方案=换货
expect d1 clock 经营者答复期限 due 2026-10-26
expect d2 clock 消费者考虑期限 due 2026-10-22
at 2026-10-23
expect d2 step 协商不成 clock 消费者考虑期限 expired
at 2026-10-26 23:59
expect d1 step 等待经营者答复 clock 经营者答复期限 near
at 2026-10-27
expect d1 step 协商不成 clock 经营者答复期限 expired
as b1 提出解决方案 d1 经营者的方案=换货 refused procedure.step "协商不成"
