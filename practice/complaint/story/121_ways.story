# 令121第九条、第二十七条、第三十七条、第四十一条、第四十二条、第四十四条：其他途径、线索、移送、权限。
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号
  被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=购买时已经过期 诉求=退款

story 告知其他途径：登记时、分送后
at 2026-05-06
as receiver files 投诉 c1
as receiver files 投诉 c2
as receiver 告知其他途径 c1 refused record.invalid "应当走的途径"
as receiver 告知其他途径 c1 应当走的途径=政府信息公开
expect c1 step 已告知其他途径 clock 分送期限 met owes 投诉人 of 告知其他途径
# 办理还不是告知
expect c1 clock 24小时响应 running clock 告知其他途径的期限 due 2026-05-08 limit 2 workdays running
as receiver tells 投诉人 of 告知其他途径 in c1 by 电话
expect c1 owes nothing clock 24小时响应 met clock 告知其他途径的期限 met
as receiver 分送 c2 处理机构=信用科 承办人=wangfang
at 2026-05-15
as wangfang 告知其他途径 c2 应当走的途径=行政复议
expect c2 step 已告知其他途径 clock 受理期限 overdue due 2026-05-14
# 5-18 19
at 2026-05-20
expect c2 clock 告知其他途径的期限 overdue due 2026-05-19
as wangfang tells 投诉人 of 告知其他途径 in c2 by 电话
expect c2 clock 受理期限 late clock 告知其他途径的期限 late

story 信访不是投诉，告知向信访机构提出
at 2026-05-06
as receiver files 投诉 c1
as receiver 告知其他途径 c1 应当走的途径=信访
as receiver tells 投诉人 of 告知其他途径 in c1 by 电话
expect c1 owes nothing

story 分送后改按咨询：只登记不告知，受理期限不停
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver files 咨询 q1 事由=三包规定 咨询内容=三包有效期多长 原投诉=c1
as wangfang 重新分类 c1 改按=咨询 reason 只问三包规定
expect c1 step 已改按其他类别登记 clock 受理期限 running owes 投诉人 of 重新分类
at 2026-05-14
as wangfang tells 投诉人 of 重新分类 in c1 by 信函
expect c1 clock 受理期限 met clock 告知其他途径的期限 late

story 处理权限争议（第三十三条）：七个工作日协商，受理期限不停；由其他局处理的退回或者不予受理
at 2026-05-06
as receiver files 投诉 c1
as receiver files 投诉 c2
as receiver files 投诉 c3
as receiver files 投诉 c4
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver 分送 c2 处理机构=信用科 承办人=wangfang
as receiver 分送 c3 处理机构=信用科 承办人=wangfang
as receiver 分送 c4 处理机构=信用科 承办人=wangfang
as wangfang 提出处理权限争议 c1 争议的另一部门=烟台市市场监督管理局 refused record.invalid "权限争议的理由"
as wangfang 提出处理权限争议 c1 争议的另一部门=烟台市市场监督管理局 权限争议的理由=实际经营地在两市交界
# 5-7 8 9（周六上班）11 12 13 14
expect c1 step 处理权限争议协商中 clock 权限争议协商期限 due 2026-05-14 limit 7 workdays running warn 2026-05-12 clock 受理期限 due 2026-05-14 running
as wangfang 受理 c1 refused procedure.step "处理权限争议协商中"
as wangfang 提出处理权限争议 c2 争议的另一部门=烟台市市场监督管理局 权限争议的理由=实际经营地在两市交界
as wangfang 报请共同上一级指定 c3 争议的另一部门=烟台市市场监督管理局 权限争议的理由=实际经营地在两市交界
as wangfang 提出处理权限争议 c4 争议的另一部门=烟台市市场监督管理局 权限争议的理由=实际经营地在两市交界
as wangfang 受理前撤回投诉 c4 reason 投诉人来电撤回
expect c4 step 已归档 受理前撤回日期=2026-05-06 clock 权限争议协商期限 met
expect c3 step 已报请共同上一级指定 clock 权限争议协商期限 none
at 2026-05-12
expect c1 clock 权限争议协商期限 near
as wangfang 协商或者指定有结果 c1 协商或者指定的结果=由先收到的本局处理
expect c1 step 待受理 clock 权限争议协商期限 met clock 受理期限 near due 2026-05-14
as wangfang 受理 c1
as wangfang tells 投诉人 of 受理 in c1 by 电话
expect c1 clock 受理期限 met
at 2026-05-15
expect c2 clock 权限争议协商期限 overdue clock 受理期限 overdue
as wangfang 报请共同上一级指定 c2
expect c2 clock 权限争议协商期限 late
as wangfang 协商或者指定有结果 c2 协商或者指定的结果=省局指定烟台市局处理
as wangfang 不予受理 c2 不予受理情形=no_authority 不予受理的理由=共同上一级指定由烟台市市场监督管理局处理
as head 协商或者指定有结果 c3 协商或者指定的结果=省局指定环翠局处理
as wangfang 退回 c3 退回原因=省局指定由环翠局处理
expect c3 step 已登记 clock 受理期限 void

story 科室不能自行移送：移交外地须由分管领导按上级的决定办理
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as head transfers c1 to 3706 reason 由住所地处理 refused record.denied
as leader transfers c1 to 3706 reason 省局指定由住所地处理

story 线索可以在每一个环节移交，登记时还不能
at 2026-05-06
as receiver files 投诉 c1
as wangfang 移交违法线索 c1 发现的违法线索=过期食品 refused procedure.step "已登记"
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 移交违法线索 c1 refused record.invalid "发现的违法线索"
as wangfang 移交违法线索 c1 发现的违法线索=待受理时发现
as wangfang 受理 c1
as wangfang 移交违法线索 c1 发现的违法线索=受理后发现
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as wangfang 移交违法线索 c1 发现的违法线索=调解中发现
as wangfang 委托鉴定、检测 c1 鉴定检测机构=质检所 鉴定检测费用约定=各半
as wangfang 移交违法线索 c1 发现的违法线索=检测中发现
as wangfang 收到鉴定检测结果 c1 鉴定检测结果=不合格
as wangfang 申请回避 c1 reason 相识
as wangfang 移交违法线索 c1 发现的违法线索=回避中发现
as head 决定是否回避 c1 reason 不必回避
as wangfang 达成调解协议（制作调解书） c1 调解协议=退款
# 线索不停止、不改变调解
as wangfang 移交违法线索 c1 发现的违法线索=达成协议后发现
expect c1 step 达成调解协议 发现的违法线索=达成协议后发现

story 移送公安由负责人决定
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as head 移送公安机关 c1 reason 夹带 refused record.denied
as leader 移送公安机关 c1 refused record.invalid "理由"
as leader 移送公安机关 c1 reason 涉嫌夹带敲诈
expect c1 step 待受理

story 谁可以办：登记的不能受理，审核的、领导不能办，外局看不到
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as receiver 受理 c1 refused record.denied
as reviewer 受理 c1 refused record.denied
as leader 受理 c1 refused record.denied
as viewer 受理 c1 refused record.notfound
# 所里、县里的人只看得到自己的
expect c1 unseen by inspector unseen by county seen by wangfang seen by leader unseen by viewer
as inspector 受理 c1 refused record.notfound
expect c1 act 受理 open to wangfang act 受理 closed to receiver "没有权限"

story 分送到所里，所里的人就看得到、办得了
at 2026-05-06
as receiver files 投诉 c1
expect c1 unseen by inspector
as receiver 分送 c1 处理机构=环翠楼所 承办人=inspector
expect c1 seen by inspector seen by station
expect task 24小时响应 of c1 for inspector due 2026-05-07
as inspector 受理 c1
expect c1 step 已受理·征询调解意愿

story 更正要有理由；收到日期改了，期限随之
at 2026-05-08
as receiver files 投诉 c1 收到日期=2026-05-08
as wangfang amends c1 事由=过期酸奶 refused record.invalid "理由"
as wangfang amends c1 事由=过期酸奶 reason 笔误
expect c1 事由=过期酸奶
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
# 5-9（周六）上班 11 12 13 14 15 18
expect c1 clock 受理期限 due 2026-05-18
as wangfang amends c1 环节=settled reason 试试 refused record.invalid

story 补记：前几天的受理今天才录入，期限按当日算
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
at 2026-05-20
as wangfang 受理 c1 on 2026-05-05 refused record.effective "不能早于上一次办理"
as wangfang 受理 c1 on 2026-05-12
expect c1 clock 调解期限 start 2026-05-12 due 2026-07-11

story 撤销受理要先撤销其后的办理
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 双方同意调解 c1 投诉人同意调解=是 被投诉人同意调解=是
as head annuls 受理 in c1 reason 误受理 refused procedure.annul "请先撤销它"
as head annuls 双方同意调解 in c1 reason 误受理
as head annuls 受理 in c1 reason 误受理
expect c1 step 待受理 clock 调解期限 none owes nothing clock 受理期限 running

story 核对被投诉人、关联同一争议、归入系列，在任何未终了的环节都可以，不改变期限
at 2026-05-06
as steward files business b1 名称=老王超市
as receiver files 投诉 c1
as receiver files 投诉 c2
as wangfang files 系列投诉 s1 名称=老王超市集中投诉 类型=集中投诉一家经营者 归为系列的理由=一周内二十件
as receiver 核对被投诉人 c1 被投诉人=b1 refused record.invalid "核对被投诉人的依据"
as receiver 核对被投诉人 c1 被投诉人=b1 核对被投诉人的依据=营业执照照片
as receiver 关联同一争议 c2 同一争议的投诉=c1 关联的理由=同一张小票
as receiver 并入系列 c2 所属系列=s1 关联的理由=同一商品
expect c1 step 已登记 被投诉人=b1
expect c2 同一争议的投诉=c1 所属系列=s1 clock 分送期限 running

story 答复投诉人、抽中回访
at 2026-05-06
as receiver files 投诉 c1
as receiver 分送 c1 处理机构=信用科 承办人=wangfang
as wangfang 受理 c1
as wangfang 答复投诉人 c1 答复内容=尚在办理 refused procedure.step
as wangfang 终止调解 c1 终止调解情形=withdrawn
as wangfang 答复投诉人 c1 答复内容=终止的理由已当面说明
at 2026-06-01
as head files 抽查回访批次 d1 名称=五月回访 登记日期自=2026-05-01 登记日期至=2026-05-31 比例=100
as wangfang 抽中回访 c1 抽中的回访=d1
as wangfang 抽查回访 c1 回访结果=满意
expect c1 step 终止调解 回访日期=2026-06-01
