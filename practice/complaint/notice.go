package complaint

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// withdrawn takes a publication back (投诉信息公示) when the trader it names is no
// longer the one complained of, to be confirmed anew: what a person confirmed was
// that this trader is named, under this name. It neither follows by itself nor stays
// up against somebody else.
func withdrawn(w *record.Doing) error {
	to, given := w.Values["respondent"]
	if w.Old == nil || !given || w.Old.Text("publication") != "shown" || record.RefOf(to) == record.RefOf(w.Old.Values["respondent"]) {
		return nil
	}
	w.Values["publication"], w.Values["published_on"] = "undecided", nil
	if _, anew := w.Values["public_respondent"]; !anew {
		w.Values["public_respondent"] = nil
	}
	return nil
}

// unnamed refuses to take back an act that named the trader while a publication
// names him: to take back is to restore, and what was restored nobody has confirmed.
func unnamed(w *record.Doing) error {
	if w.Old.Text("publication") != "shown" {
		return nil
	}
	pasts, err := w.Engine.Pasts(w.Tx, w.Old.Kind.Name, w.Old.Ref())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(pasts, func(p record.Past) bool { return p.Act == w.Annuls })
	if at < 1 { // with the first the complaint itself is gone, and its publication
		return nil
	}
	if _, named := pasts[at].Changes["respondent"]; named {
		return fault.New(fault.Conflict, "complaint.published", "投诉信息正在公示，不能撤销核对被投诉人的办理；核对有误的，请重新核对或者更正被投诉人，公示随之撤下，另行确认")
	}
	return nil
}

// all does one thing after the other.
func all(list ...func(*record.Doing) error) func(*record.Doing) error {
	return func(w *record.Doing) error {
		for _, do := range list {
			if err := do(w); err != nil {
				return err
			}
		}
		return nil
	}
}
