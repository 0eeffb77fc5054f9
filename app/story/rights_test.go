package story

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

var update = flag.Bool("update", false, "write testdata anew")

// places are where people sit, seen from the unit that handles the record.
var places = []struct{ title, unit, over string }{
	{"承办机构", "371002-s01", "371002-s01"},
	{"上级（全局）", "371000-k05", "371000"},
	{"本局其他机构", "371002-s02", "371002-s02"},
	{"其他县区", "371082-k04", "371082"},
}

// elsewhere is an area of which another bureau keeps the book.
const elsewhere = "其他地区"

// brought brings records into every step in which an act is tried: by the receiver of
// the bureau, the officer of the station that handles them, and those above.
const brought = `
given 投诉 渠道=信函 事由=过期牛奶 投诉人=王某 电话号码=15400000001 通讯地址=海滨路1号 被投诉人（投诉人所写）=老王超市 被投诉人地址（投诉人所写）=朝阳路8号 商品或者服务=牛奶 事实和依据=过期 诉求=退款
given 举报 渠道=信函 事由=过期牛奶 举报人=李某 被举报人（举报人所写）=老王超市 线索和事实依据=过期
at 2026-05-06
as receiver files 投诉 registered
as receiver files 投诉 pending
as receiver 分送 pending 处理机构=环翠楼所 承办人=inspector
as receiver files 投诉 disputed
as receiver 分送 disputed 处理机构=环翠楼所 承办人=inspector
as inspector 提出处理权限争议 disputed 争议的另一部门=烟台市局 权限争议的理由=两市交界
as receiver files 投诉 consent
as receiver 分送 consent 处理机构=环翠楼所 承办人=inspector
as inspector 受理 consent
as receiver files 投诉 mediating
as receiver 分送 mediating 处理机构=环翠楼所 承办人=inspector
as inspector 受理 mediating
as inspector 双方同意调解 mediating 投诉人同意调解=是 被投诉人同意调解=是
as receiver files 投诉 halted
as receiver 分送 halted 处理机构=环翠楼所 承办人=inspector
as inspector 受理 halted
as inspector 双方同意调解 halted 投诉人同意调解=是 被投诉人同意调解=是
as inspector 申请回避 halted reason 相识
as receiver files 投诉 refused1
as receiver 分送 refused1 处理机构=环翠楼所 承办人=inspector
as inspector 不予受理 refused1 不予受理情形=handled 不予受理的理由=已经受理
as inspector tells 投诉人 of 不予受理 in refused1 by 电话
as receiver files 举报 t_registered
as receiver files 举报 t_verifying
as receiver 分送 t_verifying 处理机构=环翠楼所 承办人=inspector
as inspector 报请审批 t_verifying 审批的负责人=leader
as receiver files 举报 t_not_filed
as receiver 分送 t_not_filed 处理机构=环翠楼所 承办人=inspector 应当告知结果的依据=food
as inspector 报请审批 t_not_filed 审批的负责人=leader
as leader 决定不予立案 t_not_filed 核查情况=没有 不予立案情形=slight
as receiver files 举报 t_done
as receiver 分送 t_done 处理机构=环翠楼所 承办人=inspector
as inspector 报请审批 t_done 审批的负责人=leader
as leader 决定不予立案 t_done 核查情况=没有 不予立案情形=slight
`

// tried are the acts, each on a record on which it is open.
var tried = map[string][]string{
	"complaint": {
		"files 投诉 fresh", "分送 registered 处理机构=环翠楼所", "退回 pending 退回原因=无权", "告知其他途径 registered 应当走的途径=consult",
		"提出处理权限争议 pending 争议的另一部门=烟台市局 权限争议的理由=两市交界", "报请共同上一级指定 disputed", "协商或者指定有结果 disputed 协商或者指定的结果=由本局处理", "transfers pending to 3706 reason 省局指定",
		"受理 pending", "不予受理 pending 不予受理情形=handled 不予受理的理由=已经受理", "双方同意调解 consent 投诉人同意调解=是 被投诉人同意调解=是",
		"通知现场调解 mediating 调解日期=2026-05-08 调解地点=会议室 调解人员=inspector", "委托调解 mediating 受托调解组织=消协 双方同意委托调解=是",
		"委托鉴定、检测 mediating 鉴定检测机构=质检所 鉴定检测费用约定=各半", "申请回避 mediating reason 相识", "决定是否回避 halted reason 不必",
		"达成调解协议（制作调解书） mediating 调解协议=退款", "终止调解 mediating 终止调解情形=withdrawn", "移交违法线索 mediating 发现的违法线索=过期",
		"移送公安机关 mediating reason 敲诈", "抽查回访 refused1 回访结果=satisfied", "归档 refused1",
		"tells 投诉人 of 受理 in consent by 电话", "amends mediating 事由=过期酸奶 reason 笔误", "annuls 双方同意调解 in mediating reason 误记", "looks at mediating",
	},
	"tipoff": {
		"files 举报 fresh", "分送 t_registered 处理机构=环翠楼所", "退回 t_verifying 退回原因=无权", "报请审批 t_verifying 审批的负责人=leader",
		"送检测检验鉴定辨认 t_verifying 检测检验鉴定或者辨认的事项=抽检", "延长核查 t_verifying reason 复杂", "合并补充的新事实 t_verifying 线索和事实依据=更多 收到最后一次举报之日=2026-05-06",
		"决定立案 t_verifying 核查情况=属实", "决定不予立案 t_verifying 核查情况=没有 不予立案情形=slight", "告知向有权部门提出 t_verifying 有处理权限的部门=文旅局",
		"告知举报人处理结果 t_not_filed", "归档 t_done", "amends t_verifying 事由=过期酸奶 reason 笔误", "looks at t_verifying",
	},
}

var builtInTitles = map[string]string{"files": "登记", "tells": "告知", "transfers": "移送", "amends": "更正", "annuls": "撤销办理", "looks": "查看"}

var errBack = errors.New("taken back")

// TestRights attempts every act of complaints and tip-offs as every role at every
// place, takes back what was done, and compares the answers with the table people
// read in testdata/rights.md.
func TestRights(t *testing.T) {
	ctx := context.Background()
	scripts, problems := Read("rights.story", []byte(brought))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	stage, err := NewStage(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	a, end, err := stage.open(ctx, scripts[0])
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	list, err := demo.People(a.Profile)
	if err != nil {
		t.Fatal(err)
	}
	n := &names{app: a, people: list}
	if p := bind(n, scripts[0]); len(p) > 0 {
		t.Fatal(p)
	}
	sc := &scene{ctx: ctx, names: n, script: scripts[0], out: &Outcome{Visited: map[string]bool{}}, records: map[string]*cast{}, seen: map[string]int64{}}
	for i := range scripts[0].Steps {
		if !sc.step(&scripts[0].Steps[i]) {
			t.Fatal(sc.out.Failures)
		}
	}
	var roles []actor.Role
	for _, r := range actor.Roles() {
		if r.Duty == actor.Business || r.Duty == "" {
			roles = append(roles, r)
		}
	}
	var hired []demo.Person
	for _, p := range places {
		for _, r := range roles {
			hired = append(hired, demo.Person{Account: r.Name + "@" + p.title, Name: r.Name + "@" + p.title, Unit: p.unit, Post: "科员", Role: r.Name, Over: p.over})
		}
	}
	if err := a.Hire(ctx, hired...); err != nil {
		t.Fatal(err)
	}
	n.people = append(n.people, hired...)
	away := strangers(t, sc, roles)
	var b strings.Builder
	b.WriteString("# 谁可以办什么：真的去办，记下答复\n\n由 `go test ./app/story -run TestRights -update` 生成：每个角色在每个位置真的办理每个动作一次（随即撤回）。" +
		"记录由受理登记员登记，分送环翠楼所。√ 可以办理 · 无权 看得到、无权办理 · — 看不到（答复与不存在相同）。" +
		"举报是秘密的：不是当事人的人（其他机构、未经报请的上级）看不到。系统、安全、审计管理员都不能接触业务记录，不另列。\n")
	for _, kindName := range []string{"complaint", "tipoff"} {
		fmt.Fprintf(&b, "\n## %s\n", a.Kinds.Get(kindName).Title)
		for _, place := range append(slices.Clone(places), struct{ title, unit, over string }{title: elsewhere}) {
			fmt.Fprintf(&b, "\n### %s\n\n| 办理动作 |", place.title)
			for _, r := range roles {
				b.WriteString(" " + r.Title + " |")
			}
			b.WriteString("\n|---|" + strings.Repeat("---|", len(roles)) + "\n")
			for _, line := range tried[kindName] {
				title, _, _ := strings.Cut(line, " ")
				fmt.Fprintf(&b, "| %s |", or(builtInTitles[title], title))
				for _, r := range roles {
					fmt.Fprintf(&b, " %s |", attempt(t, sc, away, r, place.title, line))
				}
				b.WriteString("\n")
			}
		}
	}
	const file = "testdata/rights.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		t.Errorf("%s is not what the engine answers (%v); look at it after -update", file, err)
	}
}

// attempt does an act and takes it back; it returns what the table shows.
func attempt(t *testing.T, sc *scene, away map[string]actor.Caller, r actor.Role, place, line string) string {
	t.Helper()
	who := r.Name + "@" + place
	if place == elsewhere {
		who = "receiver" // whose place the stranger takes
	}
	list, problems := Read("act", []byte("at 2026-05-06\nas \""+who+"\" "+line+"\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	act := list[0].Steps[1].act
	c, err := sc.caller(act.who, word{})
	if err != nil {
		t.Fatal(err)
	}
	if place == elsewhere {
		c = away[r.Name]
	}
	if act.sort == looks {
		rec := sc.records[act.rec.text]
		_, err = sc.app.Engine.Get(sc.ctx, c, rec.kind.Name, rec.ref, record.AsOf{})
	} else {
		var q record.Request
		if q, err = sc.request(act, c); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		err = sc.app.DB.Write(sc.ctx, func(tx *db.Tx) error {
			if _, err := sc.app.Engine.ActIn(tx, q); err != nil {
				return err
			}
			return errBack
		})
	}
	switch {
	case err == nil || errors.Is(err, errBack):
		return "√"
	case fault.Is(err, fault.NotFound):
		return "—"
	case fault.Is(err, fault.Denied):
		return "无权"
	}
	t.Fatalf("%s as %s at %s: %v", line, r.Name, place, err)
	return ""
}

// strangers hires, in another area, one person of every role over its whole bureau.
func strangers(t *testing.T, sc *scene, roles []actor.Role) map[string]actor.Caller {
	t.Helper()
	const area = "3702"
	make := func(kindName string, values map[string]any) map[string]any {
		r, err := sc.app.Engine.Act(sc.ctx, record.Request{Kind: kindName, Act: record.Create, Area: area, Values: values, Caller: actor.Caller{Machine: "试验", Area: area}})
		if err != nil {
			t.Fatalf("a %s elsewhere: %v", kindName, err)
		}
		return map[string]any{"area": area, "id": string(r.ID)}
	}
	bureau := make("unit", map[string]any{"name": "邻市市场监督管理局", "sort": "bureau", "organ": "邻市市场监督管理局"})
	for _, r := range roles {
		p := make("person", map[string]any{"name": "邻" + r.Title, "account": "away-" + r.Name, "unit_of": bureau})
		make("role_grant", map[string]any{"person": p, "role": r.Name, "over": bureau, "since": "2020-01-01", "confirmed": "yes"})
	}
	if err := sc.app.People.Load(sc.ctx); err != nil {
		t.Fatal(err)
	}
	out := map[string]actor.Caller{}
	for _, r := range roles {
		c, ok := sc.app.People.Caller("away-"+r.Name, sc.today())
		if !ok {
			t.Fatalf("nobody is %s elsewhere", r.Name)
		}
		out[r.Name] = c
	}
	return out
}
