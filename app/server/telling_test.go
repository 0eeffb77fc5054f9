package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/test/livetest"
)

// TestGatewayOverHTTP lets an installation send through the gateway that its
// notify.yaml names and be called back: with the right secret, with a wrong one,
// twice, for a message of nobody.
func TestGatewayOverHTTP(t *testing.T) {
	ids := make(chan string, 10)
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Form.Get("to") != "15400009901" || r.Form.Get("key") != "hush-hush" {
			t.Errorf("the gateway got %v: %v", r.Form, err)
		}
		ids <- r.Form.Get("id")
		_, _ = io.WriteString(w, `{"result":{"code":0}}`)
	}))
	defer gateway.Close()
	data := t.TempDir()
	token := strings.Repeat("0a", 12)
	for name, text := range map[string]string{"call.secret": token, "sms.secret": "hush-hush", "notify.yaml": `channels:
  - name: sms
    title: 政务短信
    gateway:
      url: ` + gateway.URL + `/send
      form: {to: "{to}", text: "{text}", id: "{id}", key: "{secret}"}
      secret_file: sms.secret
      success: {field: result.code, values: ["0"]}
      receipt: {id: id, state: state, delivered: [OK], undeliverable: [NO], list: reports}
      callback: {token_file: call.secret, answer: success}
`} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := raise(t, app.Config{Data: data})
	reception, admin := b.demo(t, "reception"), b.demo(t, "sysadmin")
	var made madeRow
	do := func(c *livetest.Client, method, path string, body any, want int, into any, header ...string) {
		t.Helper()
		a := c.Do(method, path, encoded(t, body), header...)
		if a.Status != want {
			t.Fatalf("%s %s: %d, want %d: %.300s", method, path, a.Status, want, a.Body)
		}
		if into != nil {
			a.Into(t, want, into)
		}
	}
	do(reception, http.MethodPost, "/api/complaint/complaint", map[string]any{"values": map[string]any{"matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400009901", "complainant_address": "和平路5号", "respondent_as_written": "某数码店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}}, http.StatusCreated, &made)
	at, beside := "/api/complaint/complaint/"+made.Area+"/"+made.ID, "/api/tellings/complaint/"+made.Area+"/"+made.ID
	act := func(name string, values map[string]any, want int) {
		t.Helper()
		now := reception.Get(at)
		do(reception, http.MethodPost, at+"/acts/"+name, map[string]any{"values": values}, want, nil, "If-Match", now.Header.Get("ETag"))
	}
	act("redirect", map[string]any{"other_way": "disclosure"}, http.StatusOK)
	var of struct {
		May    bool
		Offers []struct {
			Act, Whom string
			Ways      []struct{ Channel, To, Text string }
		}
		Sent []struct{ State string }
	}
	do(reception, http.MethodGet, beside, nil, http.StatusOK, &of)
	if !of.May || len(of.Offers) != 1 || len(of.Offers[0].Ways) != 1 || of.Offers[0].Ways[0].To != "15400009901" || !strings.Contains(of.Offers[0].Ways[0].Text, "【部门、地址或者电话】") {
		t.Fatalf("offered %+v", of)
	}
	values := map[string]any{"act": "redirect", "whom": "complainant", "channel": "sms", "to": "15400009901", "text": of.Offers[0].Ways[0].Text}
	act("notify", values, http.StatusUnprocessableEntity) // what was left to be filled in is still there
	values["text"] = "您反映的事项属于政府信息公开，请向区政府政务公开办公室提出。"
	act("notify", values, http.StatusOK)
	var id string
	select {
	case id = <-ids:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was sent")
	}
	receipt := func(token, id string) (int, string) {
		t.Helper()
		res, err := http.Post(b.base+"/api/receipts/sms/"+token, "application/json", strings.NewReader(fmt.Sprintf(`{"reports":[{"id":%q,"state":"OK"}]}`, id)))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(text)
	}
	if status, _ := receipt("wrong", id); status != http.StatusNotFound {
		t.Errorf("a wrong secret: %d", status)
	}
	do(reception, http.MethodGet, beside, nil, http.StatusOK, &of)
	if len(of.Offers) != 1 || of.Sent[0].State == "delivered" {
		t.Errorf("before its receipt: %+v", of)
	}
	for _, who := range []string{id, id, "nobody"} {
		if status, text := receipt(token, who); status != http.StatusOK || text != "success" {
			t.Errorf("the receipt of %s: %d %s", who, status, text)
		}
	}
	do(reception, http.MethodGet, beside, nil, http.StatusOK, &of)
	if len(of.Offers) != 0 || len(of.Sent) != 1 || of.Sent[0].State != "delivered" {
		t.Errorf("after its receipt: %+v", of)
	}
	var timeline struct{ Items []struct{ Name, Note string } }
	do(reception, http.MethodGet, at+"/timeline", nil, http.StatusOK, &timeline)
	told := 0
	for _, x := range timeline.Items {
		if strings.Contains(x.Note, "15400009901") {
			t.Errorf("the timeline names the number: %s", x.Note)
		}
		if x.Name == "inform" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times: %+v", told, timeline)
	}
	channels := admin.Get("/api/admin/channels")
	if s := string(channels.Body); channels.Status != http.StatusOK || strings.Contains(s, "154000") || !strings.Contains(s, `"unknown":1`) || !strings.Contains(s, `"delivered":1`) {
		t.Errorf("channels %d: %s", channels.Status, s)
	}
	if a := reception.Get("/api/admin/channels"); a.Status != http.StatusForbidden {
		t.Errorf("an officer sees the channels: %d", a.Status)
	}
}
