# 行政许可（一般程序，../good/practice/licensing）：行政许可法第三十二条、第四十二条、第四十四条、第四十五条、第四十七条；
# 本法的“日”都是工作日（第八十二条）。
kinds ../good/practice/licensing
given permit_application 申请人名称=老王超市 许可事项=食品经营

story 五日内不一次告知补正的，自收到之日起视为受理
at 2026-03-02
as wangfang files permit_application p1 收到日期=2026-03-02
# 3-3 4 5 6 9
expect p1 step 已收到 clock 一次告知补正的期限 due 2026-03-09 running
at 2026-03-10
# 自收到之日 3-2 起二十个：3-3 至 6 9 至 13 16 至 20 23 至 27 30
expect p1 step 已受理 clock 一次告知补正的期限 expired clock 行政许可决定期限 start 2026-03-02 due 2026-03-30
at 2026-03-31
expect p1 clock 行政许可决定期限 overdue
as leader 准予许可 p1
expect p1 step 准予许可 clock 行政许可决定期限 late clock 颁发送达许可证件的期限 due 2026-04-15 running

story 补正、受理、延长、准予、颁发
at 2026-03-02
as wangfang files permit_application p1 收到日期=2026-03-02
at 2026-03-06
as wangfang 一次告知补正 p1 应当补正的内容=平面图
expect p1 step 待补正 clock 一次告知补正的期限 met
at 2026-03-20
as wangfang 收到补正材料 p1
# 3-23 24 25 26 27
expect p1 clock 一次告知补正的期限 run 2 due 2026-03-27
at 2026-03-23
as wangfang 受理 p1
# 3-24 至 27 30 31，4-1 2 3，清明 4-4 至 6，4-7 至 10 13 至 17 20 21
expect p1 clock 行政许可决定期限 due 2026-04-21 warn 2026-04-16
at 2026-04-16
expect p1 clock 行政许可决定期限 near
as leader 延长 p1 reason 需要核查
# 再十个：4-22 23 24 27 28 29 30，5-6 7 8
expect p1 clock 行政许可决定期限 due 2026-05-08
as leader 准予许可 p1
# 4-17 20 至 24 27 28 29 30
expect p1 clock 行政许可决定期限 met clock 颁发送达许可证件的期限 due 2026-04-30
at 2026-04-30
as wangfang 颁发送达证件 p1
expect p1 step 已颁发送达 clock 颁发送达许可证件的期限 met

story 专家评审的时间不计入；听证权告知后等满五日；不予许可
at 2026-03-02
as wangfang files permit_application p1 收到日期=2026-03-02
as wangfang 受理 p1
as wangfang 组织检验检测专家评审 p1 opens expert_review e1
expect p1 clock 行政许可决定期限 paused
as leader 准予许可 p1 refused procedure.part
at 2026-03-09
as wangfang 收到结论 e1
# 3-2 当日评审开始，3-3 至 9 不计入：3-10 起二十个：10 至 13 16 至 20 23 至 27 30 31，4-1 2 3 7
expect p1 clock 行政许可决定期限 due 2026-04-07
as wangfang 告知听证权 p1
as wangfang tells 申请人名称 of 告知听证权 in p1 by 当面
# 3-10 11 12 13 16
expect p1 step 已告知听证权 clock 提出听证申请的期限 due 2026-03-16 clock 行政许可决定期限 paused
at 2026-03-16
as wangfang 听证期满继续办理 p1 refused procedure.wait
at 2026-03-17
expect p1 clock 提出听证申请的期限 expired
as wangfang 听证期满继续办理 p1
as leader 不予许可 p1 refused record.invalid "不予许可的理由"
as leader 不予许可 p1 不予许可的理由=布局不合要求
expect p1 step 不予许可 clock 行政许可决定期限 met

story 不予受理；撤回
at 2026-03-02
as wangfang files permit_application p1 收到日期=2026-03-02
as wangfang files permit_application p2 收到日期=2026-03-02
as wangfang 不予受理 p1 reason 不需要许可
as wangfang 申请人撤回 p2
expect p1 step 不予受理 clock 一次告知补正的期限 met
expect p2 step 申请人撤回 clock 行政许可决定期限 none
