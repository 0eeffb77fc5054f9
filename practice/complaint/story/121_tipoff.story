# 令121第二十八条至第三十七条、处罚程序规定第十八条至第二十条：举报。十五个工作日核查，负责人批准可以延长十五个
# 工作日；检测检验鉴定辨认的时间不计入；没有一般的告知义务；举报人保密。
# 2026 年放假：5-1 至 5-5（5-9 周六上班），9-25 至 9-27，10-1 至 10-7（10-10 周六上班）。
given 举报 渠道=信函 事由=销售过期食品 举报人=李某 举报人电话=15400000002
  被举报人（举报人所写）=老王超市 线索和事实依据=货架上有过期牛奶

story 国庆里的核查期限，立案
at 2026-09-22
as receiver files 举报 t1
expect t1 step 已登记 clock 核查期限 none
expect task 分送举报 of t1 for receiver
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
expect no task of t1 for receiver
expect task 核查期限 of t1 for wangfang due 2026-10-20
# 9-23 24 28 29 30，10-8 9 10（周六上班）12 13 14 15 16 19 20
expect t1 step 核查中 law samr-order-121 clock 核查期限 due 2026-10-20 limit 15 workdays running warn 2026-10-15 left 15
expect task 核查期限 of t1 for wangfang due 2026-10-20
expect no task of t1 for leader
at 2026-10-15
expect t1 clock 核查期限 near left 3
as wangfang 报请审批 t1 审批的负责人=leader
# 报请了谁，谁的待办里就有
expect task 核查期限 of t1 for leader due 2026-10-20
as leader 决定立案 t1 refused record.invalid "核查情况"
as leader 决定立案 t1 核查情况=现场检查属实
# 令121没有令20“五个工作日告知实名举报人”的期限
expect t1 step 已立案 clock 核查期限 met owes nothing
as wangfang 告知举报人处理结果 t1 refused procedure.guard
as leader 归档 t1 refused record.denied
as wangfang 归档 t1
expect t1 step 已归档

story 检测的时间不计入，延长一次，不能再延长
at 2026-09-22
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
at 2026-09-28
as wangfang 送检测检验鉴定辨认 t1 检测检验鉴定或者辨认的事项=抽样检验
expect t1 step 检测检验鉴定辨认中 clock 核查期限 paused
at 2026-10-12
as wangfang 收到结果 t1 核查情况=不合格
# 9-23 24 28 三个；10-13 起十二个：13 14 15 16 19 20 21 22 23 26 27 28
expect t1 clock 核查期限 due 2026-10-28
as wangfang 报请审批 t1 审批的负责人=leader
as wangfang 延长核查 t1 reason 案情复杂 refused record.denied
as head 延长核查 t1 reason 案情复杂 refused
at 2026-10-28
as leader 延长核查 t1 refused record.invalid "理由"
as leader 延长核查 t1 reason 涉及多家供货商
# 再十五个：10-29 30，11-2 至 6 9 至 13 16 17 18
expect t1 clock 核查期限 due 2026-11-18 limit 15 workdays
as leader 延长核查 t1 reason 再延长 refused procedure.extension "不能再延长"
at 2026-11-18
as leader 决定不予立案 t1 核查情况=未发现 refused record.invalid "不予立案情形"
as leader 决定不予立案 t1 核查情况=未发现所反映的情形 不予立案情形=不符合第十九条的立案条件
expect t1 step 不予立案 clock 核查期限 met

story 届满以后不能延长；逾期作出的决定标明
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as wangfang 报请审批 t1 审批的负责人=leader
# 5-7 8 9（周六上班）11 至 15 18 至 22 25 26
expect t1 clock 核查期限 due 2026-05-26
at 2026-05-27
expect t1 clock 核查期限 overdue
as leader 延长核查 t1 reason 忘了 refused procedure.extension "已于 2026-05-26 届满"
as leader 决定立案 t1 核查情况=属实
expect t1 clock 核查期限 late

story 补充的新事实合并处理，自收到最后一次举报之日重新计算
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
at 2026-05-20
as wangfang 合并补充的新事实 t1 线索和事实依据=又发现三种过期食品 refused record.invalid "收到最后一次举报之日"
as wangfang 合并补充的新事实 t1 线索和事实依据=又发现三种过期食品 收到最后一次举报之日=2026-05-20
# 5-21 22 25 至 29，6-1 至 5 8 9 10
expect t1 step 核查中 clock 核查期限 due 2026-06-10 start 2026-05-20

story 重复举报：同一举报人、同一事实，不再另行处理
at 2026-05-06
as receiver files 举报 t1
as receiver files 举报 t2
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as receiver 分送 t2 处理机构=信用科 承办人=wangfang
at 2026-05-11
as wangfang 重复举报不再另行处理 t2 reason 同一事实 refused record.invalid "所重复的举报"
as wangfang 重复举报不再另行处理 t2 所重复的举报=t1 reason 同一举报人、同一事实、同一被举报人
expect t2 step 重复举报不再另行处理 所重复的举报=t1 clock 核查期限 met

story 没有处理权限：告知举报人向有权部门提出，不移送
at 2026-05-06
as receiver files 举报 t1
as receiver 告知向有权部门提出 t1 refused record.invalid "有处理权限的部门"
as receiver 告知向有权部门提出 t1 有处理权限的部门=文化和旅游局
# 令121第三十四条没有写几日内告知；本市承诺五个工作日：5-7 8 9（周六上班）11 12
expect t1 step 无处理权限已告知 owes 举报人 of 告知向有权部门提出 clock 告知无处理权限的期限 due 2026-05-12 limit 5 workdays running
expect task 告知无处理权限的期限 of t1 for receiver due 2026-05-12
as receiver tells 举报人 of 告知向有权部门提出 in t1 by 电话
expect t1 owes nothing clock 告知无处理权限的期限 met
# 匿名的无从告知
as receiver files 举报 t2 举报人= 举报人电话=
as receiver 告知向有权部门提出 t2 有处理权限的部门=文化和旅游局
expect t2 clock 告知无处理权限的期限 none

story 告知无处理权限迟了的标明
at 2026-05-06
as receiver files 举报 t1
as receiver 告知向有权部门提出 t1 有处理权限的部门=文化和旅游局
at 2026-05-13
expect t1 clock 告知无处理权限的期限 overdue due 2026-05-12
as receiver tells 举报人 of 告知向有权部门提出 in t1 by 电话
expect t1 clock 告知无处理权限的期限 late

story 退回，另行分送，期限重新起算
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=环翠楼所 承办人=inspector
at 2026-05-12
as inspector 退回 t1 退回原因=行为发生地不在本辖区
expect t1 step 已登记 clock 核查期限 void
at 2026-05-13
as receiver 分送 t1 处理机构=荣成局 承办人=wangfang
# 5-14 15 18 至 22 25 至 29，6-1 2 3
expect t1 clock 核查期限 run 2 due 2026-06-03

story 处理权限争议：七个工作日协商，协商不成报共同上一级
at 2026-05-06
as receiver files 举报 t1
as receiver files 举报 t2
as receiver files 举报 t3
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as receiver 分送 t2 处理机构=信用科 承办人=wangfang
as receiver 分送 t3 处理机构=信用科 承办人=wangfang
as wangfang 提出处理权限争议 t1 争议的另一部门=烟台市市场监督管理局 权限争议的理由=行为发生地在两市
# 5-7 8 9（周六上班）11 12 13 14；核查期限不停
expect t1 step 处理权限争议协商中 clock 权限争议协商期限 due 2026-05-14 running warn 2026-05-12 clock 核查期限 due 2026-05-26 running
as wangfang 提出处理权限争议 t2 争议的另一部门=烟台市市场监督管理局 权限争议的理由=行为发生地在两市
as wangfang 报请共同上一级指定 t3 争议的另一部门=烟台市市场监督管理局 权限争议的理由=行为发生地在两市
expect t3 step 已报请共同上一级指定 clock 权限争议协商期限 none
# 等待期间核查期限不停，照样可以合并新事实、报请延长
as wangfang 合并补充的新事实 t3 线索和事实依据=又发现三种过期食品 收到最后一次举报之日=2026-05-06
as wangfang 报请审批 t3 审批的负责人=leader
as leader 延长核查 t3 reason 等待共同上一级指定
# 十五个再十五个：5-7 8 9 11 至 15 18 至 22 25 至 29，6-1 至 5 8 至 12，15 16
expect t3 clock 核查期限 due 2026-06-16
at 2026-05-12
expect t1 clock 权限争议协商期限 near
at 2026-05-14
as wangfang 协商由本局处理 t1 协商或者指定的结果=由先收到的本局处理
expect t1 step 核查中 处理权限的根据=协商或者上级指定 clock 权限争议协商期限 met
at 2026-05-15
expect t2 clock 权限争议协商期限 overdue
as wangfang 报请共同上一级指定 t2
expect t2 clock 权限争议协商期限 late
as team 上级指定本局处理 t2 协商或者指定的结果=指定本局 refused record.notfound
as wangfang 上级指定本局处理 t2 协商或者指定的结果=省局指定本局
as wangfang 告知向有权部门提出 t3 有处理权限的部门=烟台市市场监督管理局
expect t2 step 核查中
expect t3 step 无处理权限已告知

story 消法第四十六条、广告法第五十三条：七个工作日告知
at 2026-05-06
as receiver files 举报 t1
as receiver files 举报 t2
as receiver files 举报 t3
as receiver 分送 t1 处理机构=信用科 承办人=wangfang 应当告知结果的依据=consumer
as receiver 分送 t2 处理机构=信用科 承办人=wangfang 应当告知结果的依据=广告法第五十三条
as receiver 分送 t3 处理机构=信用科 承办人=wangfang 应当告知结果的依据=food
# 5-7 8 9（周六上班）11 12 13 14
expect t1 clock 七日告知期限 due 2026-05-14 running
expect t3 clock 七日告知期限 none
at 2026-05-13
as wangfang 报请审批 t1 审批的负责人=leader
as wangfang 报请审批 t2 审批的负责人=leader
as leader 决定立案 t1 核查情况=属实
as wangfang 告知举报人处理结果 t1
# 只办理不告知，期限不停
expect t1 clock 七日告知期限 running owes 举报人 of 告知举报人处理结果
as wangfang tells 举报人 of 告知举报人处理结果 in t1 by 电话
expect t1 clock 七日告知期限 met
at 2026-05-15
expect t2 clock 七日告知期限 overdue
as leader 决定立案 t2 核查情况=属实
as wangfang 告知举报人处理结果 t2
as wangfang tells 举报人 of 告知举报人处理结果 in t2 by 电话
expect t2 clock 七日告知期限 late

story 企业信息公示暂行条例第十三条：公示信息虚假的举报，二十个工作日内核查处理、书面告知
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang 应当告知结果的依据=publicity
# 5-7 8 9（周六上班）11 至 15 18 至 22 25 至 29，6-1 2
expect t1 clock 虚假公示信息核查答复期限 due 2026-06-02 limit 20 workdays running clock 七日告知期限 none
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定不予立案 t1 核查情况=与年报一致 不予立案情形=not_established
as wangfang 告知举报人处理结果 t1
as wangfang tells 举报人 of 告知举报人处理结果 in t1 by 信函
expect t1 clock 虚假公示信息核查答复期限 met owes nothing

story 公示信息虚假的举报逾期答复；退回的重新计算
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang 应当告知结果的依据=publicity
as receiver files 举报 t2
as receiver 分送 t2 处理机构=环翠楼所 承办人=inspector 应当告知结果的依据=publicity
as inspector 退回 t2 退回原因=不在本辖区
expect t2 clock 虚假公示信息核查答复期限 void
at 2026-05-29
expect t1 clock 虚假公示信息核查答复期限 near due 2026-06-02 left 2
at 2026-06-03
expect t1 clock 虚假公示信息核查答复期限 overdue
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定不予立案 t1 核查情况=与年报一致 不予立案情形=not_established
as wangfang 告知举报人处理结果 t1
as wangfang tells 举报人 of 告知举报人处理结果 in t1 by 信函
expect t1 clock 虚假公示信息核查答复期限 late

story 七日告知期限随退回作废
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=环翠楼所 承办人=inspector 应当告知结果的依据=consumer
as inspector 退回 t1 退回原因=不在本辖区
expect t1 clock 七日告知期限 void

story 保密：只有登记人、承办人、报请后的负责人看得到
at 2026-05-06
as receiver files 举报 t1
expect t1 seen by receiver unseen by wangfang unseen by head unseen by leader unseen by reviewer unseen by inspector
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
# 信用科是当事机构，科里的人看得到
expect t1 seen by wangfang seen by head unseen by team unseen by food unseen by inspector unseen by leader unseen by reviewer
as team 报请审批 t1 审批的负责人=leader refused record.notfound
as leader 决定立案 t1 核查情况=属实 refused record.notfound
as wangfang 报请审批 t1 审批的负责人=leader
expect t1 seen by leader unseen by reviewer
public sees nothing of t1

story 匿名举报不用告知，电话不丢
at 2026-05-06
as receiver files 举报 t1 举报人= 举报人电话=
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定不予立案 t1 核查情况=轻微 不予立案情形=slight
expect t1 step 不予立案 owes nothing

story 举报人涉嫌骗赔、敲诈的（第四十二条），由负责人决定移送公安
at 2026-05-06
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as wangfang 移送公安机关 t1 reason 涉嫌夹带 refused record.denied
as wangfang 报请审批 t1 审批的负责人=leader
as leader 移送公安机关 t1 refused record.invalid "理由"
as leader 移送公安机关 t1 reason 监控录像显示举报人自行夹带
# 核查不因此停止
expect t1 step 核查中 clock 核查期限 running

story 不予立案的各种情形
at 2026-05-06
as receiver files 举报 t1
as receiver files 举报 t2
as receiver files 举报 t3
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as receiver 分送 t2 处理机构=信用科 承办人=wangfang
as receiver 分送 t3 处理机构=信用科 承办人=wangfang
as wangfang 报请审批 t1 审批的负责人=leader
as wangfang 报请审批 t2 审批的负责人=leader
as wangfang 报请审批 t3 审批的负责人=leader
as leader 决定不予立案 t1 核查情况=初次 不予立案情形=初次违法、后果轻微并及时改正
as leader 决定不予立案 t2 核查情况=无过错 不予立案情形=有证据足以证明没有主观过错
as leader 决定不予立案 t3 核查情况=其他 不予立案情形=依法可以不予立案的其他情形
expect t1 step 不予立案 不予立案情形=first
expect t2 不予立案情形=no_fault
expect t3 不予立案情形=other

story 一件里既有投诉又有举报的，分作两件
at 2026-05-06
as receiver files 投诉 c1 渠道=信函 事由=过期牛奶 投诉人=李某 电话号码=15400000002 被投诉人（投诉人所写）=老王超市
  商品或者服务=牛奶 事实和依据=过期 诉求=退款
as receiver files 举报 t1
as receiver files 举报 t2
as receiver 关联同时提出的投诉 t1 同时提出的投诉=c1
expect t1 同时提出的投诉=c1 step 已登记
# 从投诉里看不出有举报
expect c1 ledger 1
as receiver 重新分类 t2 改按=投诉 refused record.invalid "理由"
as receiver 重新分类 t2 改按=投诉 同时提出的投诉=c1 reason 只请求退款，没有反映违法
expect t2 step 已改按其他类别登记
as receiver 重新分类 c1 改按=咨询 reason 只问三包规定 refused complaint.resort "还没有按新的类别登记"
as receiver files 咨询 q1 事由=三包规定 咨询内容=三包有效期多长 原投诉=c1
as receiver 重新分类 c1 改按=咨询 reason 只问三包规定
# 改按以后还要告知投诉人
expect c1 step 已改按其他类别登记 clock 分送期限 met clock 24小时响应 running owes 投诉人 of 重新分类
as receiver tells 投诉人 of 重新分类 in c1 by 电话
expect c1 owes nothing clock 24小时响应 met clock 告知其他途径的期限 met
as receiver 答复 q1 答复内容=按照三包规定为一年
expect q1 状态=已答复

story 应当告知结果的，告知以前不能归档；匿名的没有告知期限，也不用告知
at 2026-09-22
as receiver files 举报 t1
as receiver files 举报 t2 举报人= 举报人电话=
as receiver 分送 t1 处理机构=信用科 承办人=wangfang 应当告知结果的依据=food
as receiver 分送 t2 处理机构=信用科 承办人=wangfang 应当告知结果的依据=consumer
expect t2 clock 七日告知期限 none
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定立案 t1 核查情况=属实
as wangfang 报请审批 t2 审批的负责人=leader
as leader 决定立案 t2 核查情况=属实
as wangfang 归档 t1 refused procedure.guard "应当告知结果的依据"
# 食品安全法第一百一十五条没有写几日；本市承诺五个工作日：9-23 24 28 29 30
expect t1 clock 告知处理结果的期限 due 2026-09-30 limit 5 workdays running clock 七日告知期限 none
expect t2 clock 告知处理结果的期限 none
as wangfang 归档 t2
expect t2 step 已归档
as wangfang 告知举报人处理结果 t1
expect t1 作出处理结果告知日期=2026-09-22 owes 举报人 of 告知举报人处理结果
# 作出告知不等于告知到了
as wangfang 归档 t1 refused procedure.told "“告知举报人处理结果”还没有告知完毕"
at 2026-10-01
expect t1 clock 告知处理结果的期限 overdue
as wangfang tells 举报人 of 告知举报人处理结果 in t1 by 电话
expect t1 owes nothing clock 告知处理结果的期限 late
as wangfang 归档 t1
expect t1 step 已归档

story 反不正当竞争法、标准化法、无证无照办法：实名举报的告知结果
at 2026-09-22
as receiver files 举报 t1
as receiver 分送 t1 处理机构=信用科 承办人=wangfang 应当告知结果的依据=competition 处理权限的根据=行为发生地
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定不予立案 t1 核查情况=不属实 不予立案情形=not_established
as wangfang 告知举报人处理结果 t1
as wangfang tells 举报人 of 告知举报人处理结果 in t1 by 信函 on 2026-09-22
expect t1 处理权限的根据=行为发生地 clock 告知处理结果的期限 met
