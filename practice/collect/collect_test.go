package collect_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

var ctx = context.Background()

const head = "企业名称,统一社会信用代码,注册号,成立日期,注册资本,经营范围,住所,联系电话\n"

// line is one row of a fictional register.
func line(n int, name, address string) string {
	return fmt.Sprintf("%s,%s,,2001-02-03,88万人民币,食品销售,%s,\n", name, usccFor(n), address)
}

func counts(read, accepted, merged, unchanged, quarantined int64) collect.Counts {
	return collect.Counts{Read: read, Accepted: accepted, Merged: merged, Unchanged: unchanged, Quarantined: quarantined}
}

func (w *world) is(b *collect.Batch, want collect.Counts) {
	w.t.Helper()
	if b.Counts != want {
		w.t.Errorf("%+v, want %+v", b.Counts, want)
	}
}

func TestQuarantineFixAndDrop(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		bad := usccFor(2)[:17] + "?"
		csv := head + line(1, "甲一海产有限公司", "威海市环翠区一路1号") +
			"乙二海产有限公司," + bad + ",,2001-02-30,1万人民币,,威海市环翠区一路2号,\n" +
			"," + usccFor(3) + ",,2001-02-03,1万人民币,,威海市环翠区一路3号,\n"
		b := w.checked("business", w.write("a.csv", csv), "a.csv", province)
		if len(b.Checked.Preview) != 2 || b.Checked.Preview[0].Line != 3 || len(b.Checked.Chunks) != 1 || b.Checked.Chunks[0].Quarantined != 2 {
			t.Errorf("preflight: %+v", b.Checked)
		}
		if w.count("business") != 0 {
			t.Error("the preflight wrote records")
		}
		v, err := w.service.View(ctx, w.steward, b.ID)
		if err != nil || !v.Expected || v.Quarantined != 2 || len(v.Chunks) != 1 || v.Chunks[0].State != "checked" || len(v.Mapping) != 8 || v.By == "" || v.State != collect.Ready {
			t.Errorf("%+v %v", v, err)
		}
		b = w.run(b)
		w.is(b, counts(3, 1, 0, 0, 2))
		if v, err = w.service.View(ctx, w.steward, b.ID); err != nil || v.Expected || v.Accepted != 1 || len(v.Chunks) != 1 || v.Chunks[0].State != "done" {
			t.Errorf("%+v %v", v, err)
		}
		rows, err := w.service.Quarantine(ctx, w.steward, b.ID, collect.Open, 0, 100)
		if err != nil || len(rows) != 2 || rows[0].Values["企业名称"] != "乙二海产有限公司" || len(rows[0].Problems) != 2 {
			t.Fatalf("%+v %v", rows, err)
		}
		problems, err := w.service.Fix(ctx, w.steward, b.ID, 3, map[string]string{"统一社会信用代码": usccFor(2)})
		if err != nil || len(problems) != 1 || problems[0].Field != "established_on" {
			t.Fatalf("half fixed: %+v %v", problems, err)
		}
		if problems, err = w.service.Fix(ctx, w.steward, b.ID, 3, map[string]string{"成立日期": "2001-02-28"}); err != nil || len(problems) != 0 {
			t.Fatalf("fixed: %+v %v", problems, err)
		}
		if _, err := w.service.Fix(ctx, w.steward, b.ID, 3, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("fixed twice: %v", err)
		}
		if err := w.service.Drop(ctx, w.steward, b.ID, 4, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("drop without a reason: %v", err)
		}
		if err := w.service.Drop(ctx, w.steward, b.ID, 4, "同一户另有一行"); err != nil {
			t.Fatal(err)
		}
		if err := w.service.Drop(ctx, w.steward, b.ID, 4, "再弃"); !fault.Is(err, fault.Conflict) {
			t.Errorf("dropped twice: %v", err)
		}
		b, err = w.service.Batch(ctx, w.steward, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.accounts(b)
		w.is(b, counts(3, 2, 0, 0, 1))
		if r := w.find("business", "uscc", usccFor(2)); r.Text("name") != "乙二海产有限公司" || r.Values["capital"] != int64(1000000) || r.Text("county") != "371002" {
			t.Errorf("%v", r.Values)
		}
		w.sound()
		u, err := w.service.Undo(ctx, w.steward, b.ID, collect.Watch{})
		if err != nil || u.Withdrawn != 2 || w.count("business") != 0 {
			t.Errorf("undo: %+v %v", u, err)
		}
		w.Legal.Freeze(frozen + 91*24*3600*1000)
		if n, err := w.service.Expire(ctx); err != nil || n != 2 {
			t.Errorf("expired %d %v", n, err)
		}
		w.Legal.Freeze(frozen)
	})
}

// stopper is a projection that fails once it has seen so many businesses.
type stopper struct{ left atomic.Int64 }

var errStopped = errors.New("stopped")

func (s *stopper) Follows(k *kind.Kind) bool { return k.Name == "business" }
func (s *stopper) Apply(_ *db.Tx, changes []record.Change) error {
	if s.left.Add(-int64(len(changes))) < 0 {
		return errStopped
	}
	return nil
}
func (s *stopper) Erase(*db.Tx, *record.Erasing) error                                  { return nil }
func (s *stopper) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// TestResume stops a run in its middle, by its context and by an error in the
// transaction, and goes on: nothing is lost, nothing is there twice.
func TestResume(t *testing.T) {
	legal := clock.NewLegal(clock.Wall{})
	legal.Freeze(frozen)
	dbtest.Each(t, db.Options{Clock: legal}, func(t *testing.T, d *db.DB) {
		stop := &stopper{}
		stop.left.Store(1 << 40)
		w := build(t, d, legal, "weihai", stop)
		const n = 6500
		var csv strings.Builder
		csv.WriteString(head)
		for i := range n {
			if i%100 == 7 {
				csv.WriteString("缺代码位,123,,,,,,\n")
				continue
			}
			csv.WriteString(line(i+1, fmt.Sprintf("续传%d有限公司", i), fmt.Sprintf("威海市文登区二路%d号", i)))
		}
		b := w.checked("business", w.write("a.csv", csv.String()), "a.csv", province)
		stop.left.Store(3000) // the second chunk fails
		if _, err := w.service.Run(ctx, w.steward, b.ID, collect.Watch{}); !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		stop.left.Store(1 << 40)
		half, err := w.service.Batch(ctx, w.steward, b.ID)
		if err != nil || half.Read != 2000 || half.State != collect.Running {
			t.Fatalf("%+v %v", half, err)
		}
		w.accounts(half)
		short, cancel := context.WithCancel(ctx)
		watch := collect.Watch{Step: func(p collect.Progress) {
			if p.Done >= 4000 {
				cancel()
			}
		}}
		if _, err := w.service.Run(short, w.steward, b.ID, watch); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if half, _ = w.service.Batch(ctx, w.steward, b.ID); half.Read != 4000 {
			t.Fatalf("read %d", half.Read)
		}
		refuse := errors.New("lease lost")
		if _, err := w.service.Run(ctx, w.steward, b.ID, collect.Watch{Guard: func(*db.Tx) error { return refuse }}); !errors.Is(err, refuse) {
			t.Fatal(err)
		}
		done := w.run(b)
		w.is(done, counts(n, n-65, 0, 0, 65))
		if w.count("business") != n-65 {
			t.Errorf("%d businesses", w.count("business"))
		}
		if _, err := w.service.Run(ctx, w.steward, b.ID, collect.Watch{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("run again: %v", err)
		}
		// An undo is stopped and goes on, too.
		short, cancel = context.WithCancel(ctx)
		if _, err := w.service.Undo(short, w.steward, b.ID, collect.Watch{Step: func(collect.Progress) { cancel() }}); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		u, err := w.service.Undo(ctx, w.steward, b.ID, collect.Watch{})
		if err != nil || u.Withdrawn != n-65 || len(u.Left) != 0 || w.count("business") != 0 {
			t.Errorf("undo: %+v %v", u, err)
		}
		w.sound()
	})
}

func TestSecondLayout(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		first := head + line(1, "甲一（威海）海产有限公司", "威海市环翠区一路1号") + line(2, "乙二海产有限公司", "威海市环翠区一路2号")
		w.is(w.run(w.checked("business", w.write("a.csv", first), "a.csv", province)), counts(2, 2, 0, 0, 0))
		second := fmt.Sprintf(`{"KeyNo":"k1","Name":"甲一（威海）海产有限公司","CreditCode":"%s","No":"","OperName":"张三","RegistCapi":"88万元人民币","StartDate":"2001-02-03T00:00:00+08:00","Address":"威海市环翠区一路1号","ShortStatus":"存续","EconKind":"有限责任公司"}
{"KeyNo":"k2","Name":"丙三海产有限公司","CreditCode":"%s","No":"371002228000002","OperName":"李四","RegistCapi":"100万美元","StartDate":"2011-02-03","Address":"威海市文登区一路3号","ShortStatus":"注销","EconKind":"有限责任公司"}
`, usccFor(1), usccFor(3))
		b := w.checked("business", w.write("b.jsonl", second), "b.jsonl", collect.Origin{Name: "query-service", Title: "查询服务", Owner: "province"})
		if b.Mapping["CreditCode"] != "uscc" || b.Mapping["RegistCapi"] != "capital" || b.Mapping["ShortStatus"] != "status" || b.Mapping["KeyNo"] != "" {
			t.Errorf("mapping %v", b.Mapping)
		}
		w.is(w.run(b), counts(2, 1, 1, 0, 0))
		r := w.find("business", "uscc", usccFor(1))
		if r.Text("status") != "1" || r.Text("type") != "有限责任公司" || r.Values["capital"] != int64(88000000) {
			t.Errorf("%v", r.Values)
		}
		if r := w.find("business", "uscc", usccFor(3)); r.Text("status") != "9" || r.Values["capital_currency"] != "USD" || r.Text("sort") != "company" {
			t.Errorf("%v", r.Values)
		}
		saved, err := w.service.Sources(ctx, w.steward)
		if err != nil || len(saved) != 2 || saved[1].Name != "query-service" || saved[1].Mapping["Name"] != "name" {
			t.Errorf("%+v %v", saved, err)
		}
		w.sound()
	})
}

func TestReviewsMergeAndUndo(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		// One is made by hand, without a code, at the same address.
		hand, err := w.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Create, Area: recordtest.Area, Caller: w.By["officer"],
			Values: map[string]any{"name": "甲一(威海)海产有限公司", "address": "威海市环翠区一路1号"}})
		if err != nil {
			t.Fatal(err)
		}
		csv := head + line(1, "甲一（威海）海产有限公司", "威海市环翠区一路１号") + line(2, "甲一（威海）海产有限公司", "威海市环翠区九路9号") +
			line(3, "乙二海产有限公司", "威海市环翠区一路2号") + line(4, "乙二海产有限公司", "威海市环翠区一路2号")
		b := w.run(w.checked("business", w.write("a.csv", csv), "a.csv", province))
		w.is(b, counts(4, 4, 0, 0, 0))
		reviews, err := w.service.Reviews(ctx, w.steward, collect.Open, "", 100)
		if err != nil || len(reviews) != 2 {
			t.Fatalf("%+v %v", reviews, err)
		}
		one := w.find("business", "uscc", usccFor(1))
		var mine *collect.Review
		for _, v := range reviews {
			if v.Right == hand.Ref() {
				mine = v
			}
		}
		if mine == nil || mine.Left != one.Ref() || mine.Reason == "" {
			t.Fatalf("%+v", reviews)
		}
		v, err := w.service.Decide(ctx, w.steward, mine.ID, collect.Same, "")
		if err != nil || v.Merge == "" {
			t.Fatal(err)
		}
		resolve := func() (r ref.Ref) {
			if err := w.DB.Read(ctx, func(c db.Conn) error { r, err = subject.Resolve(c, one.Ref()); return err }); err != nil {
				t.Fatal(err)
			}
			return r
		}
		if resolve() != hand.Ref() {
			t.Error("the merge made no alias")
		}
		if _, err := w.service.Decide(ctx, w.steward, mine.ID, collect.Different, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided twice: %v", err)
		}
		if _, err := w.service.Unmerge(ctx, w.steward, v.Merge, "判断有误"); err != nil {
			t.Fatal(err)
		}
		if resolve() != one.Ref() {
			t.Error("the alias outlived its merge")
		}
		if _, err := w.service.Decide(ctx, w.steward, mine.ID, collect.Different, ""); err != nil {
			t.Fatal(err)
		}
		w.sound()
	})
}

// TestMatching holds what makes two rows one record and what does not.
func TestMatching(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		row := func(name, uscc, reg, scope, address string) string {
			return name + "," + uscc + "," + reg + ",2001-02-03,88万人民币," + scope + "," + address + ",\n"
		}
		const reg = "371002228000002"
		w.is(w.run(w.checked("business", w.write("a.csv", head+row("甲一海产有限公司", "", reg, "食品销售", "威海市环翠区一路1号")), "a.csv", province)), counts(1, 1, 0, 0, 0))
		// The old number finds it; the credit code it got in 2015 comes in.
		w.is(w.run(w.checked("business", w.write("b.csv", head+row("甲一海产有限公司", usccFor(1), reg, "食品销售", "威海市环翠区一路1号")), "b.csv", province)), counts(1, 0, 1, 0, 0))
		// Another code with the same number is another business, and a question.
		w.is(w.run(w.checked("business", w.write("c.csv", head+row("乙二海产有限公司", usccFor(2), reg, "食品销售", "威海市环翠区一路2号")), "c.csv", province)), counts(1, 1, 0, 0, 0))
		if v, err := w.service.Reviews(ctx, w.steward, collect.Open, "", 10); err != nil || len(v) != 1 {
			t.Errorf("%+v %v", v, err)
		}
		// Rows of one key: the same content counts once, different content stays out.
		same := row("丙三海产有限公司", usccFor(3), "", "食品销售", "威海市环翠区一路3号")
		d := w.run(w.checked("business", w.write("d.csv", head+same+same+row("丁四海产有限公司", usccFor(4), "", "", "")+row("丁五海产有限公司", usccFor(4), "", "", "")), "d.csv", province))
		w.is(d, counts(4, 1, 0, 1, 2))
		// What an officer corrected of a derived value outlives the next import.
		r := w.find("business", "uscc", usccFor(3))
		if _, err := w.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Amend, Record: r.Ref(), Rev: &r.Rev, Caller: w.By["officer"], Reason: "实地核查", Values: map[string]any{"county": "371003"}}); err != nil {
			t.Fatal(err)
		}
		w.is(w.run(w.checked("business", w.write("e.csv", head+same), "e.csv", province)), counts(1, 0, 0, 1, 0))
		w.is(w.run(w.checked("business", w.write("f.csv", head+row("丙三海产有限公司", usccFor(3), "", "餐饮服务", "威海市环翠区一路3号")), "f.csv", province)), counts(1, 0, 1, 0, 0))
		if r := w.find("business", "uscc", usccFor(3)); r.Text("county") != "371003" || !strings.Contains(r.Text("flag_evidence"), "餐饮") {
			t.Errorf("%v", r.Values)
		}
		// The undo of the first import of it leaves what others built on.
		u, err := w.service.Undo(ctx, w.steward, d.ID, collect.Watch{})
		if err != nil || u.Withdrawn != 0 || len(u.Left) != 1 || u.Left[0].Title != "丙三海产有限公司" || len(u.Left[0].Fields) == 0 {
			t.Errorf("undo: %+v %v", u, err)
		}
		w.sound()
	})
}

func TestBranchesFindTheirParent(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		csv := head + line(2, "甲一（威海）海产有限公司文登分公司", "威海市文登区一路2号") + line(1, "甲一(威海)海产有限公司", "威海市环翠区一路1号") +
			line(3, "乙二海产有限公司荣成分公司", "威海市荣成市一路2号") + line(4, "乙二海产有限公司", "威海市环翠区二路1号") + line(5, "乙二海产有限公司", "威海市环翠区三路1号")
		b := w.run(w.checked("business", w.write("a.csv", csv), "a.csv", province))
		parent := w.find("business", "uscc", usccFor(1))
		if r := w.find("business", "uscc", usccFor(2)); record.RefOf(r.Values["parent"]) != parent.Ref() || r.Values["branch"] != true {
			t.Errorf("%v", r.Values)
		}
		if r := w.find("business", "uscc", usccFor(3)); r.Values["parent"] != nil || r.Text("parent_name") != "乙二海产有限公司" {
			t.Errorf("one of two namesakes was taken: %v", r.Values)
		}
		w.sound()
		u, err := w.service.Undo(ctx, w.steward, b.ID, collect.Watch{})
		if err != nil || u.Withdrawn != 5 || len(u.Left) != 0 {
			t.Errorf("undo: %+v %v", u, err)
		}
		w.sound()
	})
}

// TestReferencesAreFoundByIdentifierOrByName imports branches whose row names the parent
// in a column of its own, as an export writes it.
func TestReferencesAreFoundByIdentifierOrByName(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		w.run(w.checked("business", w.write("a.csv", head+line(1, "甲一海产有限公司", "威海市环翠区一路1号")+line(4, "乙二海产有限公司", "威海市环翠区二路1号")+line(5, "乙二海产有限公司", "威海市环翠区三路1号")), "a.csv", province))
		parent, namesake := w.find("business", "uscc", usccFor(1)).Ref(), w.find("business", "uscc", usccFor(5)).Ref()
		with := func(n int, name, parent, parentName string) string {
			return strings.TrimSuffix(line(n, name, "威海市文登区一路"+strconv.Itoa(n)+"号"), "\n") + "," + parent + "," + parentName + "\n"
		}
		elsewhere := "3710/01kbaqw400emvry4ad0tpzfvxe"
		csv := strings.TrimSuffix(head, "\n") + ",所属企业,所属企业（名称所示）\n" +
			with(11, "甲一门市", parent.String(), "") + // as a raw export of this system
			with(12, "甲一餐厅", "甲一海产有限公司", "") + // as one with titles
			with(13, "甲一冷库", elsewhere, "甲一海产有限公司") + // as a raw export of another system
			with(14, "乙二门市", namesake.String(), "乙二海产有限公司") + // the identifier tells namesakes apart
			with(15, "丁四门市", "丁四海产有限公司", "") + // its parent comes below
			with(16, "乙二餐厅", "乙二海产有限公司", "") + // one of two: nobody decides
			with(17, "戊五门市", elsewhere, "") +
			with(18, "丁四海产有限公司", "", "")
		b := w.run(w.checked("business", w.write("b.csv", csv), "b.csv", collect.Origin{Name: "second-register", Title: "另一登记库", Owner: "province"}))
		if b.Counts.Accepted != 7 || b.Counts.Quarantined != 1 {
			t.Errorf("%+v", b.Counts)
		}
		for n, want := range map[int]ref.Ref{11: parent, 12: parent, 13: parent, 14: namesake, 15: w.find("business", "uscc", usccFor(18)).Ref(), 16: {}} {
			if got := record.RefOf(w.find("business", "uscc", usccFor(n)).Values["parent"]); got != want {
				t.Errorf("row %d has the parent %s, not %s", n, got, want)
			}
		}
		held, err := w.service.Quarantine(ctx, w.steward, b.ID, "", 0, 10)
		if err != nil || len(held) != 1 || len(held[0].Problems) != 1 || !strings.Contains(held[0].Problems[0].Text, "标识不是本系统的记录") {
			t.Errorf("%+v %v", held, err)
		}
		w.sound()
	})
}

// TestOtherKinds imports permits and tags, which have no preparer.
func TestOtherKinds(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		w.run(w.checked("business", w.write("a.csv", head+line(1, "甲一海产有限公司", "威海市环翠区一路1号")), "a.csv", province))
		b := w.find("business", "uscc", usccFor(1))
		permits := "被许可人名称,统一社会信用代码,许可文件编号,许可机关,许可决定日期,有效期自,有效期至\n" +
			"甲一海产有限公司," + usccFor(1) + ",JY001,威海市行政审批服务局,2024-01-02,2024-01-02,2029-01-01\n" +
			"乙二海产有限公司," + usccFor(2) + ",JY002,威海市行政审批服务局,2024-01-02,2024-01-02,2029-01-01\n" +
			"甲一海产有限公司," + usccFor(1) + ",JY003,威海市行政审批服务局,2024-01-02,2024-01-02,2023-01-01\n"
		origin := collect.Origin{Name: "approval", Title: "审批局", Owner: "approval"}
		digest := w.write("p.csv", permits)
		w.is(w.run(w.checked("permit", digest, "p.csv", origin)), counts(3, 2, 0, 0, 1))
		if r := w.find("permit", "document_no", "JY001"); record.RefOf(r.Values["subject"]) != b.Ref() {
			t.Errorf("%v", r.Values)
		}
		if r := w.find("permit", "document_no", "JY002"); r.Values["subject"] != nil {
			t.Errorf("%v", r.Values)
		}
		w.run(w.checked("business", w.write("b.csv", head+line(2, "乙二海产有限公司", "威海市环翠区一路2号")), "b.csv", province))
		w.is(w.run(w.checked("permit", digest, "p.csv", origin)), counts(3, 0, 1, 1, 1))
		tags := "统一社会信用代码,标签,理由\n" + usccFor(1) + ",校园周边,近小学\n" + usccFor(9) + ",校园周边,\n" + usccFor(1) + ",网红店,\n"
		digest = w.write("t.csv", tags)
		origin = collect.Origin{Name: "bureau-list", Title: "科室台账", Owner: "bureau"}
		w.is(w.run(w.checked("tag", digest, "t.csv", origin)), counts(3, 2, 0, 0, 1))
		w.is(w.run(w.checked("tag", digest, "t.csv", origin)), counts(3, 0, 0, 2, 1))
		w.sound()
	})
}

// TestTwoRunners runs one batch twice at once: one goes on, the other is told.
func TestTwoRunners(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		var csv strings.Builder
		csv.WriteString(head)
		for i := range 4100 {
			csv.WriteString(line(i+1, fmt.Sprintf("并行%d有限公司", i), fmt.Sprintf("威海市文登区二路%d号", i)))
		}
		b := w.checked("business", w.write("a.csv", csv.String()), "a.csv", province)
		failed := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := w.service.Run(ctx, w.steward, b.ID, collect.Watch{})
				failed <- err
			}()
		}
		one, two := <-failed, <-failed
		if (one == nil) == (two == nil) {
			t.Errorf("%v; %v", one, two)
		}
		if err := errors.Join(one, two); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		b, err := w.service.Batch(ctx, w.steward, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.accounts(b)
		w.is(b, counts(4100, 4100, 0, 0, 0))
		if w.count("business") != 4100 {
			t.Errorf("%d businesses", w.count("business"))
		}
	})
}

func TestRightsAndCancel(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		digest := w.write("a.csv", head+line(1, "甲一海产有限公司", "威海市环翠区一路1号"))
		q := collect.NewBatch{File: digest, Name: "../../etc/a.csv", Kind: "business", Source: province}
		if _, err := w.service.Create(ctx, w.By["officer"], q); !fault.Is(err, fault.Denied) {
			t.Errorf("an officer made a batch: %v", err)
		}
		b, err := w.service.Create(ctx, w.steward, q)
		if err != nil || b.Name != "a.csv" {
			t.Fatal(b, err)
		}
		if _, err := w.service.Batch(ctx, w.By["officer"], b.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("an officer read a batch: %v", err)
		}
		if _, err := w.service.Run(ctx, w.steward, b.ID, collect.Watch{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("run without preflight: %v", err)
		}
		if b, err = w.service.Cancel(ctx, w.steward, b.ID); err != nil || b.State != collect.Cancelled {
			t.Errorf("%+v %v", b, err)
		}
		q.Mapping = map[string]string{"企业名称": "name", "住所": "name"}
		if _, err := w.service.Create(ctx, w.steward, q); !fault.Is(err, fault.Invalid) {
			t.Errorf("one field from two columns: %v", err)
		}
		q.Source.Name = "a|b"
		if _, err := w.service.Create(ctx, w.steward, q); !fault.Is(err, fault.Invalid) {
			t.Errorf("a source that breaks the act: %v", err)
		}
		list, err := w.service.Batches(ctx, w.steward, 10)
		if err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		if list, err = w.service.Batches(ctx, w.By["officer"], 10); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}
