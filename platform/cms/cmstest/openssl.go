package cmstest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hengjian/hengjian/platform/cms"
)

// OpenSSL runs openssl in a folder and gives what it says; a machine without it
// skips the test.
func OpenSSL(t testing.TB, dir string, args ...string) (string, error) {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not on this machine: nothing independent checks the signature here")
	}
	c := exec.Command(program, args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// Write puts a file into a folder, which only its owner reads.
func Write(t testing.TB, dir, name string, text []byte) string {
	t.Helper()
	at := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

const tsaConfig = `[tsa]
default_tsa = main
[main]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

// TSA is a time-stamp service that answers as openssl does, with a key.
func TSA(t testing.TB, k cms.Key) *httptest.Server {
	t.Helper()
	if _, err := OpenSSL(t, "", "version"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	Write(t, dir, "tsa.cnf", []byte(tsaConfig))
	Write(t, dir, "serial", []byte("01\n"))
	Write(t, dir, "tsa.pem", PEM(k.Chain...))
	Write(t, dir, "tsa.key", KeyPEM(t, k))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		Write(t, dir, "query", query)
		if said, err := OpenSSL(t, dir, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "reply"); err != nil {
			t.Errorf("openssl ts: %v %s", err, said)
		}
		reply, err := os.ReadFile(filepath.Join(dir, "reply"))
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(reply)
	}))
	t.Cleanup(s.Close)
	return s
}
