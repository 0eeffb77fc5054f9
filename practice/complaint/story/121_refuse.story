# 令121第十六条：不予受理的七种情形，每一种都由人决定、写明理由并告知（第十五条）。
# 5-6（周三）收到：5-7 8 9（周六上班）11 12 13 14 为七个工作日。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 情形一
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-11
as wangfang 不予受理 c1 不予受理情形=一、不属于职责或者没有处理权限 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=所诉事项不属于市场监督管理部门职责，可以依照消费者权益保护法第三十九条规定的其他途径解决 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=一、不属于职责或者没有处理权限 不予受理的理由=所诉事项不属于市场监督管理部门职责，可以依照消费者权益保护法第三十九条规定的其他途径解决
expect c1 step 不予受理 不予受理情形=no_authority owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-14
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 met clock 调解期限 none

story 情形二
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-12
as wangfang 不予受理 c1 不予受理情形=已经受理或者处理过 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=同一争议已由消费者协会受理 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=已经受理或者处理过 不予受理的理由=同一争议已由消费者协会受理
expect c1 step 不予受理 不予受理情形=handled owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-15
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 late clock 调解期限 none

story 情形三
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-13
as wangfang 不予受理 c1 不予受理情形=三、不是生活消费或者不能证明争议 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=一次购买同一商品八十件，与生活消费的通常习惯明显不符 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=三、不是生活消费或者不能证明争议 不予受理的理由=一次购买同一商品八十件，与生活消费的通常习惯明显不符
expect c1 step 不予受理 不予受理情形=not_consumer owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-14
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 met clock 调解期限 none

story 情形四
at 2026-05-06
as receiver files 投诉 c1 知道权益受侵害之日=2023-05-05
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-14
as wangfang 不予受理 c1 不予受理情形=over_three_years refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=知道权益受侵害已超过三年 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=over_three_years 不予受理的理由=知道权益受侵害已超过三年
expect c1 step 不予受理 不予受理情形=over_three_years owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-15
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 late clock 调解期限 none

story 情形五
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-11
as wangfang 不予受理 c1 不予受理情形=未提供材料或者提供虚假材料 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=购物凭证系伪造 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=未提供材料或者提供虚假材料 不予受理的理由=购物凭证系伪造
expect c1 step 不予受理 不予受理情形=material owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-14
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 met clock 调解期限 none

story 情形六
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-12
as wangfang 不予受理 c1 不予受理情形=六、冒用名义或者拒不配合核验 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=拒不配合核验身份 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=六、冒用名义或者拒不配合核验 不予受理的理由=拒不配合核验身份
expect c1 step 不予受理 不予受理情形=identity owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-15
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 late clock 调解期限 none

story 情形七
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-13
as wangfang 不予受理 c1 不予受理情形=其他情形 refused record.invalid "不予受理的理由"
as wangfang 不予受理 c1 不予受理的理由=法律、法规、规章规定不予受理的其他情形 refused record.invalid "不予受理情形"
as wangfang 不予受理 c1 不予受理情形=其他情形 不予受理的理由=法律、法规、规章规定不予受理的其他情形
expect c1 step 不予受理 不予受理情形=other owes 投诉人 of 不予受理 clock 受理期限 due 2026-05-14
at 2026-05-14
as wangfang tells 投诉人 of 不予受理 in c1 by 信函
expect c1 owes nothing clock 受理期限 met clock 调解期限 none

story 购买不满三年的，不能以超过三年为由不予受理
at 2026-05-06
as receiver files 投诉 c1 购买或者接受服务日期=2024-05-05
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-07
as wangfang 不予受理 c1 不予受理情形=over_three_years 不予受理的理由=知道权益受侵害已超过三年 refused record.invalid "不满三年"
as wangfang 受理 c1

story 不予受理以后：发现线索、抽查回访、归档，不能再受理
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 不予受理 c1 不予受理情形=handled 不予受理的理由=消费者协会已经受理
as wangfang tells 投诉人 of 不予受理 in c1 by 当面
expect c1 act 受理 closed to wangfang "现在处于“不予受理”" act 终止调解 closed to wangfang
as wangfang 移交违法线索 c1 发现的违法线索=销售超过保质期的食品
as wangfang 抽查回访 c1 refused record.invalid "回访结果必填"
as wangfang 抽查回访 c1 回访结果=基本满意
expect c1 回访日期=2026-05-06
as head 归档 c1
expect c1 step 已归档
as wangfang 移交违法线索 c1 发现的违法线索=又一件 refused procedure.step

story 两人同时决定，先者为准，后者被告知
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang looks at c1
as team looks at c1
as wangfang 受理 c1
as team 不予受理 c1 不予受理情形=identity 不予受理的理由=冒用名义 refused record.stale "已被他人改到"
# 看过新的版本，也不能了：已经受理
as team 不予受理 c1 不予受理情形=identity 不予受理的理由=冒用名义 refused procedure.step "已受理"
expect c1 step 已受理·征询调解意愿 不予受理情形= ledger 3

story 来信没有写电话和诉求的，也要登记；补齐才能受理，不补齐的依第十六条第五项不予受理
at 2026-05-06
as receiver files 投诉 c1 电话号码= 诉求=
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
expect c1 clock 受理期限 running
as wangfang 受理 c1 refused procedure.guard "电话号码"
as wangfang amends c1 电话号码=15400000003 reason 来电补充
as wangfang 受理 c1 refused procedure.guard "诉求"
as wangfang 不予受理 c1 不予受理情形=material 不予受理的理由=没有写明诉求，经电话告知后未补齐。
expect c1 step 不予受理
