# 令121第二十三条：终止调解的八种情形。除第五种外随时可以；终止之日起七个工作日内告知双方。
# 5-7（周四）受理：六十日自 5-8 起，5 月 24 日、6 月 30 日，第六十日为 7-6（周一）。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 情形一
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=撤回投诉或者自行和解 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=withdrawn clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 met stop 2026-05-27 owes nothing

story 情形二
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=二、不参加或者拒绝调解 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=absent clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-28
expect c1 clock 终止告知期限 overdue
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 late stop 2026-05-28 owes nothing

story 情形三
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=明确表示无法达成协议 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=no_agreement clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 met stop 2026-05-27 owes nothing

story 情形四
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=鉴定检测费用无法协商一致 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=test_fee clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-28
expect c1 clock 终止告知期限 overdue
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 late stop 2026-05-28 owes nothing

story 情形六
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=ground_found 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=ground_found clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-28
expect c1 clock 终止告知期限 overdue
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 late stop 2026-05-28 owes nothing

story 情形七
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=死亡或者主体资格灭失 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=died clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 met stop 2026-05-27 owes nothing

story 情形八
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
at 2026-05-18
as wangfang 终止调解 c1 refused record.invalid "终止调解情形"
as wangfang 终止调解 c1 终止调解情形=八、其他情形 终止调解的说明=经过已记录在卷
# 5-19 20 21 22 25 26 27
expect c1 step 终止调解 终止调解情形=other clock 调解期限 met stop 2026-05-18 due 2026-07-06 clock 终止告知期限 due 2026-05-27 running
  owes 投诉人 of 终止调解 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-27
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
# 只告知一方不算
expect c1 clock 终止告知期限 running left 0 owes 被投诉人（投诉人所写） of 终止调解
at 2026-05-28
expect c1 clock 终止告知期限 overdue
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 信函
expect c1 clock 终止告知期限 late stop 2026-05-28 owes nothing

story 情形五：六十日届满才可以，届满不自动终止
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
expect c1 clock 调解期限 start 2026-05-07 due 2026-07-06 limit 60 days left 60 running warn 2026-06-26
as wangfang 终止调解 c1 终止调解情形=time_up refused record.invalid "“调解期限”到 2026-07-06 才届满"
at 2026-06-25
expect c1 clock 调解期限 running left 11
at 2026-06-26
expect c1 clock 调解期限 near left 10
at 2026-07-06 23:59
as wangfang 终止调解 c1 终止调解情形=time_up refused record.invalid "才届满"
# 更正也不能绕过
as wangfang amends c1 终止调解情形=time_up reason 补填 refused record.invalid
at 2026-07-07 00:00
expect c1 step 调解中 clock 调解期限 overdue left -1 act 终止调解 open to wangfang
as wangfang 终止调解 c1 终止调解情形=time_up
# 7-8 9 10 13 14 15 16
expect c1 step 终止调解 clock 调解期限 late stop 2026-07-07 clock 终止告知期限 due 2026-07-16

story 没有组织调解的，不能以“明确表示无法达成协议”终止
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=no_agreement refused record.invalid "该情形须经组织调解"
as wangfang 终止调解 c1 终止调解情形=absent
expect c1 step 终止调解

story 终止告知期限遇中秋、国庆
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
at 2026-09-24
as wangfang 终止调解 c1 终止调解情形=withdrawn
# 9-25 至 27 放假，9-28 29 30，10-1 至 7 放假，10-8 9，10-10（周六）上班，10-12
expect c1 clock 终止告知期限 due 2026-10-12 warn 2026-10-12
at 2026-10-12
expect c1 clock 终止告知期限 running left 0

story 一方不同意的不能调解，应当终止
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=否 refused record.invalid "一方不同意的，不能调解"
as wangfang 双方同意调解 c1 投诉人同意调解=是 refused record.invalid "被投诉人同意调解"
as wangfang 终止调解 c1 终止调解情形=不参加或者拒绝调解
expect c1 step 终止调解

story 从检测中、回避中也可以终止
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 鉴定检测费用约定=各半
as wangfang 终止调解 c1 终止调解情形=withdrawn
expect c1 step 终止调解

story 终止以后：线索、移送公安、回访、归档
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 终止调解 c1 终止调解情形=ground_found 终止调解的说明=涉嫌掉包
as wangfang 移送公安机关 c1 reason 涉嫌敲诈 refused record.denied
as leader 移送公安机关 c1 reason 涉嫌敲诈
as wangfang 移交违法线索 c1 发现的违法线索=标签不合格
as wangfang 抽查回访 c1 回访结果=未能联系上
# 第二十三条第二款：告知双方以前不归档
as wangfang 归档 c1 refused procedure.told "“终止调解”还没有告知完毕"
as wangfang tells 投诉人 of 终止调解 in c1 by 电话
as wangfang 归档 c1 refused procedure.told "“终止调解”还没有告知完毕"
as wangfang tells 被投诉人（投诉人所写） of 终止调解 in c1 by 电话
as wangfang 归档 c1
expect c1 step 已归档

story 撤销终止：回到调解中，期限照旧
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-18
as wangfang 终止调解 c1 终止调解情形=withdrawn
as wangfang annuls 终止调解 in c1 reason 投诉人当日表示并未撤回 refused record.denied
as head annuls 终止调解 in c1 reason 投诉人当日表示并未撤回
expect c1 step 调解中 终止调解情形= clock 调解期限 due 2026-07-06 running clock 终止告知期限 none owes nothing
