# 令121第十二条、第十九条、第二十条、第二十四条：现场调解达成协议的制作调解书，但已即时履行或者双方同意不制作的除外；
# 非现场调解的不必；共同投诉的代表人达成协议应经被代表的投诉人同意。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 制作调解书
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-05-12
as wangfang 通知现场调解 c1 调解日期=2026-05-15 refused record.invalid "调解地点"
as wangfang 通知现场调解 c1 调解日期=2026-05-15 调解地点=局会议室 调解人员=wangfang
expect c1 step 调解中 owes 投诉人 of 通知现场调解 owes 被投诉人（投诉人所写） of 通知现场调解
as wangfang tells 投诉人 of 通知现场调解 in c1 by 电话
as wangfang tells 被投诉人（投诉人所写） of 通知现场调解 in c1 by 信函
at 2026-05-15
as wangfang 达成调解协议（制作调解书） c1 refused record.invalid "调解协议必填"
as wangfang 达成调解协议（制作调解书） c1 调解协议=退还货款，双方再无争议 协议金额=26.50 调解方式=现场调解
expect c1 step 达成调解协议 协议金额=26.50 clock 调解期限 met stop 2026-05-15 clock 终止告知期限 none owes nothing
as wangfang serves mediation_book in c1 by 直接送达
as wangfang 抽查回访 c1 回访结果=满意 回访情况=已经履行
as wangfang 移交违法线索 c1 发现的违法线索=销售超过保质期的食品
as wangfang 归档 c1
expect c1 step 已归档

story 已经即时履行，不制作调解书
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（不制作调解书） c1 调解协议=当场退款 refused record.invalid "不制作调解书的情形"
as wangfang 达成调解协议（不制作调解书） c1 调解协议=当场退款 不制作调解书的情形=performed
expect c1 step 达成调解协议 clock 调解期限 met

story 双方同意不制作
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（不制作调解书） c1 调解协议=换货 不制作调解书的情形=双方同意不制作
expect c1 step 达成调解协议

story 非现场调解
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（不制作调解书） c1 调解协议=换货 不制作调解书的情形=非现场调解达成 refused record.invalid "现场调解达成协议的应当制作调解书"
as wangfang 达成调解协议（不制作调解书） c1 调解协议=换货 不制作调解书的情形=非现场调解达成 调解方式=remote
expect c1 step 达成调解协议

story 六十日以后达成的，标明逾期
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
at 2026-07-07
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款
expect c1 step 达成调解协议 clock 调解期限 late due 2026-07-06

story 六十日内达成、届满以后才录入的，没有逾期；届满后已经终止的，先撤销终止
at 2026-05-06
as receiver files 投诉 c1
as receiver files 投诉 c2
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver 分送 c2 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang 受理 c2
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang tells 投诉人 of 受理 in c2 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 双方同意调解 c2 投诉人同意调解=是 被投诉人同意调解=是
at 2026-07-07
expect c1 clock 调解期限 overdue due 2026-07-06
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款 on 2026-07-04
expect c1 step 达成调解协议 clock 调解期限 met stop 2026-07-04
as wangfang 终止调解 c2 终止调解情形=time_up
as wangfang 达成调解协议（制作调解书） c2 调解协议=退款 on 2026-07-04 refused record.effective "不能早于上一次办理（2026-07-07）"
as head annuls 终止调解 in c2 reason 七月四日已经达成协议
as wangfang 达成调解协议（制作调解书） c2 调解协议=退款 on 2026-07-04
expect c2 step 达成调解协议 终止调解情形= clock 调解期限 met clock 终止告知期限 none

story 委托调解要双方同意
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 委托调解 c1 受托调解组织=消费者协会 refused record.invalid "双方同意委托调解"
as wangfang 委托调解 c1 受托调解组织=消费者协会 双方同意委托调解=否 refused record.invalid "不能委托调解"
as wangfang 委托调解 c1 受托调解组织=消费者协会 双方同意委托调解=是
# 委托不停止期限
expect c1 step 调解中 clock 调解期限 due 2026-07-06 running

story 共同投诉：代表人达成协议，应经被代表的投诉人同意
at 2026-05-06
as receiver files 投诉 c1 共同投诉人="李某\n张某"
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款 refused record.invalid "应当经被代表的投诉人同意"
as wangfang 终止调解 c1 终止调解情形=withdrawn refused record.invalid "应当经被代表的投诉人同意"
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款 被代表的投诉人同意=是
expect c1 step 达成调解协议

story 共同投诉：代表人变更诉求，应经被代表的投诉人同意
at 2026-05-06
as receiver files 投诉 c1 共同投诉人="李某\n张某" 代表人=李某
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang amends c1 诉求=只换货 reason 代表人来电变更 refused complaint.representatives "应当经被代表的投诉人同意"
as wangfang amends c1 诉求=只换货 被代表的投诉人同意=否 reason 代表人来电变更 refused
as wangfang amends c1 诉求=只换货 被代表的投诉人同意=是 reason 代表人来电变更，另两人书面同意
expect c1 诉求=只换货
as wangfang amends c1 诉求=退款 reason 又变更 refused complaint.representatives
as wangfang amends c1 事由=过期酸奶 reason 笔误

story 共同投诉：代表人撤回投诉，应经被代表的投诉人同意
at 2026-05-06
as receiver files 投诉 c1 共同投诉人="李某\n张某"
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 终止调解 c1 终止调解情形=withdrawn 被代表的投诉人同意=否 refused record.invalid "应当经被代表的投诉人同意"
as wangfang 终止调解 c1 终止调解情形=withdrawn 被代表的投诉人同意=是
expect c1 step 终止调解
