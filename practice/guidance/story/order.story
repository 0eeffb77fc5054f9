# 责令改正（行政处罚法第二十八条、程序规定第八十条、第八十一条）：送达、改正期限、延长、复查、撤销。
# 2026 年放假：9-25 至 9-27（9-20 周日上班），10-1 至 10-7（10-10 周六上班）。
given 责令改正 当事人名称=老王超市 事由=未明码标价 违法事实=三个品种没有标价签
  违反的规定=《价格法》第十三条 责令改正的依据=《价格法》第四十二条 改正内容和要求=补齐标价签 改正方式=限期改正 改正期限=10 承办人=wangfang

story 限期改正：送达的次日起算，末日在长假里顺延；当事人报告，复查通过，归档
at 2026-09-21
as steward files business b1 名称=老王超市
as receiver files 责令改正 o1 当事人=b1 refused record.denied
as b1 files 责令改正 o1 当事人=b1 refused record.denied
as wangfang files 责令改正 o1 当事人=b1
# 22 23 24 28 29 30 10-8
expect o1 step 改正期内 clock 送达期限 due 2026-10-08 limit 7 workdays running clock 改正期限 none
expect task 送达期限 of o1 for wangfang due 2026-10-08
as b1 报告已改正 o1 refused record.invalid "当事人报告的改正情况"
at 2026-09-24
as wangfang serves correction_order in o1 by 直接送达
# 9-25 起第十日为 10-4（放假），顺延至 10-8
expect o1 clock 送达期限 met clock 改正期限 start 2026-09-24 due 2026-10-08 limit 10 days running
expect o1 seen by b1 act 报告已改正 open to b1 act 报告已改正 closed to wangfang act 复查：未改正 closed to wangfang
at 2026-10-08
as b1 报告已改正 o1 当事人报告的改正情况=标价签已经补齐
expect o1 step 待复查 报告改正日期=2026-10-08 clock 改正期限 met
# 10-9 10 12 13 14 15 16 19 20 21
expect o1 clock 复查期限 due 2026-10-21 limit 10 workdays running
as b1 复查：已改正 o1 复查日期=2026-10-08 一同复查的执法人员=head 复查情况=好 refused record.denied
at 2026-10-12
as wangfang 复查：已改正 o1 复查情况=标价签齐全 refused record.invalid "复查日期" "一同复查的执法人员"
as wangfang 复查：已改正 o1 复查日期=2026-10-12 一同复查的执法人员=wangfang 复查情况=标价签齐全 refused guidance.two "另一人"
as wangfang 复查：已改正 o1 复查日期=2026-10-12 一同复查的执法人员=head 复查情况=标价签齐全
expect o1 step 已改正 clock 复查期限 met
as wangfang 归档 o1
expect o1 step 已归档

story 逾期不报告：届满即待复查；复查未改正的成为违法线索
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 责令改正 o1 当事人=b1 改正期限=3
as wangfang serves correction_order in o1 by 直接送达
expect o1 clock 改正期限 due 2026-10-15
at 2026-10-15 23:59
expect o1 step 改正期内 clock 改正期限 near
at 2026-10-16
expect o1 step 待复查 clock 改正期限 expired
# 届满之日的次日起：16 19 20 21 22 23 26 27 28 29
expect o1 clock 复查期限 start 2026-10-15 due 2026-10-29
at 2026-10-19
as wangfang 复查：未改正 o1 复查日期=2026-10-19 一同复查的执法人员=head 复查情况=仍未标价
expect o1 step 未改正 clock 复查期限 met brings lead l1
expect l1 seen by wangfang
as head 归档 o1
expect o1 step 已归档

story 申请延长：由科长决定，从批准的日数接着算；届满以后不能再延长
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 责令改正 o1 当事人=b1
as b1 申请延长改正期限 o1 申请延长=5 申请延长的理由=标价签定制中
# 13 14 15
expect o1 clock 答复延期申请的期限 due 2026-10-15 limit 3 workdays running
as wangfang serves correction_order in o1 by 直接送达
expect o1 clock 改正期限 due 2026-10-22
as wangfang 同意延长改正期限 o1 延长=5 reason 定制需要时间 refused record.denied
as head 同意延长改正期限 o1 延长=5 refused record.invalid "理由"
as head 同意延长改正期限 o1 延长=5 reason 定制需要时间
expect o1 延期申请=已同意 owes 当事人名称 of 同意延长改正期限 clock 答复延期申请的期限 met clock 改正期限 due 2026-10-27
as head tells 当事人名称 of 同意延长改正期限 in o1 by 电话
expect o1 owes nothing
at 2026-10-28
expect o1 step 待复查 clock 改正期限 expired
as head 同意延长改正期限 o1 延长=5 reason 再延 refused procedure.step
as b1 申请延长改正期限 o1 申请延长=5 申请延长的理由=还不行 refused procedure.step
as wangfang 记录当事人告知已改正 o1 当事人告知的改正情况=电话告知已补齐
# 届满以后才告知的，期限为逾期
expect o1 step 待复查 clock 改正期限 late

story 届满以前已经同意延长、届满以后才录入的，期限没有届满；没有同意的照样届满；届满以前不能认定未改正
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 责令改正 o1 当事人=b1
as wangfang files 责令改正 o2 当事人=b1
as wangfang serves correction_order in o1 by 直接送达
as wangfang serves correction_order in o2 by 直接送达
at 2026-10-21
as b1 申请延长改正期限 o1 申请延长=5 申请延长的理由=标价签定制中
as b1 申请延长改正期限 o2 申请延长=5 申请延长的理由=标价签定制中
at 2026-10-26
expect o1 step 待复查 clock 改正期限 expired due 2026-10-22
as head 同意延长改正期限 o1 延长=5 reason 定制需要时间 refused procedure.step "现在处于“待复查”"
as head 同意延长改正期限 o1 延长=5 reason 定制需要时间 on 2026-10-23 refused procedure.step
as head 同意延长改正期限 o1 延长=5 reason 十月二十二日已经书面同意 on 2026-10-22
expect o1 step 改正期内 clock 改正期限 due 2026-10-27 near clock 复查期限 none clock 答复延期申请的期限 met
as head 不同意延长 o2 reason 二十二日已经答复不同意 on 2026-10-22
expect o2 step 待复查 延期申请=未同意 clock 改正期限 expired due 2026-10-22 clock 复查期限 start 2026-10-22
as wangfang 复查：未改正 o2 复查日期=2026-10-22 一同复查的执法人员=head 复查情况=仍未标价 on 2026-10-22 refused procedure.step "生效日当时处于“改正期内”"
as wangfang 复查：未改正 o2 复查日期=2026-10-26 一同复查的执法人员=head 复查情况=仍未标价
expect o2 step 未改正
at 2026-10-28
expect o1 step 待复查 clock 改正期限 expired clock 复查期限 start 2026-10-27

story 届满以后复查过的，不能再补录届满以前的延长
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 责令改正 o1 当事人=b1 改正期限=3
as wangfang serves correction_order in o1 by 直接送达
at 2026-10-19
as wangfang 复查：未改正 o1 复查日期=2026-10-19 一同复查的执法人员=head 复查情况=仍未标价
as head 同意延长改正期限 o1 延长=5 reason 十四日已经同意 on 2026-10-14 refused record.effective "不能早于上一次办理（2026-10-19）"
expect o1 step 未改正

story 不同意延长；立即改正的一日；撤销
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 责令改正 o1 当事人=b1 改正方式=立即改正 refused record.invalid "立即改正的，不写改正期限"
as wangfang files 责令改正 o1 当事人=b1 改正方式=立即改正 改正期限=
as head 不同意延长 o1 reason 没有申请 refused procedure.guard
as b1 申请延长改正期限 o1 申请延长=5 申请延长的理由=标价签定制中
as head 不同意延长 o1 reason 立即可以改正
expect o1 延期申请=未同意 owes 当事人名称 of 不同意延长 clock 答复延期申请的期限 met
as wangfang serves correction_order in o1 by 留置送达
expect o1 clock 改正期限 due 2026-10-13 limit 1 days
as wangfang 撤销责令改正 o1 reason 认定有误 refused record.denied
as head 撤销责令改正 o1 refused record.invalid "理由"
as head 撤销责令改正 o1 reason 认定事实不清
expect o1 step 已撤销 owes 当事人名称 of 撤销责令改正 clock 改正期限 met clock 复查期限 none
as head 归档 o1
as b1 报告已改正 o1 当事人报告的改正情况=已改 refused procedure.step "已归档"

story 别的经营者看不到；县局的人看不到；没有送达的不起算改正期限
at 2026-10-12
as steward files business b1 名称=老王超市
as steward files business b2 名称=老李超市
as wangfang files 责令改正 o1 当事人=b1
expect o1 seen by b1 unseen by b2 unseen by county unseen by public seen by leader
as b2 报告已改正 o1 当事人报告的改正情况=x refused record.notfound
at 2026-10-22
# 13 14 15 16 19 20 21
expect o1 step 改正期内 clock 送达期限 overdue due 2026-10-21 clock 改正期限 none
as wangfang 复查：已改正 o1 复查日期=2026-10-22 一同复查的执法人员=head 复查情况=已经补齐
expect o1 step 已改正 clock 送达期限 late
