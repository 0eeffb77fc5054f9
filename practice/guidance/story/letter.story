# 提醒告诫、行政指导建议（侵害消费者权益行为处罚办法第三条）：发出、送达、反馈；建议、回访。
# 2026 年放假：10-1 至 10-7（10-10 周六上班）。
given 提醒告诫 对象名称=老王超市 事由=节日价格 情况=部分商品价格波动 提醒告诫的内容=明码标价 承办人=wangfang
given 行政指导 对象名称=老王超市 主题=散装食品标签 承办人=wangfang

story 提醒告诫：送达以后等反馈，企业自己反馈
at 2026-09-28
as steward files business b1 名称=老王超市
as steward files business b2 名称=老李超市
as wangfang files 提醒告诫 r1 对象=b1
# 29 30 10-8 9 10（周六上班）
expect r1 step 已发出 clock 送达期限 due 2026-10-10 limit 5 workdays clock 反馈期限 none unseen by b2 unseen by public
as wangfang serves reminder_letter in r1 by 直接送达
# 29 30 10-8 9 10 12 13 14 15 16
expect r1 clock 送达期限 met clock 反馈期限 due 2026-10-16 limit 10 workdays running
as b2 反馈 r1 对象的反馈=x refused record.notfound
as wangfang 反馈 r1 对象的反馈=代填 refused record.denied
at 2026-10-16
as b1 反馈 r1 对象的反馈=已经明码标价
expect r1 step 已反馈 clock 反馈期限 met
as wangfang 归档 r1
expect r1 step 已归档

story 提醒告诫：记录反馈、撤回、没有反馈的直接归档
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 提醒告诫 r1 对象=b1
as wangfang files 提醒告诫 r2 对象=b1
as wangfang files 提醒告诫 r3 对象=b1
as wangfang 记录反馈 r1 refused record.invalid "记录的反馈"
as wangfang 记录反馈 r1 记录的反馈=电话反馈已改
expect r1 step 已反馈 clock 送达期限 met
as wangfang 撤回 r2 reason 发错 refused record.denied
as head 撤回 r2 reason 发错
expect r2 step 已撤回 clock 送达期限 met
as wangfang serves reminder_letter in r3 by 邮寄送达
at 2026-10-27
# 13 14 15 16 19 20 21 22 23 26
expect r3 clock 反馈期限 overdue due 2026-10-26
as wangfang 归档 r3
expect r3 step 已归档 clock 反馈期限 late

story 行政指导：答复、回访；不再跟进
at 2026-10-12
as steward files business b1 名称=老王超市
as wangfang files 行政指导 a1 对象=b1 经营者的问题=要写什么
as wangfang files 行政指导 a2 对象=b1
# 13 14 15 16 19
expect a1 step 待指导 clock 答复的期限 due 2026-10-19 limit 5 workdays running
as wangfang 给出建议 a1 方式=上门 refused record.invalid "建议"
as wangfang 给出建议 a1 方式=上门 建议=写明名称、日期、保质期
# 第三十日 11-11
expect a1 step 已指导 clock 答复的期限 met clock 回访的期限 due 2026-11-11 limit 30 days
at 2026-11-12
as wangfang 了解采纳情况 a1 采纳情况=已采纳
expect a1 step 已办结 clock 回访的期限 late
as wangfang 不再跟进 a2 refused record.invalid "理由"
as wangfang 不再跟进 a2 reason 已转他人
expect a2 step 已办结 clock 答复的期限 late
