# 12345工单与投诉：各有各的期限，一个办结不等于另一个办结（令121第八条、第十五条、第四十一条）。
# 第十五条：七个工作日自有处理权限的局收到之日起算；经12345转来的，以派单到本局之日为收到日期。
given 上级平台工单 平台=12345热线 平台工单编号=WH202605060001 派单日期=2026-05-06 办理时限=5 办理时限的单位=工作日
  事由=过期牛奶 诉求内容=购买时已经过期 诉求人=王某 诉求人电话=15400000001 被反映对象=老王超市
given 投诉 渠道=12345工单 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 工单答复办结，投诉仍在调解
at 2026-05-06
as receiver files 上级平台工单 w1
as receiver files 投诉 c1 收到日期=2026-05-06
as receiver 按类登记 w1 分类=投诉 登记的投诉=c1
# 05-09 是调休上班的周六：07 08 09 11 12
expect w1 step 办理中 clock 工单办理时限 due 2026-05-12 clock 签收期限 met
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 工单随投诉到承办机构
expect w1 承办机构=信用科 承办人=wangfang seen by wangfang
at 2026-05-12
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 答复平台 w1 答复平台的内容=已受理，正在组织调解
expect w1 step 已答复待平台确认 clock 工单办理时限 met
expect c1 step 已受理·征询调解意愿 clock 调解期限 running
at 2026-05-14
as wangfang 平台确认办结 w1
expect w1 step 已办结 平台回执=平台已接收
expect c1 step 已受理·征询调解意愿 clock 调解期限 due 2026-07-11 running
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
expect c1 step 调解中

story 投诉办结，工单的时限照样走
at 2026-05-06
as receiver files 上级平台工单 w1
as receiver files 投诉 c1 收到日期=2026-05-06
as receiver 按类登记 w1 分类=投诉 登记的投诉=c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款
as wangfang 归档 c1
expect c1 step 已归档
expect w1 step 办理中 clock 工单办理时限 due 2026-05-12 running
at 2026-05-14
expect w1 clock 工单办理时限 overdue
as wangfang 答复平台 w1 答复平台的内容=双方达成协议，已退款
expect w1 clock 工单办理时限 late

story 退单：说明情形和理由，平台可以不同意
at 2026-05-06
as receiver files 上级平台工单 w1
as receiver 退单 w1 reason 属于城管 refused record.invalid "退单情形"
as receiver 退单 w1 退单情形=不属于市场监管部门职责 refused record.invalid "理由"
as receiver 退单 w1 退单情形=不属于市场监管部门职责 reason 属于城管
expect w1 step 退单待平台确认 clock 工单办理时限 met
at 2026-05-08
as receiver 平台不同意退单 w1 平台退回的原因=请先行答复
expect w1 step 办理中 clock 平台退回补正期限 due 2026-05-11
as receiver 答复平台 w1 答复平台的内容=已转告投诉人向城管反映
as receiver 平台退回重办 w1 平台退回的原因=未写明联系情况
expect w1 step 办理中 平台退回的原因=未写明联系情况

story 举报经工单来，只有接收机构和承办的人看得到
at 2026-05-06
as receiver files 上级平台工单 w1
as wangfang 签收 w1 refused record.notfound
expect w1 seen by receiver unseen by wangfang unseen by inspector unseen by county unseen by viewer

story 签收期限是次一工作日；过期签收留下逾期
at 2026-05-06
as receiver files 上级平台工单 w1
expect w1 step 待签收 clock 签收期限 due 2026-05-07 running
at 2026-05-08
expect w1 clock 签收期限 due 2026-05-07 overdue
as receiver 签收 w1
expect w1 step 办理中 clock 签收期限 late clock 工单办理时限 due 2026-05-12
# 平台延长了时限：工单的内容归平台所有，本局的人只能记下，不能改写
as receiver 平台更新 w1 平台最近变更=2026-05-08 平台变更的内容=办理时限 办理时限=8 refused record.invalid "归上级平台所有"
as receiver 平台更新 w1 平台最近变更=2026-05-08 平台变更的内容=平台来电补充情况
at 2026-05-11
expect w1 clock 工单办理时限 near due 2026-05-12 平台变更的内容=平台来电补充情况

story 平台同意退单，工单终结
at 2026-05-06
as receiver files 上级平台工单 w1
as receiver 退单 w1 退单情形=不属于市场监管部门职责 reason 属于城管
as receiver 平台同意退单 w1
expect w1 step 已退单 平台回执=平台已接收

story 退回补正有自己的期限；过期补正留下逾期
at 2026-05-06
as receiver files 上级平台工单 w1
as receiver 签收 w1
as receiver 平台退回重办 w1 平台退回的原因=还没有答复 refused
as receiver 记录平台回执 w1 平台回执=平台已接收 回执日期=2026-05-06
expect w1 step 办理中 平台回执=平台已接收
as receiver 答复平台 w1 答复平台的内容=已联系
at 2026-05-08
as receiver 平台退回重办 w1 平台退回的原因=未写明联系情况
# 05-09 是调休上班的周六
at 2026-05-09
expect w1 clock 平台退回补正期限 near due 2026-05-11
at 2026-05-12
expect w1 clock 平台退回补正期限 overdue
as receiver 答复平台 w1 答复平台的内容=5月8日电话联系，诉求人表示知晓
expect w1 step 已答复待平台确认 clock 平台退回补正期限 late
