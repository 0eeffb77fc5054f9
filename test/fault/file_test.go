package fault

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

const member = `kind: member
matter: registration
title: 会员
title_field: name
fields:
  - {name: name, title: 名称, type: text, required: true, search: true, max: 60}
  - {name: paper, title: 附件, type: file}
list: [name]
access: {read: [officer], create: [officer], amend: [officer], erase: [officer]}
`

// TestFileChangedAndErased attaches a file over HTTP, changes a byte of it behind
// the server's back, and then has its record erased by a server that is killed
// at that moment.
func TestFileChangedAndErased(t *testing.T) {
	const who = "龘靐齉爩"
	data := livetest.Demo(t, 20)
	if err := os.MkdirAll(filepath.Join(data, "kinds"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "kinds", "member.yaml"), []byte(member), 0o600); err != nil {
		t.Fatal(err)
	}
	s := livetest.Start(t, "--data", data)
	c := s.SignIn(t, "wangfang")
	var up map[string]any
	c.Attach("证件.txt", []byte("证件 "+who)).Into(t, http.StatusOK, &up)
	var r struct{ Area, ID string }
	c.Post("/api/registration/member", map[string]any{"values": map[string]any{"name": who, "paper": up}}).Into(t, http.StatusCreated, &r)
	s.Stop(t)

	digest := up["digest"].(string)
	path := filepath.Join(data, "files", digest[:2], digest[2:4], digest)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[3] ^= 1
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := livetest.Exec(t, "ledger", "verify", "--records", "--data", data)
	if code != 3 || !strings.Contains(out, r.ID) || !strings.Contains(out, "附件：文件“证件.txt”") || !strings.Contains(out, "已被改动") {
		t.Errorf("exit %d: %s", code, out)
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	livetest.Verify(t, "--data", data)

	s = livetest.Start(t, "--data", data)
	one := "/api/registration/member/" + r.Area + "/" + r.ID
	c = s.SignIn(t, "wangfang")
	c.Post(one+"/acts/erase", map[string]any{"reason": "本人申请"}, "If-Match", `"1"`).Into(t, http.StatusOK, nil)
	s.Kill()
	s = livetest.Start(t, "--data", data)
	left := places(t, data, who)
	for end := time.Now().Add(20 * time.Second); len(left) > 0 && time.Now().Before(end); left = places(t, data, who) {
		time.Sleep(50 * time.Millisecond)
	}
	if len(left) > 0 {
		t.Errorf("after the restart he still stands in %v", left)
	}
	s.Stop(t)
	code, out = livetest.Exec(t, "ledger", "verify", "--records", "--data", data)
	if code != 0 || !strings.Contains(out, r.ID) || !strings.Contains(out, "条办理依法删除") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// places lists the files of a folder that hold a text.
func places(t *testing.T, dir, text string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			out = append(out, filepath.Base(path))
		}
		if os.IsNotExist(err) { // destroyed meanwhile
			return nil
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}
