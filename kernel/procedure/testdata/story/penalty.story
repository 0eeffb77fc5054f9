# 行政处罚案件（普通程序，../good/practice/enforcement）：处罚程序规定、行政强制法、食品安全法实施条例、禁止传销条例。
# 2026 年放假：4-4 至 4-6，5-1 至 5-5（5-9 周六上班），6-19 至 6-21，9-25 至 9-27（9-20 周日上班），10-1 至 10-7（10-10 周六上班）。
kinds ../good/practice/enforcement
person 赵一 leader at 办公室 over 371000
person 钱二 leader at 办公室 over 371000
person 孙三 officer at 371000-d31 over 371000
given penalty_case 当事人名称=老王超市 办案人员=wangfang,team

story 立案到结案：审核、告知、等满五个工作日、决定、送达、结案
at 2026-03-02
as wangfang files penalty_case k1 立案日期=2026-03-02 refused record.denied
as leader files penalty_case k1 立案日期=2026-03-02
# 3 月 29 日、4 月 30 日，第九十日为 5-31（周日，不顺延）
expect k1 step 调查取证 clock 办案期限 due 2026-05-31 limit 90 days running warn 2026-05-16
at 2026-03-09
as 孙三 送审核 k1 refused record.denied
as team 送审核 k1
# 3-10 至 13 16 至 20 23
expect k1 step 审核 clock 审核期限 due 2026-03-23
as reviewer 审核完毕 k1 refused record.invalid "审核意见"
as reviewer 审核完毕 k1 审核意见=同意
expect k1 step 报批 clock 审核期限 met
as leader 处罚告知 k1
as leader 作出处罚决定 k1 处理决定=penalty refused procedure.wait "还没有起算"
at 2026-03-10
as wangfang serves penalty_notice in k1 by 直接送达
# 3-11 12 13 16 17
expect k1 clock 陈述申辩和要求听证的期限 start 2026-03-10 due 2026-03-17 running
at 2026-03-17
as leader 作出处罚决定 k1 处理决定=penalty refused procedure.wait "要等“陈述申辩和要求听证的期限”于 2026-03-17 届满"
at 2026-03-18
# 放弃由届满而来，不是谁办的
expect k1 clock 陈述申辩和要求听证的期限 expired
as wangfang 当事人要求听证 k1 opens hearing h1 refused procedure.until "已经届满"
as leader 作出处罚决定 k1 处理决定=行政处罚
expect k1 step 已作出决定 clock 办案期限 met clock 送达决定书的期限 due 2026-03-27 running
at 2026-03-27
as wangfang serves penalty_decision in k1 by 邮寄送达
expect k1 clock 送达决定书的期限 met
as leader 结案 k1
expect k1 step 已结案 结案日期=2026-03-27

story 查封扣押：一般三十日加三十日，末日遇劳动节顺延；届满不自动解除
at 2026-03-02
as leader files penalty_case k1 立案日期=2026-03-02
as wangfang 查封扣押 k1 情况紧急当场采取=是
  opens seizure s1 查封扣押日期=2026-03-02 场所、设施或者财物=冷柜 案件类别=一般
  opens seizure s2 查封扣押日期=2026-03-02 场所、设施或者财物=牛奶 案件类别=food
  opens seizure s3 查封扣押日期=2026-03-02 场所、设施或者财物=传销资料 案件类别=mlm
expect k1 parts seizure 3 clock report_seizure due 2026-03-03 10:00 running
expect s1 场所、设施或者财物=冷柜 clock 查封扣押期限 due 2026-04-01 safe 2026-04-01
expect s2 场所、设施或者财物=牛奶 案件类别=食品安全
at 2026-03-03 09:30
as wangfang 报告并补办强制措施批准 k1
expect k1 clock report_seizure met
at 2026-03-10
as 孙三 送检测检验鉴定 s2 检测期间至=2026-03-25
expect s2 clock 查封扣押期限 paused
at 2026-03-25
as 孙三 收到结果 s2
# 3-11 至 25 十五日不计入：4-1 后推十五日
expect s2 clock 查封扣押期限 due 2026-04-16
at 2026-03-27
expect s1 clock 查封扣押期限 near left 5
as leader 延长 s1 reason 案情复杂
as leader 延长 s2 reason 案情复杂
as leader 延长 s3 reason 案情复杂
# 一般加三十日：5-1（放假）顺延到 5-6；食品加四十五日：5-31；传销加十五日：4-16
expect s1 clock 查封扣押期限 due 2026-05-06 safe 2026-04-30
expect s2 clock 查封扣押期限 due 2026-05-31 safe 2026-05-29
expect s3 clock 查封扣押期限 due 2026-04-16
as leader 延长 s1 reason 再延长 refused procedure.extension
at 2026-04-17
expect s3 step 查封扣押中 clock 查封扣押期限 overdue
as leader 解除 s3
expect s3 step 已解除 clock 查封扣押期限 late
as leader 没收或者依法处置 s1
expect s1 step 已没收或者处置 clock 查封扣押期限 met

story 先行登记保存七个工作日，届满自动解除；两日内处理的按期
at 2026-02-13
as leader files penalty_case k1 立案日期=2026-02-13
as wangfang 先行登记保存 k1 情况紧急当场采取=是 opens evidence_registration e1 先行登记保存日期=2026-02-13 证据=账本 opens evidence_registration e2 先行登记保存日期=2026-02-13 证据=样品
# 2-14（周六）上班，2-15 至 23 放假，2-24 25 26 27 28（周六上班），3-2
expect e1 clock 先行登记保存期限 due 2026-03-02 safe 2026-03-02
expect k1 clock report_evidence running
at 2026-02-26
expect e1 clock 先行登记保存期限 running
as leader 采取处理措施 e1 处理措施=证据保全
expect e1 step 已处理 clock 先行登记保存期限 met
expect k1 clock report_evidence overdue
as team 报告并补办先行登记保存批准 k1
expect k1 clock report_evidence late
at 2026-02-27
expect e2 clock 先行登记保存期限 near
at 2026-03-03
expect e2 step 自动解除 clock 先行登记保存期限 expired
as leader 采取处理措施 e2 处理措施=没收 refused procedure.step "自动解除"

story 责令退款由负责人决定，退款随之登记，期间不计入办案期限
at 2026-03-02
as leader files penalty_case k1 立案日期=2026-03-02
as wangfang 送审核 k1
as reviewer 审核完毕 k1 审核意见=同意
as leader 处罚告知 k1
as wangfang 责令退款 k1 opens refund r9 refused record.denied
# 领导不能单独登记退款，能作出责令退款的决定
as leader files refund r0 案件=k1 refused record.denied
as leader 责令退款 k1 opens refund r1 责令日期=2026-03-02
expect k1 clock 办案期限 paused
expect r1 step 退款中
at 2026-03-12
as wangfang 退款完毕 r1 reason 已经退还
# 十日不计入
expect k1 clock 办案期限 due 2026-06-10

story 中止、听证、检测、公告的时间不计入办案期限
at 2026-03-02
as leader files penalty_case k1 立案日期=2026-03-02
at 2026-04-01
as leader 中止调查 k1 中止情形=当事人下落不明
expect k1 step 中止调查 clock 办案期限 paused
at 2026-04-11
as leader 恢复调查 k1
# 十日不计入
expect k1 step 调查取证 clock 办案期限 due 2026-06-10
at 2026-04-13
as wangfang 送检测检验鉴定 k1 opens test x1
expect k1 clock 办案期限 paused
at 2026-04-20
as 孙三 收到结果 x1 reason 不合格
# 再七日
expect k1 clock 办案期限 due 2026-06-17
as wangfang 送审核 k1
as reviewer 退回补充调查 k1 reason 证据不足
expect k1 step 调查取证 clock 审核期限 met
as wangfang 送审核 k1
as reviewer 审核完毕 k1 审核意见=同意
as leader 处罚告知 k1
as wangfang serves penalty_notice in k1 by 公告送达
# 公告三十日视为送达：5-20；4-21 至 5-20 不计入
expect k1 clock 陈述申辩和要求听证的期限 none clock 办案期限 due 2026-07-17
at 2026-05-21
# 5-21 22 25 26 27
expect k1 clock 陈述申辩和要求听证的期限 start 2026-05-20 due 2026-05-27 clock 办案期限 due 2026-07-17
as wangfang 当事人要求听证 k1 opens hearing h1
expect k1 clock 办案期限 paused clock 陈述申辩和要求听证的期限 met
as leader 作出处罚决定 k1 处理决定=penalty refused procedure.part "“听证”还没有结束"
at 2026-05-31
as 孙三 听证报告 h1 reason 维持
# 听证十日
expect k1 clock 办案期限 due 2026-07-27
as leader 作出处罚决定 k1 处理决定=penalty
expect k1 step 已作出决定 clock 办案期限 met

story 延长三十日，再经集体讨论按所定的日数延长；审办分离；集体讨论三人签署
at 2026-03-02
as leader files penalty_case k1 立案日期=2026-03-02
at 2026-05-20
expect k1 clock 办案期限 near left 11
as leader 延长办案期限 k1 reason 案情复杂
# 5-31 后推三十日
expect k1 clock 办案期限 due 2026-06-30
as leader 延长办案期限 k1 reason 再延长 refused procedure.extension "不能再延长"
at 2026-06-10
as leader 集体讨论继续延期 k1 继续延长（日）=20
as leader 集体讨论继续延期 k1 继续延长（日）=20 refused procedure.person "已经签署"
as 赵一 集体讨论继续延期 k1 继续延长（日）=20
expect k1 clock 办案期限 due 2026-06-30
as 钱二 集体讨论继续延期 k1 继续延长（日）=20
# 三人签署才算：再二十日
expect k1 clock 办案期限 due 2026-07-20
as wangfang 送审核 k1
as leader 延长审核 k1 继续延长（日）=5 reason 需要会商
# 6-11 12 15 16 17 18 22 23 24 25（端午 6-19 至 21），再五个：26 29 30，7-1 2
expect k1 clock 审核期限 due 2026-07-02
at 2026-07-03
expect k1 clock 审核期限 overdue
as reviewer 审核完毕 k1 审核意见=同意
expect k1 clock 审核期限 late
as leader 处罚告知 k1
as wangfang serves penalty_notice in k1 by 直接送达
as wangfang 当事人陈述申辩 k1 reason 请求从轻
as leader 集体讨论 k1 refused procedure.guard
as wangfang amends k1 属于应当集体讨论的案件=是 reason 较大数额
as leader 集体讨论 k1
as 赵一 集体讨论 k1
expect k1 step 已告知
as 钱二 集体讨论 k1
expect k1 step 集体讨论
at 2026-07-21
expect k1 clock 办案期限 overdue
as leader 作出处罚决定 k1 处理决定=penalty
expect k1 step 已作出决定 clock 办案期限 late
at 2026-07-31
# 7-22 23 24 27 28 29 30
expect k1 clock 送达决定书的期限 due 2026-07-30 overdue
as wangfang serves penalty_decision in k1 by 留置送达
expect k1 clock 送达决定书的期限 late

story 终止调查；其他处理决定；审核中中止的作废
at 2026-03-02
as leader files penalty_case k1 立案日期=2026-03-02
as leader files penalty_case k2 立案日期=2026-03-02
as leader 终止调查 k1 reason 当事人死亡
expect k1 step 终止调查 clock 办案期限 met
as leader 结案 k1
as wangfang 送审核 k2
as leader 中止调查 k2 中止情形=ruling
expect k2 clock 审核期限 void
as leader 恢复调查 k2
expect k2 step 审核
as reviewer 审核完毕 k2 审核意见=不予处罚
as leader 作出其他处理决定 k2 处理决定=不予行政处罚
expect k2 step 已作出决定 clock 办案期限 met
