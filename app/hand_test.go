package app_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// TestSignedByHand: a signature by hand is under the very file that was shown and
// under no other, each stands in an act of its own with both digests, one hand signs
// again only with a reason, and the file stays what it was to the byte.
func TestSignedByHand(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, fonted(t, c), 60)
		ctx, food := context.Background(), a.who("food")
		r := a.complaint(nil)
		r = a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: r.Ref(), Rev: &r.Rev})
		doc := a.papers("food", "complaint", r.Ref())[0]
		picture := func(strokes string) map[string]any {
			d, size, err := a.Files.Put(ctx, strings.NewReader(strokes), 1<<20, food.Label())
			a.must(err)
			return map[string]any{"digest": string(d), "name": "手写签名.png", "size": size, "type": "image/png"}
		}
		sign := func(of, digest, reason string, file any) error {
			values := map[string]any{"hand_of": of, "hand_file": file}
			if digest != "" {
				values["hand_digest"] = digest
			}
			out, err := a.Engine.Act(ctx, record.Request{Kind: document.Kind, Act: "attest", Record: doc.Ref(), Rev: &doc.Rev, Caller: food, Reason: reason, Values: values})
			if err == nil {
				doc = out
			}
			return err
		}
		if err := sign("林某", strings.Repeat("0", 64), "", picture("一")); !fault.Is(err, fault.Conflict) {
			t.Errorf("a draft is signed by hand: %v", err)
		}
		doc, err := a.Office.Issue(ctx, food, doc.Ref(), doc.Rev, "https://bureau.invalid")
		a.must(err)
		pdf, err := a.Office.PDF(ctx, doc)
		a.must(err)
		printed := doc.Values["pdf"].(map[string]any)["digest"].(string)

		scan := picture("%PDF")
		scan["type"] = "application/pdf"
		for name, x := range map[string]struct {
			digest, code, field string
			file                any
		}{
			"without saying what was shown": {"", "record.invalid", "hand_digest", picture("一")},
			"under another file":            {strings.Repeat("a", 64), "document.other", "", picture("一")},
			"without a hand":                {printed, "record.invalid", "hand_file", nil},
			"as a scan":                     {printed, "record.invalid", "hand_file", scan},
		} {
			f := fault.As(sign("林某", x.digest, "", x.file))
			if f == nil || f.Code != x.code || x.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != x.field) {
				t.Errorf("signed %s: %v", name, f)
			}
		}
		a.must(sign("林某", printed, "", picture("一")))
		if f := fault.As(sign("林某", printed, "", picture("二"))); f == nil || len(f.Fields) != 1 || f.Fields[0].Code != "signed" {
			t.Errorf("one hand signs twice without a word: %v", f)
		}
		a.must(sign("示例超市", printed, "", picture("三")))
		a.must(sign("林某", printed, "签在了框外", picture("四")))

		var hands []document.Hand
		a.read(func(c db.Conn) (err error) {
			if hands, err = a.Office.Hands(c, doc); err != nil {
				return err
			}
			pasts, err := a.Engine.Pasts(c, document.Kind, doc.Ref())
			n := 0
			for _, p := range pasts {
				if lines, _ := p.Changes["hands"].([]any); p.Name == "attest" { // what the leaf of this act commits to
					if n++; len(lines) != n || !strings.HasPrefix(lines[n-1].(string), printed+" ") {
						t.Errorf("the act of signature %d says %v", n, lines)
					}
				}
			}
			return err
		})
		if len(hands) != 3 || hands[0].Corrected != "签在了框外" || hands[1].Of != "示例超市" || hands[2].Corrected != "" || hands[2].Digest != printed || hands[2].Before != string(food.Person) {
			t.Errorf("the signatures are %+v", hands)
		}
		if again, err := a.Office.PDF(ctx, doc); err != nil || !bytes.Equal(again, pdf) {
			t.Errorf("signed by hand its file is not what it was: %v", err)
		}
		if signed, err := a.Office.Signatures(ctx, doc); err != nil || len(signed) != 1 || signed[0].State != document.Valid {
			t.Errorf("the signature of the bureau is not one of its file any more: %+v %v", signed, err)
		}
		_, err = a.Ledger.Sequence(ctx)
		a.must(err)
		a.must(a.Engine.Verify(ctx, func(int64) {}, func(f record.Finding) { t.Error(f) }))
	})
}
