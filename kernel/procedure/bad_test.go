package procedure_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/kind"
)

// base is a sound declaration; every case of TestBad spoils one place of it.
const base = `kind: tip
title: 举报
begins: received_on
fields:
  - {name: received_on, title: 收到日期, type: date, required: true}
  - {name: what, title: 内容, type: text, required: true}
  - {name: who, title: 承办人, type: person}
  - {name: days, title: 天数, type: number}
  - {name: sort, title: 类别, type: enum, options: {food: 食品, other: 其他}}
parts: {probe: {many: true}}
procedures:
  - law: samr-order-20
    from: 2020-01-01
    steps: {open: {title: 待核查, start: true}, shut: {title: 已办结, end: true}}
    acts:
      finish: {title: 办结, from: open, to: shut, by: head, article: "31"}
  - law: samr-order-121
    from: 2026-04-15
    transition: {from: samr-order-20, records: switch, basis: 试验}
    steps:
      open: {title: 待核查, start: true}
      probing: {title: 检测中}
      heard: {title: 已听取}
      shut: {title: 已办结, end: true}
    acts:
      take: {title: 受理, to: open, by: officer, needs: [received_on, what], article: "35"}
      probe_it: {title: 检测, from: open, to: probing, by: [officer, who], opens: probe, inform: who, article: "35"}
      back: {title: 退回, from: probing, to: back, by: officer, article: "35"}
      longer: {title: 延长, from: open, by: leader, needs: [days], article: "35"}
      tell: {title: 告知, from: open, by: officer, document: notice, inform: who, article: "36"}
      hear: {title: 听取, from: open, to: heard, by: officer, after: reply, not: [tell], article: "36"}
      meet: {title: 集体讨论, from: heard, sign: {of: leader, need: all, min: 3}, article: "36"}
      finish: {title: 办结, from: [open, heard], to: shut, by: head, takes: [sort], needs: [sort], tells: complaint.tip_finished, article: "35"}
    clocks:
      verify: {title: 核查期限, starts: received_on, stops: finish, limit: 15 workdays, pause: [probing, {part: probe, article: "35"}], extend: [{by: longer, given: days, article: "35"}], expire: 'opens(finish, sort=other)', article: "35"}
      reply: {title: 答复期限, starts: informed(tell), limit: 5 workdays, wait: true, expire: deemed, article: "36"}
      keep: {title: 保存期限, starts: take, stops: [finish, hear], limit: [{if: 'sort == "food"', is: 7 days}, {is: 30 days}], expire: late, article: "35"}
`

const probe = `kind: probe
title: 检测
of: tip
fields:
  - {name: tip, title: 举报, type: reference, of: tip, required: true}
  - {name: sent_on, title: 送检日期, type: date}
procedures:
  - law: samr-order-121
    from: 2020-01-01
    steps: {out: {title: 检测中, start: true}, in: {title: 已有结果, end: true}}
    acts: {result: {title: 收到结果, from: out, to: in, by: officer, article: "35"}}
`

func problems(t testing.TB, tip, part string) string {
	t.Helper()
	_, ps := kind.Load(env(t), kind.Source{FS: fstest.MapFS{"probe.yaml": {Data: []byte(part)}, "tip.yaml": {Data: []byte(tip)}}, Dir: "practice/complaint"})
	var out []string
	for _, p := range ps {
		out = append(out, p.Error())
	}
	return strings.Join(out, "\n")
}

// TestBad holds the refusal of every mistake to its place and its reason.
func TestBad(t *testing.T) {
	if got := problems(t, base, probe); got != "" {
		t.Fatalf("the base is refused:\n%s", got)
	}
	for _, x := range []struct{ name, old, new, want string }{
		{"law", "law: samr-order-121", "law: samr-order-999", "17:10: law.unknown"},
		{"article", `article: "36"}` + "\n      meet", `article: "999"}` + "\n      meet", "没有收录第九百九十九条"},
		{"transition missing", "    transition: {from: samr-order-20, records: switch, basis: 试验}\n", "", "17:5: 须以 transition 写明"},
		{"transition from", "transition: {from: samr-order-20", "transition: {from: samr-order-121", "前一个版本依据的是“samr-order-20”"},
		{"transition word", "records: switch", "records: perhaps", "“perhaps”不在可选范围内"},
		{"transition clock", "basis: 试验}", "basis: 试验, clocks: {verify: pin}}", "两个版本里不都有期限“verify”"},
		{"transition step", "open: {title: 待核查, start: true}, shut", "new: {title: 待核查, start: true}, shut", "没有对应的新环节"},
		{"order", "from: 2026-04-15", "from: 2019-04-15", "版本应按施行之日先后排列"},
		{"begins", "begins: received_on\n", "", "须以 begins 写明"},
		{"two starts", "probing: {title: 检测中}", "probing: {title: 检测中, start: true}", "起始环节（start: true）应恰有一个，现有 2 个"},
		{"no end", "shut: {title: 已办结, end: true}\n    acts:\n      take", "shut: {title: 已办结}\n    acts:\n      take", "至少要有一个终了环节"},
		{"start and end", "open: {title: 待核查, start: true}\n      probing", "open: {title: 待核查, start: true, end: true}\n      probing", "起始环节不能同时是终了环节"},
		{"step and act", "heard: {title: 已听取}", "heard: {title: 已听取}\n      tell: {title: 某}", "环节和动作不能同名：“tell”"},
		{"name", "heard: {title: 已听取}", "Heard: {title: 已听取}", "名称“Heard”应为小写英文字母"},
		{"unreachable step", "heard: {title: 已听取}", "heard: {title: 已听取}\n      limbo: {title: 边缘}", "环节“边缘”无法到达"},
		{"from", "from: open, to: heard", "from: opn, to: heard", "没有名为“opn”的环节"},
		{"to", "from: open, to: heard", "from: open, to: herd", "没有名为“herd”的环节"},
		{"out of an end", "from: [open, heard], to: shut", "from: [open, heard, shut], to: shut", "终了环节“shut”不能再进入别的环节"},
		{"creating act elsewhere", "take: {title: 受理, to: open", "take: {title: 受理, to: heard", "没有 from 的动作登记新的记录，只能到起始环节"},
		{"machine", "by: head, takes", "by: machine, takes", "程序里的动作由人办理，不能由系统（machine）办理"},
		{"nobody", "from: open, to: heard, by: officer,", "from: open, to: heard,", "须写明由谁办理（by）"},
		{"role", "by: head, takes", "by: hea, takes", "没有名为“hea”的角色或者人员字段"},
		{"excluded", "by: [officer, who], opens", "by: who, not: who, opens", "“who”既可办理又须回避，无人能办"},
		{"not", "not: [tell]", "not: [what]", "字段“what”不是人员"},
		{"needs", "needs: [days]", "needs: [dys]", "没有名为“dys”的字段"},
		{"step written", "needs: [days]", "needs: [days], takes: [step]", "字段“step”不能填写"},
		{"condition", "from: open, to: heard, by", "from: open, to: heard, if: 'sort == 3', by", "表达式"},
		{"sets", "takes: [sort], needs: [sort]", "needs: [sort], sets: {days: today}", "不能由动作设为“today”"},
		{"inform", "document: notice, inform: who", "document: notice, inform: days", "字段“days”不是可以告知的人"},
		{"part", "opens: probe", "opens: prob", "“prob”不在 parts 里"},
		{"part kind", "parts: {probe: {many: true}}", "parts: {probe: {many: true}, tip: {}}", "“tip”没有以 of: tip 声明自己是它的组成部分"},
		{"after", "after: reply", "after: keep", "期限“keep”不是等待的期限"},
		{"after nothing", "after: reply", "after: answer", "没有名为“answer”的期限或者组成部分"},
		{"tells", "tells: complaint.tip_finished", "tells: food.tip_finished", "业务事件应写作“complaint.过去式”"},
		{"signatures", "sign: {of: leader, need: all, min: 3}", "sign: {of: leader, need: 4, min: 3}", "需要 4 人签署，却只要求至少 3 人参加"},
		{"signed parts", "sign: {of: leader, need: all, min: 3}", "sign: {of: leader, need: all, min: 3}, opens: probe", "须签署的动作不能同时登记别的事项"},
		{"all of a role", "sign: {of: leader, need: all, min: 3}", "sign: {of: leader, need: all}", "角色的全体没有定数"},
		{"double act", "      longer:", "      take2: {title: 受理, to: shut, by: officer}\n      longer:", "只能到起始环节"},
		{"built-in act", "      longer:", "      amend: {title: 更正, from: open, by: officer}\n      longer:", "“amend”是每类记录都有的动作"},
		{"back from nowhere", "back: {title: 退回, from: probing", "back: {title: 退回, from: [open, probing]", "可能没有先前的环节"},
		{"dead end", "finish: {title: 办结, from: [open, heard]", "finish: {title: 办结, from: [open]", "环节“已听取”可能走不到终了"},
		{"wait that never comes", "starts: informed(tell), limit", "starts: hear, limit", "动作“听取”永远等不到它所等的（reply）"},
		{"event", "starts: take, stops: [finish, hear]", "starts: taken, stops: [finish, hear]", "没有名为“taken”的动作、环节或者日期字段"},
		{"event field", "starts: take, stops: [finish, hear]", "starts: what, stops: [finish, hear]", "字段“what”应为日期"},
		{"event word", "starts: informed(tell)", "starts: learned(tell)", "不认识的事件“learned(tell)”"},
		{"informed", "starts: informed(tell)", "starts: informed(finish)", "“finish”不是须告知谁（inform）的动作"},
		{"served", "starts: informed(tell)", "starts: served(letter)", "没有哪个动作制作文书“letter”"},
		{"owed telling", "after: reply", "after: informed(finish)", "“finish”不是须告知谁（inform）的动作"},
		{"owed word", "after: reply", "after: served(notice)", "不认识的条件“served(notice)”"},
		{"part field", "starts: informed(tell)", "starts: probe.received_on", "“probe”没有名为“received_on”的日期字段"},
		{"expired", "starts: informed(tell)", "starts: expired(reply)", "没有名为“reply”的另一个期限"},
		{"limit", "limit: 15 workdays", "limit: 15 working days", "15 working days"},
		{"limit cases", "{is: 30 days}]", `{if: 'sort == "other"', is: 30 days}]`, "最后一项不写条件"},
		{"pause", "pause: [probing, {part", "pause: [probin, {part", "没有名为“probin”的环节"},
		{"given limit without bounds", "{is: 30 days}]", "{is: {given: days, unit: days}}]", "至少 1（min）"},
		{"given limit of no number", "{is: 30 days}]", "{is: {given: sort, unit: days}}]", "应为整数"},
		{"given limit of no unit", "{is: 30 days}]", "{is: {given: days, unit: weeks}}]", "weeks"},
		{"pause of hours", "limit: 15 workdays, pause", "limit: 15 hours, pause", "以小时计的期限没有可扣除的时间"},
		{"written pause", "pause: [probing,", "pause: [{step: heard, written: true},", "扣除须书面告知，但动作“听取”既不制作文书也不告知"},
		{"two sorts of pause", "{part: probe, article", "{part: probe, step: probing, article", "扣除应写明环节（step）、送达方式（serving）、组成部分（part）之一"},
		{"extension act", "{by: longer, given", "{by: linger, given", "没有名为“linger”的动作"},
		{"extension not said", "needs: [days]", "takes: [days]", "没有要求填写“days”（needs）"},
		{"extension unit", "given: days, article", "add: 3 hours, article", "期限以“15个工作日”计，不能以“3小时”延长"},
		{"expiry", "expire: deemed", "expire: dead", "不认识的届满后果“dead”"},
		{"waiting clock", "wait: true, expire: deemed", "wait: true, stops: finish, expire: late", "等待的期限（wait: true）届满只能是 deemed"},
		{"opens", "opens(finish, sort=other)", "opens(finish, sort=none)", "字段“sort”没有选项“none”"},
		{"opens what is not said", "opens(finish, sort=other)", "opens(tell, sort=other)", "动作“tell”没有要求填写“sort”"},
		{"no article", "stops: [finish, hear], limit: [{if: 'sort == \"food\"', is: 7 days}, {is: 30 days}], expire: late, article: \"35\"}", "stops: [finish, hear], limit: 7 days, expire: late}", "期限须写明条款"},
		{"never begins", "starts: take, stops: [finish, hear]", "starts: expired(verify), voids: take, stops: [finish, hear]", ""},
		{"never stops", "stops: [finish, hear], limit", "limit", "既不会停止，届满也不会使它结束"},
		{"cannot stop any more", "stops: [finish, hear], limit", "stops: hear, limit", "此后再没有办法停止"},
		{"circle", "expire: late, article: \"35\"}", "expire: lapses(open), article: \"35\"}\n      again: {title: 又, starts: expired(keep), limit: 1 day, expire: lapses(open), article: \"35\"}", ""},
		{"round and round", "expire: late, article: \"35\"}", "expire: lapses(probing), article: \"35\"}\n      round: {title: 回环, starts: probing, limit: 1 day, expire: lapses(probing), article: \"35\"}", "届满后又回到原处，其间没有人办理"},
		{"roles of two versions", "finish: {title: 办结, from: [open, heard], to: shut, by: head,", "finish: {title: 办结, from: [open, heard], to: shut, by: [head, leader],", "在各版本里应由同样的角色办理"},
		{"unknown key", "wait: true, expire", "wait: true, expires: x, expire", "不认识的键“expires”"},
		{"step taken", "  - {name: days, title", "  - {name: step, title: 步, type: text}\n  - {name: days, title", "字段名“step”留给程序的环节"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if strings.Count(base, x.old) == 0 {
				t.Fatalf("nothing to spoil: %q", x.old)
			}
			i := strings.LastIndex(base, x.old)
			got := problems(t, base[:i]+x.new+base[i+len(x.old):], probe)
			if x.want == "" {
				if got != "" {
					t.Errorf("refused, though it is sound:\n%s", got)
				}
				return
			}
			if !strings.Contains(got, x.want) {
				t.Errorf("want %q, got:\n%s", x.want, got)
			}
			for _, line := range strings.Split(got, "\n") {
				if !strings.HasPrefix(line, "practice/complaint/") {
					t.Errorf("a problem without a place: %q", line)
				}
			}
		})
	}
}
