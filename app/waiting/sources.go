package waiting

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/practice/oversight"
)

// Sources lists the parts of the product in which something may wait.
func Sources(e *record.Engine, people *actor.Directory, c *collect.Service, b *procedure.Book, t *task.Book) []Source {
	return []Source{
		Tasks(e, people, b, t),
		Orders(e, people, b),
		Records{Engine: e, Kind: oversight.Kind, Filter: `standing == "open"`, Mine: oversight.ForReceiver,
			Item: func(l *Reader, r *record.Record) Item {
				word := ""
				if n, _ := r.Values["reminders"].(int64); n > 0 {
					word = fmt.Sprintf("催办 %d 次", n)
				}
				return Item{What: "反馈交办", Word: word, Tone: "soon", Due: r.Text("due"), Subject: about(l, r), From: l.Title(r, "giver")}
			}}.Source(),
		Records{Engine: e, Kind: oversight.Kind, Filter: `standing == "replied"`, Mine: oversight.ForGiver,
			Item: func(l *Reader, r *record.Record) Item {
				return Item{What: "办结交办", Word: "已反馈", Tone: "soon", Due: r.Text("due"), Subject: about(l, r), From: l.Title(r, "replied_by")}
			}}.Source(),
		Records{Engine: e, Kind: "role_grant", Filter: `confirmed != "yes"`, Mine: confirms(people),
			Item: func(l *Reader, r *record.Record) Item {
				role := r.Text("role")
				if x, ok := actor.FindRole(role); ok {
					role = x.Title
				}
				return Item{What: "复核授权", Word: "待复核", Tone: "soon", Title: l.Title(r, "person") + "：" + role, Subject: l.Title(r, "over"), From: people.PersonName(r.Owner)}
			}}.Source(),
		Records{Engine: e, Kind: liaison.Objection, Filter: `status in ["filed", "accepted", "forwarded"]`, Mine: answers(people),
			Item: func(l *Reader, r *record.Record) Item {
				it := Item{What: "核实异议", Word: "新提出", Tone: "soon", Subject: l.Title(r, "subject")}
				switch r.Text("status") {
				case "accepted":
					it.What, it.Word = "答复异议", "核实中"
				case "forwarded":
					it.What, it.Word, it.Tone = "答复异议", "等来源单位", "paused"
				}
				return it
			}}.Source(),
		reviews(e, c),
		batches(c),
	}
}

// about is whom or what a directive is about.
func about(l *Reader, r *record.Record) string {
	if t := l.Title(r, "subject"); t != "" {
		return t
	}
	return r.Text("on_title")
}

// confirms: who may confirm grants, neither one's own proposal nor one to
// oneself.
func confirms(people *actor.Directory) func(actor.Caller, *record.Record) bool {
	return func(c actor.Caller, r *record.Record) bool {
		return !people.May(c, "confirm", r.Kind).None && r.Owner != c.Person && record.RefOf(r.Values["person"]).ID != c.Person
	}
}

// answers: who may answer an objection.
func answers(people *actor.Directory) func(actor.Caller, *record.Record) bool {
	return func(c actor.Caller, r *record.Record) bool { return !people.May(c, "answer", r.Kind).None }
}

// reviews are the pairs of records that may be one subject.
func reviews(e *record.Engine, s *collect.Service) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		list, err := s.Reviews(ctx, c, collect.Open, "", perSource)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		var out []Item
		err = e.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			for _, v := range list {
				title, err := e.TitleOf(conn, v.Kind, v.Left)
				if err != nil {
					return err
				}
				out = append(out, Item{Sort: "review", What: "判疑似重复", Word: "待判", Tone: "soon", Title: v.Reason, Subject: title, Link: "/collect/reviews?at=" + string(v.ID), At: v.At.String()})
			}
			return nil
		})
		return out, err
	}
}

// batches are imports that wait to be run or hold rows back, and the running
// ones of one's own.
func batches(s *collect.Service) Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		list, err := s.Batches(ctx, c, perSource)
		if err != nil {
			return nil, err
		}
		var out []Item
		for _, b := range list {
			it := Item{Title: b.Name, Subject: b.Source.Title, Link: "/collect/" + string(b.ID), At: at(b.At, b.EndedAt), Tone: "soon"}
			mine := b.By == c.Label()
			switch {
			case b.State == collect.Ready && mine:
				it.Sort, it.What, it.Word = "import", "导入", "预检完成"
			case b.State == collect.Done && b.Quarantined > 0:
				it.Sort, it.What, it.Word = "quarantine", "改隔离行", fmt.Sprintf("%d 行", b.Quarantined)
			case mine && (b.State == collect.Running || b.State == collect.Checking || b.State == collect.Undoing):
				it.Sort, it.What, it.Word, it.Tone = "job", "后台进行", doing[b.State], "paused"
			default:
				continue
			}
			out = append(out, it)
		}
		return out, nil
	}
}

var doing = map[collect.State]string{collect.Running: "正在导入", collect.Checking: "正在预检", collect.Undoing: "正在撤回"}

func at(begun, ended clock.Instant) string {
	if ended > 0 {
		return ended.String()
	}
	return begun.String()
}
