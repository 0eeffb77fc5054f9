package hostile

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// work finds the nonce of a slip, as the page does.
func work(slip string, zeros int) string {
	for n := 0; ; n++ {
		nonce := fmt.Sprint(n)
		sum := sha256.Sum256([]byte(slip + ":" + nonce))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= zeros {
			return nonce
		}
	}
}

type slipOut struct {
	Slip string
	Bits int
}

type standing struct {
	Area, ID, Kind, Number, Step, Title string
	Rev                                 int64
	Files                               []string
	Acts                                []struct{ Name string }
}

type receiptOut struct {
	Code  string
	Items []standing
}

func filing(slip slipOut, more map[string]any) map[string]any {
	m := map[string]any{"slip": slip.Slip, "nonce": work(slip.Slip, slip.Bits), "about": "dispute", "trader": "受测超市", "address": "文化路1号", "goods": "牛奶", "brief": "变质了", "facts": "买来当天打开已经变质。",
		"wants": []string{"refund"}, "amount": 6850, "name": "于晓", "phone": "15400000001", "home": "新威路2号"}
	for k, v := range more {
		m[k] = v
	}
	return m
}

func attach(c *livetest.Client, slip, name, content string) livetest.Answer {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, _ := w.CreateFormFile("file", name) // into memory
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return c.Do(http.MethodPost, "/api/public/filing/files", b.Bytes(), "Content-Type", w.FormDataContentType(), "X-Slip", slip)
}

// publicFiles files as a consumer does, twice at once, and tries everything else.
func publicFiles(t *testing.T, srv *livetest.Server) {
	nobody := srv.Nobody()
	var s slipOut
	slip := func() slipOut {
		nobody.Post("/api/public/filing/slip", map[string]any{}).Into(t, http.StatusOK, &s)
		return s
	}
	mine := slip()
	var up map[string]any
	attach(nobody, mine.Slip, "小票.png", "\x89PNG\r\n\x1a\n0000").Into(t, http.StatusOK, &up)
	body := filing(mine, map[string]any{"files": []any{up}})
	answers := make(chan livetest.Answer, 4)
	for range 4 { // the button pressed again and again
		go func() { answers <- srv.Nobody().Post("/api/public/filing", body) }()
	}
	var first receiptOut
	for range 4 {
		var r receiptOut
		(<-answers).Into(t, http.StatusCreated, &r)
		if first.Code != "" && (r.Code != first.Code || r.Items[0].ID != first.Items[0].ID) {
			t.Errorf("pressed again: %v and %v", first, r)
		}
		first = r
	}
	c := first.Items[0]
	look := func(code, tail string) livetest.Answer {
		return nobody.Post("/api/public/progress", map[string]any{"code": code, "tail": tail})
	}
	var seen receiptOut
	look(strings.ToLower(first.Code), "0001").Into(t, http.StatusOK, &seen)
	if len(seen.Items) != 1 || len(seen.Items[0].Files) != 1 || seen.Items[0].Number != c.Number {
		t.Errorf("the progress shows %+v", seen)
	}

	// The file is the record's: an officer who may read it gets it, nobody else by its digest.
	officer := srv.SignIn(t, "reception")
	if a := officer.Get("/api/complaint/complaint/" + c.Area + "/" + c.ID + "/files/materials?n=0"); a.Status != http.StatusOK || !bytes.HasPrefix(a.Body, []byte("\x89PNG")) {
		t.Errorf("the officer opens the photograph: %d %.100s", a.Status, a.Body)
	}
	for _, n := range []string{"-1", "99999999999999999999", "x", "7"} {
		if a := officer.Get("/api/complaint/complaint/" + c.Area + "/" + c.ID + "/files/materials?n=" + n); a.Status >= 500 {
			t.Errorf("photograph %s: %d", n, a.Status)
		}
	}
	theirs := slip()
	if a := nobody.Post("/api/public/filing", filing(theirs, map[string]any{"files": []any{up}})); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("another's photograph named by its digest: %d %.200s", a.Status, a.Body)
	}

	for name, more := range map[string]map[string]any{
		"no work": {"nonce": "0"}, "a trap": {"website": "http://x"}, "another's slip": {"slip": theirs.Slip}, "no slip": {"slip": ""}, "a made slip": {"slip": "AAAA.AAAA.AAAA"}, "a long slip": {"slip": strings.Repeat("A", 5000)},
		"a field of ours": {"step": "settled"}, "a number for a text": {"trader": 7}, "nested": {"name": map[string]any{"name": "x"}}, "NUL": {"facts": "a\x00bcdefg"}, "nothing bought": {"goods": "", "brief": "", "facts": ""},
		"negative": {"amount": -1}, "enormous": {"amount": 1e18}, "fraction": {"amount": 1.5}, "no claim": {"wants": []string{}}, "unknown claim": {"wants": []string{"revenge"}}, "telephone": {"phone": "12345"}, "landline": {"phone": "0631-5200000"},
		"a number in the title": {"brief": "找15400000001"}, "one in the goods": {"goods": "微信15400000001"}, "one with gaps": {"brief": "找154 0000 0001"}, "one in wide digits": {"brief": "找１５４０００００００１"}, "a thousand claims": {"wants": strings.Split(strings.Repeat("revenge ", 1000), " ")}, "tomorrow": {"bought_on": "2999-01-01"}, "no day": {"bought_on": "'; --"}, "too long": {"facts": strings.Repeat("长", 4001)}, "a wrong code": {"phone_code": "000000"},
		"talk with nobody": {"talk": true}, "another's subject": {"subject": map[string]any{"area": "3710", "id": "01m00000000000000000000003"}}, "ten files": {"files": []any{up, up, up, up, up, up, up, up, up, up}}, "no file": {"files": []any{map[string]any{"digest": strings.Repeat("0", 64), "name": "x"}}},
	} {
		a := nobody.Post("/api/public/filing", filing(slip(), more))
		if st := sane(t, a); st < 400 || st >= 500 {
			t.Errorf("%s: %d %.200s", name, st, a.Body)
		}
	}
	// A telephone number is the same one however it is written.
	var told struct{ Shown string }
	spaced := slip()
	nobody.Post("/api/public/filing/phone", map[string]any{"slip": spaced.Slip, "phone": "154 0000-0001"}).Into(t, http.StatusOK, &told)
	nobody.Post("/api/public/filing", filing(spaced, map[string]any{"phone": "１５４ 00000001", "phone_code": told.Shown})).Into(t, http.StatusCreated, &receiptOut{})
	// Words are words, also hostile ones.
	for _, text := range []string{"<script>alert(1)</script>", "' OR 1=1 --", "=cmd|' /C calc'!A1", "{{7*7}}", "\u202E反", "𠮷野家"} {
		var r receiptOut
		nobody.Post("/api/public/filing", filing(slip(), map[string]any{"facts": text + "事情经过", "trader": "店" + text})).Into(t, http.StatusCreated, &r)
	}
	for _, f := range []struct{ name, content string }{{"x.html", "<html>"}, {"x.svg", "<svg onload=alert(1)/>"}, {"x.png", "<html>"}, {"x.exe", "MZ"}, {"x.png", ""}, {"x", "\x89PNG\r\n\x1a\n"}} {
		if a := attach(nobody, mine.Slip, f.name, f.content); sane(t, a) != http.StatusUnprocessableEntity {
			t.Errorf("the upload %s: %d", f.name, a.Status)
		}
	}
	if a := attach(nobody, mine.Slip, "大.png", "\x89PNG\r\n\x1a\n"+strings.Repeat("0", 11<<20)); a.Status != http.StatusRequestEntityTooLarge && a.Status != 0 {
		t.Errorf("eleven megabytes: %d", a.Status)
	}
	if a := attach(nobody, "", "x.png", "\x89PNG\r\n\x1a\n"); sane(t, a) != http.StatusUnprocessableEntity {
		t.Errorf("an upload without a slip: %d", a.Status)
	}

	act := func(name string, values map[string]any, more map[string]any) livetest.Answer {
		m := map[string]any{"code": first.Code, "tail": "0001", "kind": "complaint", "area": c.Area, "id": c.ID, "rev": c.Rev, "act": name, "values": values}
		for k, v := range more {
			m[k] = v
		}
		return nobody.Post("/api/public/progress/act", m, "Idempotency-Key", "k-"+name+fmt.Sprint(len(more)))
	}
	for _, name := range []string{"accept", "dispatch", "erase", "annul", "amend", "create", "inform", "serve", "transfer", "no_such", "", "../x", strings.Repeat("a", 5000)} {
		if st := sane(t, act(name, map[string]any{}, nil)); st < 400 || st >= 500 {
			t.Errorf("the public does %.20q: %d", name, st)
		}
	}
	var done receiptOut
	supplement := map[string]any{"supplement": "找到了小票"}
	act("supplement", supplement, nil).Into(t, http.StatusOK, &done)
	act("supplement", supplement, nil).Into(t, http.StatusOK, &done) // the answer was lost, sent again
	if done.Items[0].Rev != c.Rev+1 {
		t.Errorf("sent again: version %d after %d", done.Items[0].Rev, c.Rev)
	}
	if st := sane(t, act("supplement", map[string]any{"supplement": "y", "handler": map[string]any{"area": c.Area, "id": c.ID}}, map[string]any{"rev": c.Rev + 1})); st < 400 {
		t.Errorf("the public names the handler: %d", st)
	}

	// A document he was not handed is not there for him: a draft of his own record, one of
	// another's, one that is none.
	var draft, other struct{ Area, ID string }
	food := srv.SignIn(t, "food")
	food.Post("/api/document/document", map[string]any{"values": map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": c.ID}}).Into(t, http.StatusCreated, &draft)
	var theirsFiled receiptOut
	nobody.Post("/api/public/filing", filing(slip(), map[string]any{"phone": "15400000002"})).Into(t, http.StatusCreated, &theirsFiled)
	food.Post("/api/document/document", map[string]any{"values": map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": theirsFiled.Items[0].ID}}).Into(t, http.StatusCreated, &other)
	for name, m := range map[string]map[string]any{
		"a draft": {"area": draft.Area, "id": draft.ID}, "another's": {"area": other.Area, "id": other.ID}, "none": {"area": "3710", "id": "01m00000000000000000000003"},
		"the record": {"area": c.Area, "id": c.ID}, "no identifier": {"area": "", "id": "../../files"},
	} {
		m["code"], m["tail"] = first.Code, "0001"
		if a := nobody.Post("/api/public/progress/document", m); sane(t, a) != http.StatusNotFound {
			t.Errorf("%s is handed out: %d %.100s", name, a.Status, a.Body)
		}
	}
	if a := nobody.Post("/api/public/progress/document", map[string]any{"code": first.Code, "tail": "9999", "area": draft.Area, "id": draft.ID}); sane(t, a) < 400 {
		t.Errorf("with wrong digits: %d", a.Status)
	}

	// Trying codes and digits ends soon, also for who then has the right ones.
	blocked, tries := 0, make(chan livetest.Answer, 30)
	for i := range cap(tries) { // at once, and with the code written in many ways
		code := strings.Repeat(" ", i) + first.Code + strings.Repeat("-", i%7)
		go func() { tries <- look(code, fmt.Sprintf("%04d", 5000+i)) }()
	}
	for range cap(tries) {
		if a := <-tries; a.Status == http.StatusTooManyRequests {
			blocked++
		} else if a.Status != http.StatusNotFound {
			t.Errorf("wrong digits: %d %.200s", a.Status, a.Body)
		}
	}
	if blocked < 24 {
		t.Errorf("of 30 tries %d were refused", blocked)
	}
	if log := srv.Log(); strings.Contains(log, "15400000001") || strings.Contains(log, first.Code) || strings.Contains(log, mine.Slip) {
		t.Error("the log holds a telephone number, a code or a slip")
	}
}
