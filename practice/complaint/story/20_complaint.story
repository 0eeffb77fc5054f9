# 令20（2020-01-01 至 2026-04-14 收到的投诉）：受理七个工作日（第十四条），调解四十五个工作日（第二十一条），
# 终止后七个工作日内告知（第二十一条）。
# 2025-12 至 2026-02 放假：1-1 至 1-3（1-4 周日上班），2-15 至 2-23（2-14、2-28 周六上班）。
# 2025 年国庆：10-1 至 10-8（9-28 周日、10-11 周六上班）。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 春节里的受理期限
at 2026-02-12
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 2-13，2-14（周六）上班，2-15 至 23 放假，2-24 25 26 27，2-28（周六）上班
expect c1 law samr-order-20 clock 受理期限 due 2026-02-28 warn 2026-02-26 running
at 2026-02-26
expect c1 clock 受理期限 near left 2
at 2026-02-28
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
expect c1 clock 受理期限 met

story 元旦、春节里的调解期限，届满才有“期限内未能达成协议”
at 2025-12-15
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
# 12 月 16 至 31 日十二个，1 月（1-4 上班）5 至 9、12 至 16、19 至 23、26 至 30 共二十一个，2 月 2 至 6、9 至 13、
# 2-14 上班共十一个，为四十四；2-15 至 23 放假，第四十五个为 2-24
expect c1 clock 调解期限 due 2026-02-24 limit 45 workdays left 45 warn 2026-02-10
at 2026-02-24
expect c1 clock 调解期限 near
as wangfang 终止调解 c1 终止调解情形=time_up refused record.invalid "2026-02-24 才届满"
at 2026-02-25
expect c1 clock 调解期限 overdue
as wangfang 终止调解 c1 终止调解情形=time_up
# 2-26 27 28（周六上班），3-2 3 4 5
expect c1 clock 调解期限 late clock 终止告知期限 due 2026-03-05 running
at 2026-03-05
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 电话
expect c1 clock 终止告知期限 met owes nothing
as head 归档 c1
expect c1 step 已归档

story 终止告知跨年
at 2025-12-25
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
at 2025-12-31
as wangfang 终止调解 c1 终止调解情形=withdrawn
# 1-1 至 3 放假，1-4（周日）上班，5 6 7 8 9 12
expect c1 clock 终止告知期限 due 2026-01-12
at 2026-01-13
expect c1 clock 终止告知期限 overdue
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 电话
expect c1 clock 终止告知期限 late

story 检验鉴定跨国庆，不计入
at 2025-09-01
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2025-09-20
as wangfang 共同委托检验鉴定 c1 鉴定检测机构=质检所 鉴定检测费用约定=各半
expect c1 step 检定检验检测鉴定中 clock 调解期限 paused
at 2025-10-15
as wangfang 收到检验鉴定结果 c1
# 9-2 至 19 十四个；10-16 起三十一个：10-16 17 20 至 24 27 至 31（十二），11-3 至 7 10 至 14 17 至 21（十五），24 25 26 27
expect c1 step 调解中 clock 调解期限 due 2025-11-27

story 期限过了才告知受理
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 3-3 4 5 6 9 10 11
expect c1 clock 受理期限 due 2026-03-11
at 2026-03-12
expect c1 clock 受理期限 overdue
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
expect c1 clock 受理期限 late

story 不予受理：没有令121新增的“冒用名义”
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 不予受理 c1 不予受理情形=冒用名义或者拒不配合核验 不予受理的理由=冒用 refused record.invalid "令121新增"
as wangfang 不予受理 c1 不予受理情形=material 不予受理的理由=未提供材料
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 step 不予受理 clock 受理期限 met
as wangfang 移交违法线索 c1 发现的违法线索=过期食品
as wangfang 抽查回访 c1 reason 已知其他途径
as wangfang 归档 c1
expect c1 step 已归档

story 终止：没有令121新增的“死亡或者主体资格灭失”
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=died refused record.invalid "令121新增"
as wangfang 终止调解 c1 终止调解情形=不参加或者拒绝调解
expect c1 step 终止调解 clock 调解期限 met

story 没有令121新增的“平台公示的地址”
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 处理权限的根据=平台公示的地址 refused record.invalid "令121新增"
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 处理权限的根据=实际经营地
expect c1 step 待受理

story 退回重新起算，告知其他途径
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-03-06
as wangfang 退回 c1 退回原因=不在本辖区
expect c1 step 已登记 clock 受理期限 void
as receiver 分送 c1 处理机构=环翠局 承办人=county
# 分送下级局，自 3-6 起：3-9 10 11 12 13 16 17
expect c1 clock 受理期限 due 2026-03-17
as receiver 告知其他途径 c1 应当走的途径=consult
as receiver tells 投诉人 of 告知其他途径 in c1 by 电话
expect c1 step 已告知其他途径 clock 受理期限 met owes nothing

story 调解、委托、回避、达成协议
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 通知现场调解 c1 调解日期=2026-03-06 调解地点=局会议室 调解人员=wangfang
as wangfang tells 投诉人 of 通知现场调解 in c1 by 电话
as wangfang tells 被投诉人（投诉人所写） of 通知现场调解 in c1 by 电话
# 令20第十七条没有要求双方同意委托
as wangfang 委托调解 c1 受托调解组织=消费者协会
at 2026-03-05
as wangfang 申请回避 c1 reason 相识
expect c1 step 中止调解（回避）
as head 决定是否回避 c1 reason 不必回避
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款 协议金额=26
expect c1 step 达成调解协议 clock 调解期限 met

story 不制作调解书
at 2026-03-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（不制作调解书） c1 调解协议=换货 不制作调解书的情形=已经即时履行
expect c1 step 达成调解协议
