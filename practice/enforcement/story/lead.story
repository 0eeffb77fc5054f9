# 处罚程序规定第十八条至第二十条、令121第二十七条：违法线索。自发现线索或者收到材料之日起十五个工作日内核查并决定
# 是否立案，负责人批准可以延长十五个工作日；检测检验鉴定辨认的时间不计入。
# 2026 年放假：5-1 至 5-5（5-9 周六上班），9-25 至 9-27，10-1 至 10-7（10-10 周六上班）。
given 违法线索 来源=监督检查 事由=销售过期食品 线索内容=货架上有过期牛奶 核查机构=信用科 承办人=wangfang

story 调解中发现的线索自己到来，从发现之日起算
at 2026-05-06
as receiver files 投诉 c1 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 被投诉人（投诉人所写）=老王超市
  商品或者服务=牛奶 事实和依据=过期 诉求=退款
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-08
as wangfang 移交违法线索 c1 发现的违法线索=销售超过保质期的食品
expect c1 brings 违法线索 l1 step 待受理
# 5-9（周六）上班 11 至 15 18 至 22 25 26 27 28
expect l1 step 待核查 来源=投诉处理中发现 发现线索的投诉=c1 clock 核查期限 start 2026-05-08 due 2026-05-28 running
expect l1 seen by wangfang unseen by inspector unseen by reviewer

story 国庆里核查，送检不计入，延长一次，立案，转入办案
at 2026-09-22
as wangfang files 违法线索 l1
as head 指派承办人 l1 承办人=head
# 9-23 24 28 29 30，10-8 9 10（周六上班）12 13 14 15 16 19 20
expect l1 clock 核查期限 due 2026-10-20 limit 15 workdays warn 2026-10-15
at 2026-09-28
as wangfang 送检测检验鉴定辨认 l1 检测检验鉴定或者辨认的事项=抽样检验
expect l1 step 检测检验鉴定辨认中 clock 核查期限 paused
at 2026-10-12
as wangfang 收到结果 l1 核查情况=不合格
# 9-23 24 28 三个；10-13 起十二个：13 14 15 16 19 20 21 22 23 26 27 28
expect l1 clock 核查期限 due 2026-10-28
as wangfang 报请审批 l1 审批的负责人=leader
at 2026-10-23
expect l1 clock 核查期限 near left 3
as leader 延长核查 l1 reason 涉及多家供货商
# 再十五个：10-29 30，11-2 至 6 9 至 13 16 17 18
expect l1 clock 核查期限 due 2026-11-18
as leader 延长核查 l1 reason 再延长 refused procedure.extension
as leader 决定立案 l1 refused record.invalid "核查情况"
as leader 决定立案 l1 核查情况=属实
expect l1 step 已决定立案·待办案 clock 核查期限 met
as wangfang 转入办案 l1 案号=威市监案〔2026〕1号
expect l1 step 已转入办案

story 逾期才决定不予立案
at 2026-05-06
as wangfang files 违法线索 l1
as wangfang 报请审批 l1 审批的负责人=leader
# 5-7 8 9（周六上班）11 至 15 18 至 22 25 26
expect l1 clock 核查期限 due 2026-05-26
at 2026-05-27
expect l1 clock 核查期限 overdue
as leader 决定不予立案 l1 核查情况=轻微 不予立案情形=slight
expect l1 step 不予立案 clock 核查期限 late
as wangfang 归档 l1
expect l1 step 已归档

story 没有管辖权的移送
at 2026-05-06
as wangfang files 违法线索 l1
as wangfang 移送有管辖权的部门 l1 移送的部门=文化和旅游局 refused record.invalid "理由"
as wangfang 移送有管辖权的部门 l1 移送的部门=文化和旅游局 reason 出版物
expect l1 step 已移送 clock 核查期限 met

story 举报核查后已决定立案的，接收即可，不再核查一次
at 2026-05-06
as receiver files 举报 t1 渠道=信函 事由=销售过期食品 举报人=李某 被举报人（举报人所写）=老王超市 线索和事实依据=货架上有
as receiver 分送 t1 处理机构=信用科 承办人=wangfang
as wangfang 报请审批 t1 审批的负责人=leader
as leader 决定立案 t1 核查情况=属实
expect t1 brings 违法线索 l1
expect l1 举报中已决定立案之日=2026-05-06 clock 核查期限 none
as leader 决定立案 l1 核查情况=属实 refused procedure.guard
as wangfang 接收已立案的线索 l1
expect l1 step 已决定立案·待办案
