# 行政约谈（侵害消费者权益行为处罚办法第三条）：通知、改期、未到场、约谈、承诺、核实。
# 2026 年放假：9-25 至 9-27（9-20 周日上班），10-1 至 10-7（10-10 周六上班）。
given 行政约谈 被约谈人名称=老王超市 约谈事由=多次被投诉 约谈的依据=《侵害消费者权益行为处罚办法》第三条 情况和问题=一个月内六件投诉 约谈日期=2026-10-14 约谈地点=所会议室 应当到场的人=负责人 主持人=wangfang

story 通知、约谈、报告、核实已落实
at 2026-10-09
as steward files business b1 名称=老王超市
as b1 files 行政约谈 t1 被约谈人=b1 refused record.denied
as wangfang files 行政约谈 t1 被约谈人=b1
# 10-10（周六上班）12 13
expect t1 step 已通知 owes 被约谈人名称 of 通知约谈 clock 通知送达的期限 due 2026-10-13 limit 3 workdays running
as wangfang tells 被约谈人名称 of 通知约谈 in t1 by 电话
expect t1 clock 通知送达的期限 met
as wangfang 改期 t1 约谈日期=2026-10-16 约谈地点=所会议室 refused record.invalid "理由"
as wangfang 改期 t1 约谈日期=2026-10-16 约谈地点=所会议室 reason 负责人出差
at 2026-10-16
as b1 报告整改情况 t1 整改情况（当事人报告）=已整改 refused procedure.step
as wangfang 约谈并记录 t1 到场人员及职务=李某，店长 记录人=head 约谈记录=说明规定 承诺的整改措施=一周内整改 承诺完成日期=2026-10-15 refused record.invalid "承诺完成日期不能早于约谈日期"
as wangfang 约谈并记录 t1 到场人员及职务=李某，店长 记录人=wangfang 约谈记录=说明规定 refused guidance.two
as wangfang 约谈并记录 t1 到场人员及职务=李某，店长 记录人=head 约谈记录=说明规定 承诺的整改措施=一周内整改 承诺完成日期=2026-10-23
# 自承诺之日 10-23 起：26 27 28 29 30
expect t1 step 整改跟踪中 clock 跟踪核实的期限 start 2026-10-23 due 2026-10-30 limit 5 workdays
at 2026-10-22
as b1 报告整改情况 t1 整改情况（当事人报告）=已经整改
expect t1 step 整改跟踪中 clock 跟踪核实的期限 running
at 2026-10-26
as b1 核实：已落实 t1 跟踪核实情况=好 refused record.denied
as wangfang 核实：已落实 t1 跟踪核实情况=回访属实
expect t1 step 已落实 clock 跟踪核实的期限 met
as wangfang 归档 t1
expect t1 step 已归档

story 未到场、再次通知、拒不到场；未落实；不再约谈
at 2026-10-09
as steward files business b1 名称=老王超市
as wangfang files 行政约谈 t1 被约谈人=b1
as wangfang files 行政约谈 t2 被约谈人=b1
as wangfang files 行政约谈 t3 被约谈人=b1
at 2026-10-14
as wangfang 未到场 t1 reason 电话称有事
expect t1 step 未到场 clock 通知送达的期限 late
as wangfang 再次通知约谈 t1 约谈日期=2026-10-20 约谈地点=所会议室
expect t1 step 已通知 owes 被约谈人名称 of 再次通知约谈
at 2026-10-20
as wangfang 未到场 t1 reason 仍未到场
as wangfang 拒不到场 t1 reason 两次不到 refused record.denied
as head 拒不到场 t1 reason 两次通知均不到场
# 不到场不是违法；约谈所指的问题是否涉嫌违法，五个工作日内由人研判：10-21 22 23 26 27
expect t1 step 未落实 clock 研判是否移交线索的期限 due 2026-10-27 limit 5 workdays running warn 2026-10-23
expect task 研判是否移交线索的期限 of t1 for wangfang due 2026-10-27
as head 归档 t1 refused procedure.guard "是否涉嫌违法"
as wangfang 不涉嫌违法，不移交 t1 reason 服务态度 refused record.denied
at 2026-10-23
expect t1 clock 研判是否移交线索的期限 near
as head 不涉嫌违法，不移交 t1 reason 只是服务态度，不涉嫌违法
expect t1 是否涉嫌违法=不涉嫌违法 clock 研判是否移交线索的期限 met
as head 归档 t1
as wangfang 约谈并记录 t2 到场人员及职务=李某 记录人=head 约谈记录=说明 承诺的整改措施=整改 承诺完成日期=2026-10-21
at 2026-10-29
# 22 23 26 27 28
expect t2 clock 跟踪核实的期限 overdue due 2026-10-28
as wangfang 核实：未落实 t2 跟踪核实情况=没有整改
expect t2 step 未落实 clock 跟踪核实的期限 late
# 10-30，11-2 3 4 5
at 2026-11-06
expect t2 clock 研判是否移交线索的期限 overdue due 2026-11-05
as wangfang 移交违法线索 t2 refused record.invalid "发现的违法线索"
as wangfang 移交违法线索 t2 发现的违法线索=未明码标价，多次投诉查实
expect t2 是否涉嫌违法=已移交线索 clock 研判是否移交线索的期限 late brings lead l1
# 11-9 至 13 16 至 20 23 至 27
expect l1 来源=行政约谈 发现线索的约谈=t2 线索内容=未明码标价，多次投诉查实 clock 核查期限 start 2026-11-06 due 2026-11-27
as head 归档 t2
as wangfang 不再约谈（情况已消除） t3 reason 已停业 refused record.denied
as head 不再约谈（情况已消除） t3 reason 已停业
expect t3 step 不再约谈
