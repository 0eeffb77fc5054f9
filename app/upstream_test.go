package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

const orderHead = "工单编号,派单时间,工单状态,诉求类型,办理时限（工作日）,诉求标题,诉求内容,诉求目的,诉求人,联系电话,联系地址,被反映单位,被反映单位地址,商品或服务,涉及金额"

// exchange is a bureau with its reception, which brings files in and out.
type exchange struct{ *raised }

func (x *exchange) day(back int) string {
	return calendar.DateOf(calendar.Instant(x.DB.Now())).AddDays(-back).String()
}

func (x *exchange) orders(rows ...string) string {
	return orderHead + "\n" + strings.Join(rows, "\n") + "\n"
}

func (x *exchange) examine(account, purpose, name, content string) (*upstream.Batch, error) {
	ctx, who := context.Background(), x.who(account)
	d, _, err := x.Files.Put(ctx, strings.NewReader(content), 1<<20, who.Label())
	if err != nil {
		x.t.Fatal(err)
	}
	return x.Upstream.Examine(ctx, who, upstream.Asked{Platform: complaint.Hotline, Purpose: purpose, File: string(d), Name: name})
}

// bring takes a file in and returns the batch as it then stands.
func (x *exchange) bring(purpose, content string) *upstream.Batch {
	x.t.Helper()
	b, err := x.examine("reception", purpose, "a.csv", content)
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.Upstream.Run(context.Background(), x.who("reception"), b.ID, upstream.Watch{}); err != nil {
		x.t.Fatal(err)
	}
	done, err := x.Upstream.Batch(context.Background(), x.who("reception"), b.ID)
	if err != nil {
		x.t.Fatal(err)
	}
	foreseen := done.Checked.Counts
	foreseen.Unsorted = done.Unsorted // what a registration lacks shows when it is tried
	if purpose == upstream.Orders && done.Counts != foreseen {
		x.t.Errorf("foreseen %+v, came to %+v", done.Checked.Counts, done.Counts)
	}
	return done
}

func (x *exchange) lines(b *upstream.Batch) map[string]upstream.Line {
	list, err := x.Upstream.Lines(context.Background(), x.who("reception"), b.ID, "", 0, 100)
	if err != nil {
		x.t.Fatal(err)
	}
	out := map[string]upstream.Line{}
	for _, l := range list {
		out[fmt.Sprint(l.Line)] = l
	}
	return out
}

func (x *exchange) all(kindName, filter string) []*record.Record {
	p, err := x.Engine.List(context.Background(), record.Query{Kind: kindName, Area: x.Area(), Caller: x.Setup(), Limit: 100, Filter: filter})
	if err != nil {
		x.t.Fatal(err)
	}
	return p.Items
}

func (x *exchange) order(no string) *record.Record {
	x.t.Helper()
	list := x.all("work_order", `order_no == "`+no+`"`)
	if len(list) != 1 {
		x.t.Fatalf("%d orders of number %s", len(list), no)
	}
	return list[0]
}

func (x *exchange) clocks(r *record.Record) map[string]string {
	out := map[string]string{}
	x.read(func(conn db.Conn) error {
		course, err := x.Procedures.Course(conn, r, x.DB.Now())
		if err != nil {
			return err
		}
		for _, run := range course.Runs {
			out[run.Clock.Name] = run.Due.String() + " " + string(course.State(run))
		}
		return nil
	})
	return out
}

func exchanging(t *testing.T, f func(t *testing.T, x *exchange)) {
	each(t, func(t *testing.T, c app.Config) { f(t, &exchange{raise(t, c, 10)}) })
}

// TestOrdersComeIn: a file with good and bad rows; what its code tells becomes what
// the desk would make of it, received on the day it was sent (Order 121 art. 15); what
// it does not tell waits for a person; the same file again changes nothing.
func TestOrdersComeIn(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		sent := x.day(3)
		file := x.orders(
			"WH01,"+sent+" 09:30,待签收,消费投诉,5,手机壳褪色,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35.50",
			"WH02,"+sent+",待签收,举报,5,无厂名厂址,包装上没有厂名厂址,,,,,饰品店,青岛路9号,,",
			"WH03,"+sent+",办理中,咨询,3,怎样办证,怎样办理食品经营许可证,,林某,15400001234,,,,,",
			"WH04,"+sent+",待签收,噪音扰民,5,夜间噪音,夜间噪音,,林某,15400001234,,,,,",
			"WH05,"+sent+",待签收,消费投诉,5,少称,买菜少称,赔偿,林某,15400001234,,某摊,,,",
			"WH06,2026-02-30,待签收,消费投诉,5,日期不对,内容,,,,,,,,",
			"WH07,"+sent+",不明状态,消费投诉,5,状态不对,内容,,,,,,,,",
			"\"=cmd|' /C calc'!A0\","+sent+",待签收,举报,5,公式,内容,,,,,,,,",
			"WH01,"+sent+",待签收,消费投诉,5,手机壳褪色,另一个说法,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35.50",
			",,待签收,,,,,,,,,,,,")
		gb, err := simplifiedchinese.GB18030.NewEncoder().String(file)
		x.must(err)
		b := x.bring(upstream.Orders, gb)
		if b.Created != 5 || b.Quarantined != 5 || b.Unsorted != 2 {
			t.Fatalf("taken in: %+v", b.Counts)
		}
		w := x.order("WH01")
		c, err := x.Engine.Get(context.Background(), x.Setup(), "complaint", record.RefOf(w.Values["complaint"]), record.AsOf{})
		x.must(err)
		if c.Text("received_on") != sent || c.Text("hotline_no") != "WH01" || c.Text("channel") != "order" || c.Values["amount"] != int64(3550) {
			t.Errorf("the complaint says %v", c.Values)
		}
		from, _ := calendar.Parse(sent)
		if got := x.clocks(w)["handle"]; !strings.HasPrefix(got, x.Days.AddWorkdays(from, 5).String()) {
			t.Errorf("the order is due %s", got)
		}
		if got := x.order("WH02"); record.RefOf(got.Values["tipoff"]).Zero() || !record.RefOf(got.Values["complaint"]).Zero() {
			t.Errorf("the tip-off became %v", got.Values)
		}
		if got := x.order("WH04"); got.Text("sorted_as") != "" || got.Text("unsorted_why") == "" {
			t.Errorf("what no code tells was sorted: %v", got.Values)
		}
		if got := x.order("WH05"); got.Text("sorted_as") != "" || !strings.Contains(got.Text("unsorted_why"), "还缺内容") {
			t.Errorf("what lacks goods was registered: %v", got.Values)
		}
		for line, field := range map[string]string{"7": "sent_on", "8": "platform_state", "9": "order_no", "10": "order_no", "11": "order_no"} {
			l := x.lines(b)[line]
			if l.Fate != "quarantined" || l.State != "open" || len(l.Problems) == 0 || l.Problems[0].Title == "" || !slices.ContainsFunc(l.Problems, func(p upstream.Problem) bool { return p.Field == field && p.Text != "" }) {
				t.Errorf("line %s: %+v", line, l)
			}
		}
		n := len(x.all("complaint", `channel == "order"`))
		again := x.bring(upstream.Orders, gb)
		if again.Unchanged != 5 || again.Created+again.Changed != 0 || len(x.all("complaint", `channel == "order"`)) != n || x.order("WH01").Rev != w.Rev {
			t.Errorf("the same file again: %+v", again.Counts)
		}
		x.changes(sent)
	})
}

// changes: a changed row changes what the platform owns and says what; what the
// bureau decided stands; nobody here overwrites the platform.
func (x *exchange) changes(sent string) {
	t := x.t
	to := x.who("food")
	c := x.all("complaint", `hotline_no == "WH01"`)[0]
	x.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: c.Ref(), Rev: &c.Rev, Values: map[string]any{"handling_unit": x.to(to.Unit), "handler": x.to(to.Person)}})
	if w := x.order("WH01"); record.RefOf(w.Values["handler"]).ID != to.Person {
		t.Errorf("the order did not go with its complaint: %v", w.Values)
	}
	b := x.bring(upstream.Orders, x.orders("WH01,"+sent+",办理中,消费投诉,8,手机壳褪色,五天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35.50", "WH06,"+sent+",待签收,噪音,5,日期对了,内容,,,,,,,,"))
	if b.Changed != 1 || b.Created != 1 {
		t.Fatalf("changed: %+v", b.Counts)
	}
	now := x.order("WH01")
	if now.Text("content") != "五天褪色" || now.Text("step") != "taken" || now.Text("sorted_as") != "complaint" || !strings.Contains(now.Text("changed_what"), "诉求内容") || now.Text("changed_on") != x.day(0) {
		t.Errorf("the changed order: %v", now.Values)
	}
	from, _ := calendar.Parse(sent)
	if got := x.clocks(now)["handle"]; !strings.HasPrefix(got, x.Days.AddWorkdays(from, 8).String()) {
		t.Errorf("with eight days it is due %s", got)
	}
	if c = x.all("complaint", `hotline_no == "WH01"`)[0]; c.Text("facts") != "三天褪色" {
		t.Errorf("the complaint was overwritten: %s", c.Text("facts"))
	}
	if _, err := x.Engine.Act(context.Background(), record.Request{Kind: "work_order", Act: record.Amend, Area: x.Area(), Record: now.Ref(), Rev: &now.Rev, Values: map[string]any{"content": "改写"}, Reason: "试验", Caller: x.who("reception")}); !fault.Is(err, fault.Invalid) {
		t.Errorf("what the platform owns was overwritten: %v", err)
	}
}

// TestOrdersStaySecret: an order may hold a tip-off; whoever neither receives nor
// handles it sees it in no list, total or search, and may bring no file in or out.
func TestOrdersStaySecret(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx := context.Background()
		x.bring(upstream.Orders, x.orders("WH02,"+x.day(1)+",待签收,举报,5,无厂名厂址,包装上没有厂名厂址,,赵某,15400001234,,饰品店,青岛路9号,,"))
		w := x.order("WH02")
		tip := record.RefOf(w.Values["tipoff"])
		for account, want := range map[string]bool{"reception": true, "food": false, "inspector": false, "viewer": false, "head": false} {
			who := x.who(account)
			p, err := x.Engine.List(ctx, record.Query{Kind: "work_order", Area: x.Area(), Caller: who, Limit: 10})
			if sees := err == nil && len(p.Items) == 1; sees != want {
				t.Errorf("%s lists %v, %v", account, p.Items, err)
			}
			if n, err := x.Engine.Count(ctx, record.Query{Kind: "work_order", Area: x.Area(), Caller: who}, true); (err == nil && n.Count == 1) != want {
				t.Errorf("%s counts %+v, %v", account, n, err)
			}
			x.read(func(conn db.Conn) error {
				hits, err := x.Engine.Find(conn, who, x.Area(), "无厂名厂址", 10)
				if err != nil || !want && len(hits) > 0 {
					t.Errorf("%s finds %v, %v", account, hits, err)
				}
				return nil
			})
			if _, err := x.Engine.Get(ctx, who, "tipoff", tip, record.AsOf{}); (err == nil) != want {
				t.Errorf("%s reads the tip-off: %v", account, err)
			}
			if _, err := x.examine(account, upstream.Orders, "a.csv", x.orders("WH09,"+x.day(1)+",待签收,举报,5,标题,内容,,,,,,,,")); (err == nil) != want {
				t.Errorf("%s brings a file in: %v", account, err)
			}
			if _, err := x.Upstream.Mismatches(ctx, who, "", "", "", 10); (err == nil) != want {
				t.Errorf("%s sees what differs: %v", account, err)
			}
			if _, err := x.Upstream.Send(ctx, who, complaint.Hotline, "csv"); want != fault.Is(err, fault.Conflict) {
				t.Errorf("%s sends results: %v", account, err)
			}
		}
	})
}

// TestTwoImportsAtOnce: the same orders brought in twice at the same time are there once.
func TestTwoImportsAtOnce(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		var rows []string
		for i := range 12 {
			rows = append(rows, fmt.Sprintf("WH%02d,%s,待签收,消费投诉,5,手机壳褪色%d,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,并发手机壳,35", i, x.day(2), i))
		}
		ctx := context.Background()
		var batches []*upstream.Batch
		for _, name := range []string{"a.csv", "b.csv"} {
			b, err := x.examine("reception", upstream.Orders, name, x.orders(rows...))
			x.must(err)
			batches = append(batches, b)
		}
		var wg sync.WaitGroup
		for _, b := range batches {
			wg.Go(func() {
				if err := x.Upstream.Run(ctx, x.who("reception"), b.ID, upstream.Watch{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		total := upstream.Counts{}
		for _, b := range batches {
			now, err := x.Upstream.Batch(ctx, x.who("reception"), b.ID)
			x.must(err)
			total.Created += now.Created
			total.Unchanged += now.Unchanged
			total.Quarantined += now.Quarantined
		}
		if total.Created != 12 || total.Unchanged != 12 || total.Quarantined != 0 || len(x.all("work_order", "")) != 12 || len(x.all("complaint", `goods == "并发手机壳"`)) != 12 {
			t.Errorf("two at once: %+v, %d orders", total, len(x.all("work_order", "")))
		}
	})
}

// TestImportGoesOn: stopped in the middle, a batch goes on behind the last row that
// was committed.
func TestImportGoesOn(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		var rows []string
		for i := range 6 {
			rows = append(rows, fmt.Sprintf("WH%02d,%s,待签收,咨询,5,怎样办证%d,怎样办证,,,,,,,,", i, x.day(2), i))
		}
		ctx := context.Background()
		b, err := x.examine("reception", upstream.Orders, "a.csv", x.orders(rows...))
		x.must(err)
		killed, n := errors.New("killed"), 0
		err = x.Upstream.Run(ctx, x.who("reception"), b.ID, upstream.Watch{Guard: func(*db.Tx) error {
			if n++; n > 3 {
				return killed
			}
			return nil
		}})
		if !errors.Is(err, killed) {
			t.Fatalf("killed: %v", err)
		}
		if got := len(x.all("work_order", "")); got != 3 {
			t.Fatalf("%d orders when it was stopped", got)
		}
		x.must(x.Upstream.Run(ctx, x.who("reception"), b.ID, upstream.Watch{}))
		now, err := x.Upstream.Batch(ctx, x.who("reception"), b.ID)
		x.must(err)
		if now.State != upstream.Done || now.Created != 6 || now.Read != 6 || len(x.all("work_order", "")) != 6 || len(x.lines(now)) != 6 {
			t.Errorf("after it went on: %+v", now)
		}
	})
}

// TestResultsAndReceipts: only what changed goes out; what comes back goes to the
// officer; the end of the order is not the end of the complaint.
func TestResultsAndReceipts(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		x.bring(upstream.Orders, x.orders("WH01,"+x.day(2)+",待签收,消费投诉,5,手机壳褪色,三天褪色,退款,林某,15400001234,幸福路1号,饰品店,青岛路9号,手机壳,35",
			"WH02,"+x.day(2)+",待签收,噪音,5,噪音,夜间噪音,,,,,,,,"))
		nothing := func() {
			t.Helper()
			if _, err := x.Upstream.Send(ctx, me, complaint.Hotline, "csv"); fault.As(err).Code != "upstream.nothing" {
				t.Fatalf("sent with nothing to say: %v", err)
			}
		}
		send := func() string {
			t.Helper()
			b, err := x.Upstream.Send(ctx, me, complaint.Hotline, "csv")
			x.must(err)
			f, err := x.Blobs.Open(ctx, blob.Digest(b.File))
			x.must(err)
			defer f.Close()
			text, err := io.ReadAll(f)
			x.must(err)
			return string(text)
		}
		act := func(no, name string, values map[string]any, reason string) {
			t.Helper()
			w := x.order(no)
			x.act("reception", record.Request{Kind: "work_order", Act: name, Record: w.Ref(), Rev: &w.Rev, Values: values, Reason: reason})
		}
		nothing()
		act("WH01", "reply", map[string]any{"order_reply": "=已受理，正在调解"}, "")
		act("WH02", "give_back", map[string]any{"give_back_ground": "not_ours"}, "属于城管")
		got := send()
		if !strings.Contains(got, "WH01,已答复,") || !strings.Contains(got, ",'=已受理，正在调解,") || !strings.Contains(got, "WH02,申请退单,") {
			t.Errorf("sent: %s", got)
		}
		nothing()
		b := x.bring(upstream.Receipts, "工单编号,审核结果,退回原因\nWH01,退回,请写明联系情况\nWH02,同意,\nWH99,同意,\nWH02,看不懂,\n")
		if b.Changed != 2 || b.Quarantined != 2 {
			t.Errorf("receipts: %+v", b.Counts)
		}
		w := x.order("WH01")
		if w.Text("step") != "taken" || w.Text("receipt") != "rejected" || w.Text("receipt_note") != "请写明联系情况" || !strings.HasSuffix(x.clocks(w)["redo"], string(procedure.Running)) && x.clocks(w)["redo"] == "" {
			t.Errorf("sent back: %v, %v", w.Values, x.clocks(w))
		}
		if got := x.order("WH02").Text("step"); got != "given_back" {
			t.Errorf("given back: %s", got)
		}
		nothing()
		if again := x.bring(upstream.Receipts, "工单编号,审核结果,退回原因\nWH01,退回,请写明联系情况\n"); again.Unchanged != 1 {
			t.Errorf("the same receipt again: %+v", again.Counts)
		}
		act("WH01", "reply", map[string]any{"order_reply": "=已受理，正在调解"}, "")
		if got := send(); !strings.Contains(got, "WH01,已答复,") || strings.Contains(got, "WH02") {
			t.Errorf("sent again: %s", got)
		}
		x.bring(upstream.Receipts, "工单编号,审核结果\nWH01,接收\n")
		if w = x.order("WH01"); w.Text("step") != "closed" {
			t.Errorf("accepted: %v", w.Values)
		}
		if c := x.all("complaint", `hotline_no == "WH01"`)[0]; c.Text("step") != "registered" {
			t.Errorf("with its order the complaint went to %s", c.Text("step"))
		}
	})
}

// TestWhatDiffers: the daily comparison with the platform's last file.
func TestWhatDiffers(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx, me := context.Background(), x.who("reception")
		list := func(state string) map[string]upstream.Mismatch {
			t.Helper()
			x.must(x.Upstream.Compare(ctx))
			got, err := x.Upstream.Mismatches(ctx, me, "", "", state, 100)
			x.must(err)
			out := map[string]upstream.Mismatch{}
			for _, m := range got {
				out[m.OrderNo+" "+m.Reason] = m
			}
			return out
		}
		keys := func(m map[string]upstream.Mismatch) string {
			var out []string
			for k := range m {
				out = append(out, k)
			}
			slices.Sort(out)
			return strings.Join(out, ", ")
		}
		row := func(no, state, due string) string {
			return no + "," + x.day(9) + "," + state + ",咨询,," + "怎样办证,怎样办证,,,,,,,,," + due
		}
		head := strings.Replace(x.orders(), "\n", ",截止时间\n", 1)
		file := func(rows ...string) {
			x.bring(upstream.Orders, strings.TrimSpace(head)+"\n"+strings.Join(rows, "\n")+"\n")
		}
		file(row("WH01", "办理中", x.day(-5)), row("WH02", "办理中", x.day(-5)), row("WH04", "办理中", x.day(-5)))
		if got := keys(list("open")); got != "" {
			t.Fatalf("all agrees, but: %s", got)
		}
		file(row("WH01", "已办结", x.day(-5)), row("WH02", "办理中", x.day(1)), row("WH03", "没有的状态", x.day(-5)))
		want := "WH01 state, WH02 overdue, WH03 missing, WH04 absent"
		got := list("open")
		if keys(got) != want {
			t.Fatalf("differs: %s, want %s", keys(got), want)
		}
		m := got["WH01 state"]
		if m.Theirs != "已办结" || m.Ours != "办理中" || m.Record == "" {
			t.Errorf("the states: %+v", m)
		}
		m.How, m.Note = "told", ""
		if err := x.Upstream.Settle(ctx, me, m); !fault.Is(err, fault.Invalid) {
			t.Errorf("settled without a word: %v", err)
		}
		m.Note = "已电话联系平台"
		if err := x.Upstream.Settle(ctx, x.who("food"), m); !fault.Is(err, fault.Denied) {
			t.Errorf("settled by somebody else: %v", err)
		}
		x.must(x.Upstream.Settle(ctx, me, m))
		if err := x.Upstream.Settle(ctx, me, m); !fault.Is(err, fault.Conflict) {
			t.Errorf("settled twice: %v", err)
		}
		if got := keys(list("open")); got != "WH02 overdue, WH03 missing, WH04 absent" {
			t.Errorf("after it was settled: %s", got)
		}
		file(row("WH01", "待签收", x.day(-5)), row("WH02", "办理中", x.day(-5)), row("WH03", "办理中", x.day(-5)), row("WH04", "办理中", x.day(-5)))
		if got := keys(list("open")); got != "WH01 state" {
			t.Errorf("another difference, and the others gone: %s", got)
		}
		fresh := []string{row("WH05", "待签收", x.day(-5)), row("WH06", "已办结", x.day(-5))}
		for i, want := range []string{"WH06 state", "WH05 state, WH06 state"} {
			file(append(fresh, row("WH01", "办理中", x.day(-5)), row("WH02", "办理中", x.day(-5)), row("WH03", "办理中", x.day(-5)), row("WH04", "办理中", x.day(-5)))...)
			if got := keys(list("open")); got != want {
				t.Errorf("what waited is registered, time %d: %s, want %s", i, got, want)
			}
		}
	})
}

// TestWhatIsErasedGoesFromFiles: with a record goes every file that may name it.
func TestWhatIsErasedGoesFromFiles(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		ctx := context.Background()
		b := x.bring(upstream.Orders, x.orders("WH02,"+x.day(1)+",待签收,噪音,5,噪音,夜间噪音,,赵某,15400001234,,,,,"))
		w := x.order("WH02")
		if _, err := x.Engine.Act(ctx, record.Request{Kind: "work_order", Act: record.Erase, Area: x.Area(), Record: w.Ref(), Rev: &w.Rev, Reason: "本人申请", Caller: x.Setup()}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Upstream.File(ctx, x.who("reception"), b.ID); fault.As(err).Code != "upstream.file_gone" {
			t.Errorf("the file is still there: %v", err)
		}
		if l := x.lines(b)["2"]; l.Said != "" {
			t.Errorf("its row says %q", l.Said)
		}
	})
}

// TestPlatformFilesOfEveryForm: a workbook is read as a text is; a file that is no
// export of the platform is refused with the columns it lacks.
func TestPlatformFilesOfEveryForm(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		var book bytes.Buffer
		head := strings.Split(orderHead, ",")
		row := []string{"202605060000000001", x.day(1), "待签收", "咨询", "5", "怎样办证", "怎样办证", "", "", "", "", "", "", "", ""}
		x.must(export.Table(&book, export.XLSX, "工单", head, [][]string{row}))
		if b := x.bring(upstream.Orders, book.String()); b.Created != 1 || x.order("202605060000000001").Text("step") != "taken" {
			t.Errorf("from a workbook: %+v", b.Counts)
		}
		_, err := x.examine("reception", upstream.Orders, "a.csv", "姓名,电话\n林某,15400001234\n")
		if f := fault.As(err); f == nil || f.Code != "upstream.columns" || !strings.Contains(f.Fields[0].Text, "平台工单编号") {
			t.Errorf("another file: %v", err)
		}
		_, err = x.examine("reception", upstream.Orders, "a.csv", orderHead+"\n")
		if fault.As(err).Code != "upstream.empty" {
			t.Errorf("a file without rows: %v", err)
		}
	})
}

// TestWhatIsTypedIn: a record that did not come from a platform is there to be copied
// into it, but for what its reader may not read.
func TestWhatIsTypedIn(t *testing.T) {
	exchanging(t, func(t *testing.T, x *exchange) {
		c := x.act("reception", record.Request{Kind: "complaint", Act: record.Create, Values: map[string]any{"received_on": x.day(0), "channel": "window", "matter_in_brief": "手机壳褪色",
			"complainant": "林某", "complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款", "amount": int64(3550)}})
		list, err := x.Upstream.Entries(context.Background(), x.who("reception"), "complaint", c.Ref())
		x.must(err)
		got := map[string]string{}
		for _, f := range list[0].Fields {
			got[f.Head] = f.Value
		}
		if len(list) != 1 || got["投诉人姓名"] != "林某" || got["争议金额（元）"] != "35.50" || got["收到日期"] != x.day(0) {
			t.Errorf("to copy: %+v", list)
		}
		if _, err := x.Upstream.Entries(context.Background(), x.who("inspector"), "complaint", c.Ref()); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else copies it: %v", err)
		}
	})
}
