# 统计报表（统计法）：取数、审核、锁定、上报、更正重报。报送期限是报表制度所定，暂由本市确认。
# 2026 年 11 月没有放假。

story 月报：办事员取数、审核，另一人锁定，退回、解除锁定以后按期报出
at 2026-11-02
as officer files report r1 报表制度=monthly_12315 报告期=2026-10
expect r1 step 编制中 clock 报送期限 start 2026-10-31 due 2026-11-05 limit 5 days running
as officer 取数 r1
as officer 填写手工指标 r1 手工填报的数据="{\"total\":{\"other_recovered\":0}}"
as head 说明审核警告 r1 对审核警告的说明="{}"
as officer 逻辑审核通过 r1
expect r1 step 审核通过·待锁定
as head 退回修改 r1 reason 请核对
as officer 取数 r1
as officer 逻辑审核通过 r1
as officer 审核锁定 r1 refused record.denied
as head 审核锁定 r1
expect r1 step 已锁定·待报出 锁定日期=2026-11-02
as leader 解除锁定 r1 reason 漏填
as officer 取数 r1
as officer 逻辑审核通过 r1
as leader 审核锁定 r1
at 2026-11-04
expect r1 clock 报送期限 near
as officer 上报 r1 refused record.invalid "上级回执编号"
as officer 上报 r1 上级回执编号=HZ-1
expect r1 step 已报出 报出日期=2026-11-04 clock 报送期限 met

story 月报逾期报出
at 2026-11-02
as officer files report r1 报表制度=monthly_12315 报告期=2026-10
as officer 取数 r1
as officer 填写手工指标 r1 手工填报的数据="{\"total\":{\"other_recovered\":0}}"
as officer 逻辑审核通过 r1
as head 审核锁定 r1
at 2026-11-06
expect r1 clock 报送期限 overdue
as head 上报 r1 上级回执编号=HZ-2
expect r1 step 已报出 clock 报送期限 late
