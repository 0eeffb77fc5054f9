# 令121 第四十六条：2026-04-15 起施行，令20 同时废止，没有过渡条款。暂按收到之日适用的办法办完（法规科可改）：
# 2026-04-14 收到的适用令20，次日收到的适用令121。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 前一日收到的，新办法施行后仍按令20办完
at 2026-04-14
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-04-15
expect c1 law samr-order-20
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
# 四十五个工作日：4 月十一个（4-16 起），5 月 6 7 8 9（周六上班）11 至 15 18 至 22 25 至 29 共十九个，6 月 1 至 5 8 至 12
# 15 至 18 共十四个，为四十四；6-19 至 21 端午，第四十五个为 6-22
expect c1 law samr-order-20 clock 调解期限 limit 45 workdays due 2026-06-22
at 2026-06-11
expect c1 clock 调解期限 running
as wangfang 移送公安机关 c1 reason 令20没有这一步 refused
as head 移送公安机关 c1 reason 令20没有这一步 refused

story 当日收到的适用令121
at 2026-04-15
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
# 4 月 15 日、5 月 31 日，第六十日为 6-14
expect c1 law samr-order-121 clock 调解期限 limit 60 days due 2026-06-14

story 收到日期由登记的日期更正为前一日的，改为适用令20
at 2026-04-15
as receiver files 投诉 c1
expect c1 law samr-order-121 clock 分送期限 running
as wangfang amends c1 收到日期=2026-04-14 reason 信封邮戳为前一日
expect c1 law samr-order-20 step 已登记

story 十五日补登前一日收到的
at 2026-04-20
as receiver files 投诉 c1 收到日期=2026-04-13
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 本局 4-13 收到：4-14 15 16 17 20 21 22
expect c1 law samr-order-20 clock 受理期限 due 2026-04-22 near
