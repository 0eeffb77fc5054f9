package complaint

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

var (
	//go:embed data/answers.yaml
	answerYAML []byte
	//go:embed data/disputes.yaml
	disputeYAML []byte
)

// Answer (答复模板) is a text an officer begins from.
type Answer struct {
	Answer string `json:"answer"`
	On     string `json:"on"`            // <kind>.<act>
	Law    string `json:"law,omitempty"` // it cites: only for records that live under it
	Field  string `json:"field"`
	Title  string `json:"title"`
	Text   string `json:"text"`
}

// Frequent (常见争议) is a beginning for what is taken down on the telephone.
type Frequent struct {
	Dispute string `json:"dispute"`
	Title   string `json:"title"`
	Key     string `json:"key"`
	Goods   string `json:"goods"`
	Brief   string `json:"brief"`
	Facts   string `json:"facts"`
	Claim   string `json:"claim"`
}

// Hit is one forbidden word (禁用语) with its place, counted in characters from 1.
type Hit struct {
	Word string `json:"word"`
	At   int    `json:"at"`
	Why  string `json:"why"`
	Stop bool   `json:"stop"` // the act is refused until it is out
}

// Answers are the templates and the words that must not stand in an answer.
type Answers struct {
	List     []Answer
	words    []forbidden
	patterns []pattern
}

type forbidden struct {
	word, why string
	stop      bool
}

type pattern struct {
	find *regexp.Regexp
	why  string
	stop bool
}

// Telephone numbers and numbers of identity cards as they stand in a text.
var personal = map[string]*regexp.Regexp{
	"phone":  regexp.MustCompile(`(?:^|[^0-9])(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?:$|[^0-9])`),
	"idcard": regexp.MustCompile(`(?:^|[^0-9])([1-9][0-9]{16}[0-9Xx])(?:$|[^0-9])`),
}

// ParseAnswers reads templates and forbidden words.
func ParseAnswers(file string, src []byte) (*Answers, error) {
	s, top := sheet.Parse(file, src)
	f := top.Fields("answers", "words", "personal")
	out := &Answers{}
	stop := func(n sheet.Node) bool {
		if l := n.Text(); l != "stop" && l != "warn" {
			n.Failf("level 应为 stop 或 warn")
		}
		return n.Text() == "stop"
	}
	for _, n := range f["answers"].List() {
		v := n.Fields("answer", "law", "on", "field", "title", "text")
		a := Answer{v["answer"].Text(), v["on"].Text(), v["law"].Text(), v["field"].Text(), v["title"].Text(), v["text"].Text()}
		if a.Answer == "" || a.Title == "" || a.Text == "" || checkedField[a.On] != a.Field {
			n.Failf("应有 answer、title、text，on 和 field 应为受检的办理和字段")
		}
		out.List = append(out.List, a)
	}
	for _, n := range f["words"].List() {
		v := n.Fields("level", "why", "words")
		for _, w := range v["words"].Texts() {
			out.words = append(out.words, forbidden{w, v["why"].Text(), stop(v["level"])})
		}
	}
	for _, n := range f["personal"].List() {
		v := n.Fields("find", "level", "why")
		re := personal[v["find"].Text()]
		if re == nil {
			v["find"].Failf("find 应为 phone 或 idcard")
			continue
		}
		out.patterns = append(out.patterns, pattern{re, v["why"].Text(), stop(v["level"])})
	}
	return out, s.Err()
}

// ParseDisputes reads the frequent disputes.
func ParseDisputes(file string, src []byte) ([]Frequent, error) {
	s, top := sheet.Parse(file, src)
	var out []Frequent
	for _, n := range top.Fields("disputes")["disputes"].List() {
		v := n.Fields("dispute", "title", "key", "goods", "brief", "facts", "claim")
		out = append(out, Frequent{v["dispute"].Text(), v["title"].Text(), v["key"].Text(), v["goods"].Text(), v["brief"].Text(), v["facts"].Text(), v["claim"].Text()})
	}
	return out, s.Err()
}

// Check finds what must not stand in a text, in the order of the text. Blanks
// between the characters of a word do not hide it.
func (a *Answers) Check(text string) []Hit {
	hits := []Hit{}
	runes := []rune(text)
	var plain []rune
	var at []int // place of each plain character
	for i, r := range runes {
		if !strings.ContainsRune(" \t\n　", r) {
			plain, at = append(plain, r), append(at, i)
		}
	}
	flat := string(plain)
	for _, w := range a.words {
		for from := 0; ; {
			i := strings.Index(flat[from:], w.word)
			if i < 0 {
				break
			}
			hits = append(hits, Hit{w.word, at[len([]rune(flat[:from+i]))] + 1, w.why, w.stop})
			from += i + len(w.word)
		}
	}
	for _, p := range a.patterns {
		for _, m := range p.find.FindAllStringSubmatchIndex(text, -1) {
			word := text[m[2]:m[3]]
			hits = append(hits, Hit{word, len([]rune(text[:m[2]])) + 1, p.why, p.stop})
		}
	}
	for _, open := range []string{"【"} {
		if i := strings.Index(text, open); i >= 0 {
			hits = append(hits, Hit{open, len([]rune(text[:i])) + 1, "模板中【】内的内容还没有填写", true})
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int { return x.At - y.At })
	return hits
}

// checkedField is where each act that tells people something has its text.
var checkedField = map[string]string{
	Complaint + ".refuse": "refuse_reason", Complaint + ".terminate": "end_reason", Complaint + ".reply": "reply",
	Consultation + ".answer": "answer", Consultation + ".tell_way": "answer",
}

// checked refuses an act whose text holds what must not be told.
func (a *Answers) checked(field string) func(*record.Doing) error {
	return func(w *record.Doing) error {
		text, _ := w.Values[field].(string)
		var said []string
		for _, h := range a.Check(text) {
			if h.Stop {
				said = append(said, fmt.Sprintf("第%d字起“%s”：%s", h.At, h.Word, h.Why))
			}
		}
		if len(said) == 0 {
			return nil
		}
		return fault.Bad("complaint.words", "答复中有不能写的内容", fault.Field{Name: field, Code: "word", Text: strings.Join(said, "；")})
	}
}

// Fill puts what a record says into a template.
func Fill(text string, r *record.Record) string {
	respondent := r.Text("respondent_as_written")
	return strings.NewReplacer("{respondent}", respondent, "{goods}", r.Text("goods"), "{number}", r.Number, "{received_on}", r.Text("received_on")).Replace(text)
}
