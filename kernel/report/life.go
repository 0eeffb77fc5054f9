package report

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Kind is the name of the declaration of a report's life.
const Kind = "report"

// Desk makes reports and reads them.
type Desk struct {
	set    *Set
	kinds  *kind.Set
	people *actor.Directory
	engine *record.Engine
	known  sync.Map // digest → *Definition: texts that reports were counted by
}

// NewDesk returns the desk of the reports of an installation.
func NewDesk(set *Set, kinds *kind.Set, people *actor.Directory) *Desk {
	return &Desk{set: set, kinds: kinds, people: people}
}

// On says which engine runs the acts; it is called once, before the first.
func (d *Desk) On(e *record.Engine) { d.engine = e }

// Set are the declared reports.
func (d *Desk) Set() *Set { return d.set }

// Behaviours are what the acts on a report do beyond its declaration.
func (d *Desk) Behaviours() map[string]record.Behaviour {
	return map[string]record.Behaviour{
		Kind + "." + record.Create: {Do: d.open},
		Kind + ".fill":             {Ahead: d.ahead, Do: d.fill},
		Kind + ".write":            {Do: d.write},
		Kind + ".explain":          {Do: d.explain},
		Kind + ".check":            {Do: d.check},
		Kind + ".lock":             {Do: d.lock},
		Kind + ".restate":          {Bar: once, Do: d.restate},
	}
}

// open begins the first version of a report; restate begins the later ones.
func (d *Desk) open(w *record.Doing) error {
	names := []string{"form", "period", "handling_unit", "handler", procedure.StepField}
	again := w.Values["restates"] != nil && w.Caller.Machine == machine
	if again {
		names = append(names, "restates", "restate_reason", "version", "due_from", "hand", "writer")
	}
	if err := w.Only("report.fixed", names...); err != nil {
		return err
	}
	form, _ := w.Values["form"].(string)
	def := d.set.Find(form)
	if def == nil {
		return fault.Bad("report.form", "没有这种报表", fault.Field{Name: "form", Code: "unknown", Text: "没有名为“" + clip(form) + "”的报表"})
	}
	period, _ := w.Values["period"].(string)
	span, ok := def.Span(period)
	if !ok {
		return fault.Bad("report.period", "报告期不正确", fault.Field{Name: "period", Code: "format", Text: "应为" + map[string]string{"month": "月份，例如 2026-10", "quarter": "季度，例如 2026-Q3", "half": "半年，例如 2026-H1", "year": "年份，例如 2026"}[def.Period]})
	}
	if day := calendar.DateOf(calendar.Instant(w.Tx.Now())); !span.Until.Before(day) {
		return fault.Bad("report.early", "报告期还没有结束", fault.Field{Name: "period", Code: "early", Text: fmt.Sprintf("%s到 %s 结束", span.Title(), span.Until.Chinese())})
	}
	v := w.Values
	if !again {
		v["version"], v["due_from"] = int64(1), span.Until.String()
	}
	v["title"] = def.Title + " " + span.Title()
	v["slot"] = fmt.Sprintf("%s/%s/%v", form, period, v["version"])
	v["since"], v["until_on"], v["due_days"] = span.From.String(), span.Until.String(), int64(def.Due)
	if v["handler"] == nil && w.Self() != nil {
		v["handler"] = w.Self()
	}
	if v["handling_unit"] == nil && w.Caller.Unit != "" {
		v["handling_unit"] = map[string]any{"area": string(w.Caller.Area), "id": string(w.Caller.Unit)}
	}
	return nil
}

// machine is in whose name a report is opened that nobody opened by hand.
const machine = "统计报表"

// counted are the figures of a report, and when and by which declaration they were.
type counted struct {
	def     *Definition
	figures *Figures
	at      clock.Instant
}

// ahead counts the figures in a snapshot: over a million complaints that takes seconds,
// in which nobody else should have to wait for the writer.
func (d *Desk) ahead(c db.Conn, r *record.Record) (any, error) {
	at := d.engine.DB().Now() // no later than the snapshot shows
	def := d.set.Find(r.Text("form"))
	if def == nil {
		return nil, nil // fill says so
	}
	f, err := d.fresh(c, def, r)
	return &counted{def, f, at}, err
}

// fresh counts a report as its declaration and what was written by hand want it.
func (d *Desk) fresh(c db.Conn, def *Definition, r *record.Record) (*Figures, error) {
	hand, err := handOf(r.Text("hand"))
	if err != nil {
		return nil, err
	}
	return d.count(c, def, r, hand)
}

// fill takes the figures, counted anew by the declaration as it is now.
func (d *Desk) fill(w *record.Doing) error {
	def := d.set.Find(w.Old.Text("form"))
	if def == nil {
		return fault.New(fault.Conflict, "report.form", "这种报表的制度已经停用，不能再取数")
	}
	x, ok := w.Ahead.(*counted)
	if !ok || x.def != def {
		f, err := d.fresh(w.Tx, def, w.Old)
		if err != nil {
			return err
		}
		x = &counted{def, f, w.Tx.Now()}
	}
	w.Values["figures"], w.Values["definition"], w.Values["digest"] = x.figures.Text(), def.Source, def.Digest
	w.Values["as_of"], w.Values["filler"] = int64(x.at), w.Self()
	return d.reread(w, def, x.figures)
}

func handOf(text string) (Hand, error) {
	h, err := parseJSON[Hand](text)
	if err != nil {
		return nil, fault.Bad("report.hand", "手工填报的数据格式不正确", fault.Field{Name: "hand", Code: "format", Text: "应为 {行: {列: 整数}}"}).With(err)
	}
	return h, nil
}

// count counts a report of a record's area and period.
func (d *Desk) count(c db.Conn, def *Definition, r *record.Record, hand Hand) (*Figures, error) {
	span, ok := def.Span(r.Text("period"))
	if !ok {
		return nil, fault.New(fault.Conflict, "report.period", "报表制度的报告期已经改变")
	}
	return counter{d.engine, d.people, c, def, r.Area, span}.count(hand)
}

// write takes figures written by hand into those that were counted.
func (d *Desk) write(w *record.Doing) error {
	def, f, err := d.stored(w.Old)
	if err != nil {
		return err
	}
	text, _ := w.Values["hand"].(string)
	hand, err := handOf(text)
	if err != nil {
		return err
	}
	for key, cells := range hand {
		l := f.Line(key)
		for name, v := range cells {
			c := def.Column(name)
			if l == nil || c == nil || !c.Hand || def.Row(l.Row).Sum != "" || v < 0 || v > 1_000_000_000_000 {
				return fault.Bad("report.hand", "手工填报的数据有误", fault.Field{Name: "hand", Code: "unknown", Text: fmt.Sprintf("“%s”行“%s”列不是手工填报的，或者数值不在 0 到 1 万亿之间", clip(key), clip(name))})
			}
		}
	}
	if err := def.write(f, hand); err != nil {
		return err
	}
	w.Values["figures"], w.Values["writer"] = f.Text(), w.Self()
	return d.reread(w, def, f)
}

// reread drops the explanations of what the figures no longer say, or say otherwise:
// nobody has explained that.
func (d *Desk) reread(w *record.Doing, def *Definition, now *Figures) error {
	said, err := parseJSON[Explanations](w.Old.Text("explanations"))
	if err != nil || len(said) == 0 {
		return err
	}
	_, last, err := d.before(w.Tx, def, w.Old)
	if err != nil {
		return err
	}
	before := map[string]string{}
	switch found, err := d.Findings(w.Tx, w.Old); {
	case fault.Is(err, fault.Conflict): // the declaration of then works no longer
	case err != nil:
		return err
	default:
		before = warned(found)
	}
	kept := Explanations{}
	for key, text := range warned(def.Check(now, last, nil)) {
		if words := said[key]; words != "" && before[key] == text {
			kept[key] = words
		}
	}
	switch {
	case len(kept) == len(said):
	case len(kept) == 0:
		w.Values["explanations"] = nil
	default:
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		w.Values["explanations"] = string(text)
	}
	return nil
}

// warned are the figures in words of every warning; one may have several.
func warned(found []Finding) map[string]string {
	out := map[string]string{}
	for _, x := range found {
		if x.Warn {
			out[x.Key] += x.Text + "\n"
		}
	}
	return out
}

// explain takes the words that people give to warnings.
func (d *Desk) explain(w *record.Doing) error {
	text, _ := w.Values["explanations"].(string)
	said, err := parseJSON[Explanations](text)
	if err != nil {
		return fault.Bad("report.explain", "说明的格式不正确", fault.Field{Name: "explanations", Code: "format", Text: "应为 {警告: 说明}"}).With(err)
	}
	found, err := d.Findings(w.Tx, w.Old)
	if err != nil {
		return err
	}
	for key, words := range said {
		if why := tells(words); why != "" {
			return fault.Bad("report.explain", "说明有误", fault.Field{Name: "explanations", Code: "personal", Text: "说明中" + why + "；凡能看报表的人都能看到说明"})
		}
		if !slices.ContainsFunc(found, func(x Finding) bool { return x.Warn && x.Key == key }) || len([]rune(strings.TrimSpace(words))) < 4 {
			return fault.Bad("report.explain", "说明有误", fault.Field{Name: "explanations", Code: "unknown", Text: "“" + clip(key) + "”不是现有的警告，或者说明不足四个字"})
		}
	}
	return nil
}

// private are the numbers of phones, papers and cards however they are written, and
// the numbers of tip-offs; days are none of them.
var (
	days    = regexp.MustCompile(`20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}`)
	private = regexp.MustCompile(`(?:[0-9０-９Xx][\s\-－—()（）]{0,2}){11}`)
	tipoff  = regexp.MustCompile(`举报\s*[〔\[［【(（]`)
)

// tells says what in an explanation is not for all who read the report, "" where
// there is nothing.
func tells(words string) string {
	switch {
	case private.MatchString(days.ReplaceAllString(words, "日")):
		return "有电话、证件等号码"
	case tipoff.MatchString(words):
		return "有举报的编号"
	}
	return ""
}

// check lets a report pass if nothing is wrong and every warning is explained.
func (d *Desk) check(w *record.Doing) error {
	found, err := d.Findings(w.Tx, w.Old)
	if err != nil {
		return err
	}
	if open := Open(found); len(open) > 0 {
		var fields []fault.Field
		for _, x := range open {
			text := x.Title + "：" + x.Say
			if x.Warn {
				text += "（须说明）"
			}
			fields = append(fields, fault.Field{Name: x.Key, Code: "check", Text: text})
		}
		return fault.Bad("report.check", fmt.Sprintf("逻辑审核未通过：%d 处", len(open)), fields...)
	}
	w.Values["checker"] = w.Self()
	return nil
}

func (d *Desk) lock(w *record.Doing) error {
	w.Values["locker"] = w.Self()
	return nil
}

// once says that a report that was restated is restated no more: its successor is.
func once(_ actor.Caller, r *record.Record) string {
	if r.Values["successor"] != nil {
		return "已经更正重报；再有差错的，更正新的一版"
	}
	return ""
}

// restate begins the next version; the one that was sent stays as it is.
func (d *Desk) restate(w *record.Doing) error {
	n, _ := w.Old.Values["version"].(int64)
	v := map[string]any{"form": w.Old.Text("form"), "period": w.Old.Text("period"), "version": n + 1, "restates": map[string]any{"area": string(w.Old.Area), "id": string(w.Old.ID)},
		"restate_reason": w.Reason, "due_from": w.Tx.Now().Day(), "handling_unit": w.Old.Values["handling_unit"], "handler": w.Old.Values["handler"]}
	if h := w.Old.Text("hand"); h != "" {
		v["hand"], v["writer"] = h, w.Old.Values["writer"]
	}
	next, err := w.Engine.ActIn(w.Tx, record.Request{Kind: Kind, Act: record.Create, Area: w.Old.Area, Unit: w.Old.Unit, Values: v, Caller: actor.Caller{Machine: machine, Area: w.Old.Area}})
	if err != nil {
		return err
	}
	w.Values["successor"] = map[string]any{"area": string(next.Area), "id": string(next.ID)}
	return nil
}

// Open opens the reports of the periods that have ended most lately and of which
// there is none yet; unit answers for them.
func (d *Desk) Open(tx *db.Tx, area ref.Area, unit ref.ID) error {
	for _, def := range d.set.All() {
		span := def.Last(calendar.DateOf(calendar.Instant(tx.Now())))
		if _, err := d.Begin(tx, area, unit, def, span); err != nil {
			return fmt.Errorf("opening %s of %s: %w", def.Name, span.Name, err)
		}
	}
	return nil
}

// Begin opens the first version of a report, where there is none; nil where there is.
func (d *Desk) Begin(tx *db.Tx, area ref.Area, unit ref.ID, def *Definition, span Span) (*record.Record, error) {
	c := actor.Caller{Machine: machine, Area: area}
	had, err := d.engine.ListIn(tx, record.Query{Kind: Kind, Area: area, Caller: c, Filter: fmt.Sprintf("form == %q && period == %q", def.Name, span.Name), Sort: "id", Limit: 1})
	if err != nil || len(had.Items) > 0 {
		return nil, err
	}
	return d.engine.ActIn(tx, record.Request{Kind: Kind, Act: record.Create, Area: area, Unit: unit, Caller: c,
		Values: map[string]any{"form": def.Name, "period": span.Name, "handling_unit": map[string]any{"area": string(area), "id": string(unit)}}})
}

// definition is the text a report was counted by, else the one in force.
func (d *Desk) definition(r *record.Record) (*Definition, error) {
	digest := r.Text("digest")
	def := d.set.Find(r.Text("form"))
	if digest == "" || def != nil && def.Digest == digest {
		if def == nil {
			return nil, fault.New(fault.Conflict, "report.form", "这种报表的制度已经停用")
		}
		return def, nil
	}
	if x, ok := d.known.Load(digest); ok {
		return x.(*Definition), nil
	}
	old, problems := Parse(r.Text("form")+".yaml", "", []byte(r.Text("definition")))
	if len(problems) == 0 {
		problems = old.Link(d.kinds, nil)
	}
	if len(problems) > 0 {
		return nil, fault.New(fault.Conflict, "report.definition", "当时的报表制度在现有的业务声明下不能再计算："+problems.Error())
	}
	d.known.Store(digest, old)
	return old, nil
}

// stored are the figures of a report and the declaration they were counted by.
func (d *Desk) stored(r *record.Record) (*Definition, *Figures, error) {
	def, err := d.definition(r)
	if err != nil {
		return nil, nil, err
	}
	f, err := ParseFigures(r.Text("figures"))
	if err == nil && f == nil {
		err = fault.New(fault.Conflict, "report.empty", "还没有取数")
	}
	return def, f, err
}

// Findings are those of the logical check on the stored figures.
func (d *Desk) Findings(c db.Conn, r *record.Record) ([]Finding, error) {
	def, f, err := d.stored(r)
	if err != nil {
		return nil, err
	}
	said, err := parseJSON[Explanations](r.Text("explanations"))
	if err != nil {
		return nil, err
	}
	_, last, err := d.before(c, def, r)
	if err != nil {
		return nil, err
	}
	return def.Check(f, last, said), nil
}

// before is the report of the period before, in its last version, with its figures;
// nil where there is none.
func (d *Desk) before(c db.Conn, def *Definition, r *record.Record) (*record.Record, *Figures, error) {
	span, ok := def.Span(r.Text("period"))
	if !ok {
		return nil, nil, nil
	}
	p, err := d.engine.ListIn(c, record.Query{Kind: Kind, Area: r.Area, Caller: actor.Caller{Machine: machine, Area: r.Area}, Filter: fmt.Sprintf("form == %q && period == %q && figures != null", def.Name, def.Before(span).Name), Sort: "-id", Limit: 1})
	if err != nil || len(p.Items) == 0 {
		return nil, nil, err
	}
	f, err := ParseFigures(p.Items[0].Text("figures"))
	return p.Items[0], f, err
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
