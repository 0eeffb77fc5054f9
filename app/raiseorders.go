package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

// demoOrder is an order of the demo's hotline: invented, recognisable by its number.
type demoOrder struct {
	ago                   int
	state, sort, days     string
	title, content, claim string
	who, phone, home      string
	goods, yuan           string
	shop                  int // which business it is about; -1: none
}

var demoOrders = []demoOrder{
	{6, "办理中", "消费投诉", "5", "超市购买的酸奶已过保质期", "在该店购买酸奶两盒，回家发现已过保质期三天，有小票。", "退货退款", "苗雨", "15400008001", "朝阳路18号2单元302", "酸奶", "25.60", 1},
	{5, "办理中", "消费投诉", "5", "美发预付卡余额不退", "办理美发预付卡后门店换名，余额四百元不给使用。", "退还余额", "窦晨", "15400008002", "解放路7号", "美发预付卡", "400.00", 2},
	{4, "待签收", "消费投诉", "5", "空调安装另收高空费", "购买时承诺免费安装，上门后另收高空作业费。", "退还收费", "凌霄", "15400008003", "和平里3号楼", "空调安装", "300.00", 4},
	{4, "待签收", "举报", "10", "餐馆后厨卫生差", "后厨生熟食品混放，垃圾桶无盖。", "", "", "", "", "", "", 5},
	{3, "待签收", "举报", "10", "药店无凭处方售药", "未出示处方即可购买处方药。", "", "边疆", "15400008005", "", "", "", 6},
	{3, "待签收", "咨询", "3", "个体工商户怎样变更经营场所", "准备把店搬到隔壁街道，需要办哪些手续。", "", "晏清", "15400008006", "", "", "", -1},
	{2, "待签收", "环境噪音", "5", "商铺音响扰民", "商铺门口音响整日播放广告。", "降低音量", "祝安", "15400008007", "", "", "", 7},
	{2, "待签收", "求助", "5", "小区附近缺少公共厕所", "农贸市场附近没有公共厕所，希望增设。", "增设公厕", "岑夏", "15400008008", "", "", "", -1},
	{1, "待签收", "消费投诉", "5", "菜市场缺斤少两", "在市场摊位买排骨两斤，复称只有一斤七两。", "补足差价", "路遥遥", "15400008009", "", "", "", 8},
}

const demoOrderHead = "工单编号,派单时间,工单状态,诉求类型,办理时限（工作日）,截止时间,诉求标题,诉求内容,诉求目的,诉求人,联系电话,联系地址,被反映单位,被反映单位地址,商品或服务,涉及金额"

// fewSubjects is the size below which a demo has no orders: a handful of subjects to
// try something out on.
const fewSubjects = 20

// platformOrders lets the hotline send orders and the reception answer: files in and
// out, one sent back, a row nobody can read, what differs between the two sides.
func (a *App) platformOrders(ctx context.Context, subjects int) error {
	if subjects <= fewSubjects {
		return nil
	}
	today := calendar.DateOf(calendar.Instant(a.DB.Now()))
	cast, err := a.cast(today)
	if err != nil {
		return err
	}
	by := cast.one("receiver")
	shops, err := a.Engine.List(ctx, record.Query{Kind: "business", Area: a.Area(), Caller: a.Setup(), Limit: 20})
	if err != nil || len(shops.Items) == 0 {
		return err
	}
	row := func(i int, o demoOrder) []string {
		name, address := "", ""
		if o.shop >= 0 {
			s := shops.Items[o.shop%len(shops.Items)]
			name, address = s.Text("name"), s.Text("address")
		}
		return []string{fmt.Sprintf("DH%s%04d", strings.ReplaceAll(today.AddDays(-o.ago).String(), "-", ""), i+1), today.AddDays(-o.ago).String() + " 09:30", o.state, o.sort, o.days, "", o.title, o.content, o.claim,
			o.who, o.phone, o.home, name, address, o.goods, o.yuan}
	}
	var first [][]string
	for i, o := range demoOrders {
		first = append(first, row(i, o))
	}
	first = append(first, []string{"DH不详0001", "2026-02-30", "待签收", "咨询", "", "", "编号和日期有误的一行", "平台导出时编号、日期有误。", "", "", "", "", "", "", "", ""})
	if err := a.bring(ctx, by, upstream.Orders, "12345工单.csv", demoOrderHead, first); err != nil {
		return err
	}
	answer := func(no, act string, values m, reason string) error {
		list, err := a.Engine.List(ctx, record.Query{Kind: complaint.Order, Area: a.Area(), Caller: by, Filter: `order_no == "` + no + `"`})
		if err != nil || len(list.Items) != 1 {
			return fmt.Errorf("order %s: %d found, %w", no, len(list.Items), err)
		}
		w := list.Items[0]
		_, err = a.Engine.Act(ctx, record.Request{Kind: complaint.Order, Act: act, Record: w.Ref(), Area: w.Area, Rev: &w.Rev, Values: values, Reason: reason, Caller: by})
		return err
	}
	replies := []struct {
		at          int
		act, reason string
		values      m
	}{
		{0, "reply", "", m{"order_reply": "已登记为投诉并分送承办机构，七个工作日内告知是否受理。"}},
		{5, "reply", "", m{"order_reply": "已电话告知诉求人办理变更登记所需材料和窗口。"}},
		{6, "give_back", "噪音扰民由其他部门管理", m{"give_back_ground": "not_ours"}},
	}
	for _, r := range replies {
		if err := answer(first[r.at][0], r.act, r.values, r.reason); err != nil {
			return err
		}
	}
	if _, err := a.Upstream.Send(ctx, by, complaint.Hotline, "xlsx"); err != nil {
		return err
	}
	if err := a.bring(ctx, by, upstream.Receipts, "12345回执.csv", "工单编号,审核结果,退回原因", [][]string{{first[0][0], "退回", "请写明与诉求人的联系情况"}, {first[5][0], "接收", ""}}); err != nil {
		return err
	}
	if err := answer(first[7][0], "give_back", m{"give_back_ground": "not_ours"}, "公共设施建设由其他部门管理"); err != nil {
		return err
	}
	// The next day's file: one changed, one they closed, one overdue there, one of
	// theirs that cannot be read, one of ours that they no longer list.
	second := append([][]string{}, first[:5]...)
	second[0][7] += "诉求人补充：店方拒绝沟通。"
	second[1][2], second[2][2] = "已办结", "办理中"
	second[3][5] = today.AddDays(-1).String()
	second = append(second, row(20, demoOrder{1, "处理完毕", "咨询", "3", "状态名称平台新改的一件", "平台改了状态的名称，本局还没有对应。", "", "", "", "", "", "", -1}))
	if err := a.bring(ctx, by, upstream.Orders, "12345工单（次日）.csv", demoOrderHead, second); err != nil {
		return err
	}
	return a.Upstream.Compare(ctx)
}

// bring takes a platform's file in.
func (a *App) bring(ctx context.Context, by actor.Caller, purpose, name, head string, rows [][]string) error {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	if err := w.WriteAll(append([][]string{strings.Split(head, ",")}, rows...)); err != nil {
		return err
	}
	digest, _, err := a.Files.Put(ctx, &file, 1<<20, by.Label())
	if err != nil {
		return err
	}
	b, err := a.Upstream.Examine(ctx, by, upstream.Asked{Platform: complaint.Hotline, Purpose: purpose, File: string(digest), Name: name})
	if err != nil {
		return err
	}
	return a.Upstream.Run(ctx, by, b.ID, upstream.Watch{})
}
