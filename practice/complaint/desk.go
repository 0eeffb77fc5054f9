package complaint

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
)

// Desk (投诉举报工作台) is what the officers who receive and handle complaints work
// with: registration in one transaction, what is alike, where a record should go,
// what may be answered, which are called back.
type Desk struct {
	engine   *record.Engine
	book     *procedure.Book
	traces   *Traces
	signs    *Signs
	router   *Router
	answers  *Answers
	disputes []Frequent
	stages   []Stage
}

// Parts are what a desk is made of.
type Parts struct {
	Engine *record.Engine
	Book   *procedure.Book
	Traces *Traces
	Router *Router
}

// New makes a desk from the data shipped with the product.
func New(p Parts) (*Desk, error) {
	signs, err := ParseSigns("signs.yaml", signYAML)
	if err != nil {
		return nil, fmt.Errorf("practice/complaint: %w", err)
	}
	answers, err := ParseAnswers("answers.yaml", answerYAML)
	if err != nil {
		return nil, fmt.Errorf("practice/complaint: %w", err)
	}
	disputes, err := ParseDisputes("disputes.yaml", disputeYAML)
	if err != nil {
		return nil, fmt.Errorf("practice/complaint: %w", err)
	}
	stages, err := ParseStages("stages.yaml", stageYAML)
	if err != nil {
		return nil, fmt.Errorf("practice/complaint: %w", err)
	}
	return &Desk{answers: answers, disputes: disputes, stages: stages, engine: p.Engine, book: p.Book, traces: p.Traces, signs: signs, router: p.Router}, nil
}

// Answers are the templates and forbidden words.
func (d *Desk) Answers() *Answers { return d.answers }

// Disputes are the frequent disputes a call may begin from.
func (d *Desk) Disputes() []Frequent { return d.disputes }
