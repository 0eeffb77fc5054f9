# 令121第二十二条、第二十三条、第四十五条：六十日的调解期限。按日历日计，开始的当日不计入；末日是法定节假日的
# 顺延到其后第一日，是普通周末的不顺延；鉴定、检测的时间不计入（自委托的次日到收到结果之日），回避的时间计入。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款
person 于二 head at 信用科 over 市局

story 末日在国庆长假里，顺延到 10-8
at 2026-08-04
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-08-05
as wangfang 受理 c1
# 8 月 26 日、9 月 30 日，第六十日为 10-4（国庆节），其后第一日为 10-8
expect c1 clock 调解期限 due 2026-10-08

story 末日是普通周日，不顺延
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
# 5 月 25 日、6 月 30 日，第六十日为 7-5（周日）
expect c1 clock 调解期限 due 2026-07-05
at 2026-07-06
expect c1 clock 调解期限 overdue

story 末日在尚未公布放假的下一年：暂定，不开启第五种情形
at 2026-11-02
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
# 11 月 28 日、12 月 31 日，第六十日为 2027-1-1
expect c1 clock 调解期限 due 2027-01-01 provisional
at 2027-01-02
expect c1 clock 调解期限 near provisional
as wangfang 终止调解 c1 终止调解情形=time_up refused record.invalid "才届满（暂定）"

story 检测十日不计入
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-06 15:00
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-06-01
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 refused record.invalid "鉴定检测费用约定"
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 机构的确定方式=agreed 鉴定检测费用约定=由被投诉人垫付
expect c1 step 鉴定检测中 clock 调解期限 paused
at 2026-06-09
expect c1 clock 调解期限 paused
as wangfang 终止调解 c1 终止调解情形=time_up refused record.invalid
at 2026-06-11
as wangfang 收到鉴定检测结果 c1 refused record.invalid "鉴定检测结果"
as wangfang 收到鉴定检测结果 c1 鉴定检测结果=菌落总数超标
# 6-2 至 6-11 十日不计入：7-5 后推十日为 7-15
expect c1 step 调解中 clock 调解期限 due 2026-07-15 running
at 2026-07-16
expect c1 clock 调解期限 overdue

story 两次检测，各自不计入
at 2026-04-20
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-06
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 鉴定检测费用约定=各半
at 2026-05-20
as wangfang 收到鉴定检测结果 c1 鉴定检测结果=需要复检
# 第六十日原为 6-19（端午节，放假至 6-21）；不计入十四日后为 7-3
expect c1 clock 调解期限 due 2026-07-03
at 2026-06-01
as wangfang 委托鉴定、检测 c1 鉴定检测机构=另一所 鉴定检测费用约定=各半
at 2026-06-10
as wangfang 收到鉴定检测结果 c1 鉴定检测结果=不合格
# 再不计入九日
expect c1 clock 调解期限 due 2026-07-12

story 检测跨过国庆长假
at 2026-08-20
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-09-30
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 鉴定检测费用约定=各半
at 2026-10-12
as wangfang 收到鉴定检测结果 c1 鉴定检测结果=合格
# 8 月 11 日、9 月 30 日为四十一日，10-1 至 10-12 不计入，自 10-13 起十九日
expect c1 clock 调解期限 due 2026-10-31

story 回避的时间计入期限
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-06 15:00
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 通知现场调解 c1 调解日期=2026-05-12 调解地点=局会议室 调解人员=head
at 2026-05-11
as wangfang 申请回避 c1 reason 投诉人认为调解人员与被投诉人相识
expect c1 step 中止调解（回避） clock 调解期限 due 2026-07-05 running
# 被申请回避的人不能自己决定
as head 决定是否回避 c1 reason 不需要 refused procedure.person "应当回避"
at 2026-05-21
as station 决定是否回避 c1 reason 另行指定 refused record.notfound
as county 决定是否回避 c1 reason 另行指定 refused record.notfound
as 于二 决定是否回避 c1 调解人员=于二 reason 确有利害关系，另行指定
expect c1 step 调解中 调解人员=于二
expect c1 clock 调解期限 due 2026-07-05 running
