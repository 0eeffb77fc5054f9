# 令121第三十八条：消费投诉信息公示。公示什么、多久，法规科尚未确认；达成协议和终止的一样公示。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 达成协议后由人确认公示，一年届满自行下架
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 被投诉人=b1
as wangfang 受理 c1
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（制作调解书） c1 调解协议=退还货款
# 5-7 8 9（周六上班）11 12 13 14 15 18 19
expect c1 处理结果=达成调解协议 clock 公示确认期限 due 2026-05-19
public sees nothing of c1
as wangfang 确认公示 c1 refused record.invalid "公示的被投诉人名称"
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶
expect c1 公示=公示 公示日期=2026-05-06 clock 公示确认期限 met
public sees c1 in complaint_notice 公示的商品或者服务=牛奶 处理结果=达成调解协议
at 2027-05-06
public sees c1 in complaint_notice 公示的商品或者服务=牛奶
at 2027-05-07
public sees nothing of c1

story 终止的一样公示；科长可以提前结束，须写理由
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 被投诉人=b1
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=withdrawn
at 2026-05-20
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶
expect c1 clock 公示确认期限 late due 2026-05-19
public sees c1 in complaint_notice 处理结果=终止调解
as wangfang 提前结束公示 c1 reason 有误 refused record.denied
as head 提前结束公示 c1 refused record.invalid "理由"
as head 提前结束公示 c1 reason 公示的商品有误
expect c1 公示=已提前结束 提前结束公示日期=2026-05-20
public sees nothing of c1

story 受理后发现不应受理或者涉嫌骗赔的，不公示
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 被投诉人=b1
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=ground_found 终止调解的说明=涉嫌掉包
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶 refused procedure.guard
as head 不予公示 c1 reason 受理后发现不应受理
expect c1 公示=不予公示 clock 公示确认期限 met

story 决定不予公示；被投诉人没有核对清楚的不能公示
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=withdrawn
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶 refused
as head 不予公示 c1 reason 被投诉人无法核对
expect c1 公示=不予公示 clock 公示确认期限 met
public sees nothing of c1

story 公示后查明被投诉人是另一家的，公示随之撤下，另行确认；不能以撤销办理换回没有确认过的名称
at 2026-05-06
as steward files business b1 名称=老王超市
as steward files business b2 名称=王记超市
as receiver files 投诉 c1 被投诉人=b1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=withdrawn
as wangfang 核对被投诉人 c1 被投诉人=b2 核对被投诉人的依据=营业执照照片
as wangfang 确认公示 c1 公示的被投诉人名称=王记超市 公示的商品或者服务=牛奶
as head annuls 核对被投诉人 in c1 reason 照片不清 refused complaint.published
public sees c1 in complaint_notice 公示的被投诉人名称=王记超市
as wangfang 核对被投诉人 c1 被投诉人=b2 核对被投诉人的依据=门店招牌
public sees c1 in complaint_notice 公示的被投诉人名称=王记超市
as wangfang 核对被投诉人 c1 被投诉人=b1 核对被投诉人的依据=登记库查询
expect c1 公示=待确认 公示日期= 公示的被投诉人名称=
public sees nothing of c1
at 2026-05-08
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶
public sees c1 in complaint_notice 公示的被投诉人名称=老王超市 公示日期=2026-05-08
as wangfang amends c1 被投诉人=b2 reason 录错
expect c1 公示=待确认
public sees nothing of c1

story 公示后发现涉嫌骗赔的，更正终止情形，公示随之撤下
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang 被投诉人=b1
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=withdrawn
as wangfang 确认公示 c1 公示的被投诉人名称=老王超市 公示的商品或者服务=牛奶
public sees c1 in complaint_notice
as wangfang amends c1 终止调解情形=ground_found reason 查明掉包
public sees nothing of c1
