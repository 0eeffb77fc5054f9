# 令20（2020-01-01 至 2026-04-14 收到的举报）：十五个工作日核查（处罚程序规定第十八条），决定后五个工作日内告知实名
# 举报人（第三十一条）。2026 年春节：2-15 至 2-23 放假，2-14、2-28（周六）上班；元旦 1-1 至 1-3，1-4（周日）上班。
given 举报 渠道=信函 事由=销售过期食品 举报人=李某 举报人电话=15400000002
  被举报人（举报人所写）=老王超市 线索和事实依据=货架上有过期牛奶

story 春节里的核查，立案后五个工作日告知
at 2026-02-10
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
# 2-11 12 13 14，2-24 25 26 27 28，3-2 3 4 5 6 9
expect t1 law samr-order-20 clock 核查期限 due 2026-03-09 warn 2026-03-04
as wangfang 报请审批 t1 审批的负责人=leader
at 2026-03-04
expect t1 clock 核查期限 near
as leader 决定立案 t1 核查情况=属实
# 3-5 6 9 10 11
expect t1 step 已立案 clock 核查期限 met clock 告知实名举报人的期限 due 2026-03-11 running owes 举报人 of 决定立案
as wangfang tells 举报人 of 决定立案 in t1 by 电话
expect t1 clock 告知实名举报人的期限 met owes nothing
as wangfang 归档 t1
expect t1 step 已归档

story 延长一次；不予立案；晚告知
at 2026-02-10
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as wangfang 报请审批 t1 审批的负责人=leader
at 2026-03-09
as leader 延长核查 t1 reason 案情复杂
# 再十五个：3-10 至 13 16 至 20 23 至 27 30
expect t1 clock 核查期限 due 2026-03-30
as leader 延长核查 t1 reason 再延长 refused procedure.extension
at 2026-03-31
expect t1 clock 核查期限 overdue
as leader 决定不予立案 t1 核查情况=未发现 不予立案情形=not_established
# 4-1 2 3，4-4 至 6 清明，4-7 8
expect t1 step 不予立案 clock 核查期限 late clock 告知实名举报人的期限 due 2026-04-08
at 2026-04-09
expect t1 clock 告知实名举报人的期限 overdue
as wangfang tells 举报人 of 决定不予立案 in t1 by 电话
expect t1 clock 告知实名举报人的期限 late

story 送检、退回、无权限，匿名的不告知
at 2025-12-24
as receiver files 举报 t1 举报人=
as receiver files 举报 t2
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as receiver 分送 t2 处理机构=环翠楼所 承办人=inspector
# 12-25 26 29 30 31，1-4（周日上班）5 至 9 12 至 15
expect t1 clock 核查期限 due 2026-01-15
as wangfang 送检测检验鉴定 t1 检测检验鉴定或者辨认的事项=抽样检验
at 2025-12-31
expect t1 step 检测检验鉴定辨认中 clock 核查期限 paused
as wangfang 收到结果 t1
# 12-24 送检，12-25 至 31 不计入：1-4 至 9（六个）12 至 16（五个）19 20 21 22
expect t1 clock 核查期限 due 2026-01-22
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定立案 t1 核查情况=不合格
expect t1 step 已立案 clock 告知实名举报人的期限 none
as inspector 退回 t2 退回原因=不在本辖区
expect t2 step 已登记 clock 核查期限 void
as receiver 告知向有权部门提出 t2 有处理权限的部门=荣成局
expect t2 step 无处理权限已告知 owes 举报人 of 告知向有权部门提出
