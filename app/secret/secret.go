// Package secret reads secrets that a configuration names: from a file that only
// its owner reads, or from the environment, never from the configuration itself.
package secret

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

// Keys are the two keys of a configuration of which one is given.
func Keys() []string { return []string{"secret_file", "secret_env"} }

// Given reports whether a secret is named.
func Given(f map[string]sheet.Node) bool {
	return f["secret_file"].Text() != "" || f["secret_env"].Text() != ""
}

// Read reads the secret that the fields of a node name; a file is looked for in the
// data folder. Every mistake is noted at its place.
func Read(data string, n sheet.Node, f map[string]sheet.Node) string {
	file, env := f["secret_file"].Text(), f["secret_env"].Text()
	switch {
	case (file == "") == (env == ""):
		n.Failf("secret_file、secret_env 应填且只填一个：客户端密钥所在的文件或环境变量，密钥本身不写在这里")
		return ""
	case env != "":
		s := strings.TrimSpace(os.Getenv(env))
		if s == "" {
			f["secret_env"].Failf("secret_env：环境变量 %s 没有设置", env)
		}
		return s
	}
	return File(data, "secret_file", file, f["secret_file"])
}

// File reads a secret from a file; at is where a mistake is noted.
func File(data, key, file string, at sheet.Node) string {
	if !filepath.IsAbs(file) {
		file = filepath.Join(data, file)
	}
	st, err := os.Stat(file)
	switch {
	case err != nil || !st.Mode().IsRegular():
		at.Failf("%s：读不到文件 %s", key, file)
		return ""
	case st.Mode().Perm()&0o077 != 0:
		at.Failf("%s：其他用户读得到 %s（%04o），请 chmod 600", key, file, st.Mode().Perm())
		return ""
	}
	b, err := os.ReadFile(file)
	s := strings.TrimSpace(string(b))
	if err != nil || s == "" || len(s) > 1024 {
		at.Failf("%s：%s 读不到、是空的或过长", key, file)
	}
	return s
}
