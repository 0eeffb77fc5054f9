// Package signing reads with which keys an installation signs documents: the file
// signing.yaml in the data folder (docs/documents.md). Without the file the
// installation's own key signs, which is no seal in law and says so.
package signing

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hengjian/hengjian/app/secret"
	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/fault"
)

// Name is the file in the data folder.
const Name = "signing.yaml"

// Set is what the file says.
type Set struct {
	Signer *document.Keys
	Roots  cms.Roots // by whom our own check believes signatures
	Stamps cms.Roots // and time-stamps
}

// Load reads the file of a data folder; every mistake in it is one error that names
// line and field. nil without the file. A certificate that has expired is no mistake
// here, so that the service starts: nothing is issued with it (document.Keys.Ready).
func Load(data string, now clock.Instant) (*Set, error) {
	src, err := os.ReadFile(filepath.Join(data, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "signing.file", "读不到电子签名配置 %s", Name).With(err)
	}
	r := &reader{data: data, now: now, set: &Set{Signer: &document.Keys{Method: "ca"}}}
	s, root := sheet.Parse(Name, src)
	f := root.Fields("roots_file", "timestamp", "signers")
	r.set.Roots = r.certificates(root, f, "roots_file", "受信任的根证书，PEM")
	if t := f["timestamp"]; t.Present() {
		r.timestamp(t)
	}
	for _, n := range f["signers"].List() {
		r.signer(n)
	}
	if len(r.set.Signer.List) == 0 {
		root.Failf("缺少 signers（至少一个签名）")
	}
	if err := s.Err(); err != nil {
		return nil, fault.New(fault.Invalid, "signing.config", "电子签名配置有误：\n"+err.Error())
	}
	return r.set, nil
}

type reader struct {
	data string
	now  clock.Instant
	set  *Set
}

// need reads a text that must be there.
func need(at sheet.Node, f map[string]sheet.Node, name, what string) string {
	s := strings.TrimSpace(f[name].Text())
	if s == "" {
		at.Failf("缺少 %s（%s）", name, what)
	}
	return s
}

// maxFile bounds a file of keys or certificates.
const maxFile = 1 << 20

// read reads a file that a field names, in the data folder. A private one must be its
// owner's alone.
func (r *reader) read(name string, at sheet.Node, private bool) []byte {
	file := strings.TrimSpace(at.Text())
	if !filepath.IsAbs(file) {
		file = filepath.Join(r.data, file)
	}
	st, err := os.Stat(file)
	switch {
	case err != nil || !st.Mode().IsRegular() || st.Size() > maxFile:
		at.Failf("%s：读不到文件 %s，或者文件过大", name, file)
		return nil
	case private && st.Mode().Perm()&0o077 != 0:
		at.Failf("%s：其他用户读得到私钥 %s（%04o），请 chmod 600", name, file, st.Mode().Perm())
		return nil
	case !private && st.Mode().Perm()&0o022 != 0:
		at.Failf("%s：其他用户改得了 %s（%04o），请 chmod go-w", name, file, st.Mode().Perm())
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		at.Failf("%s：读不到文件 %s", name, file)
	}
	return b
}

// certificates reads a file of them.
func (r *reader) certificates(n sheet.Node, f map[string]sheet.Node, name, what string) cms.Roots {
	if need(n, f, name, what) == "" {
		return nil
	}
	b := r.read(name, f[name], false)
	if b == nil {
		return nil
	}
	list, err := cms.ReadCertificates(b)
	if err != nil {
		f[name].Failf("%s：%s", name, err)
	}
	return list
}

func (r *reader) timestamp(n sheet.Node) {
	f := n.Fields("url", "roots_file", "seconds", "digest")
	a := &cms.Authority{URL: need(n, f, "url", "时间戳服务的地址，RFC 3161"), Within: 10 * time.Second}
	if u, err := url.Parse(a.URL); a.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		f["url"].Failf("url：应为 https:// 或者 http:// 开头的地址")
	}
	if f["seconds"].Present() {
		s, err := strconv.Atoi(f["seconds"].Code())
		if err != nil || s < 1 || s > 60 {
			f["seconds"].Failf("seconds：等待应答的秒数，1 至 60")
		}
		a.Within = time.Duration(s) * time.Second
	}
	switch d := f["digest"].Text(); d {
	case "", "sha256":
	case "sm3":
		a.SM3 = true
	default:
		f["digest"].Failf("digest：应为 sha256 或者 sm3")
	}
	a.Roots = r.certificates(n, f, "roots_file", "时间戳服务的根证书，PEM")
	r.set.Stamps, r.set.Signer.Authority = a.Roots, a
}

func (r *reader) signer(n sheet.Node) {
	f := n.Fields(append(secret.Keys(), "title", "organs", "key_file", "certificate_file")...)
	h := document.Holding{Title: need(n, f, "title", "文书和页面上的中文名称"), Organs: f["organs"].Texts()}
	if len([]rune(h.Title)) > 20 {
		f["title"].Failf("title：最多 20 字")
	}
	if slices.ContainsFunc(r.set.Signer.List, func(x document.Holding) bool { return x.Title == h.Title }) {
		f["title"].Failf("title：“%s”重复", h.Title)
	}
	if f["organs"].Present() && len(h.Organs) == 0 {
		f["organs"].Failf("organs：写明以哪些机关的名义签名；不写这一项的，所有机关都用")
	}
	if need(n, f, "key_file", "私钥文件") == "" {
		return
	}
	key := r.read("key_file", f["key_file"], true)
	if key == nil {
		return
	}
	var more []byte
	if f["certificate_file"].Present() {
		if more = r.read("certificate_file", f["certificate_file"], false); more == nil {
			return
		}
	}
	password := ""
	if secret.Given(f) {
		if password = secret.Read(r.data, n, f); password == "" {
			return
		}
	}
	var err error
	if h.Key, err = cms.ReadKey(key, more, password); err != nil {
		f["key_file"].Failf("key_file：%s", err)
		return
	}
	c := h.Key.Certificate()
	// Our own check would not believe what it signs: better now than on the first document.
	at := r.now.Time()
	if at.After(c.NotAfter) {
		at = c.NotAfter
	}
	if at.Before(c.NotBefore) {
		at = c.NotBefore
	}
	if err := r.set.Roots.Reach(c, h.Key.Chain, at, x509.ExtKeyUsageAny); err != nil {
		f["key_file"].Failf("key_file：%s；请把签发机构的根证书放进 roots_file，中间证书放进 certificate_file", err)
		return
	}
	r.set.Signer.List = append(r.set.Signer.List, h)
}
