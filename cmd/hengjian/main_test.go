package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"
)

// call runs a command as from a shell.
func call(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// city makes a small demo city.
func city(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "city")
	if code, _, errs := call("demo", "--data", dir, "--subjects", "5", "--complaints", "0", "--tipoffs", "0", "--orders", "0"); code != exitOK {
		t.Fatalf("no city: %d %s", code, errs)
	}
	return dir
}

// A call that cannot be right says in Chinese which argument is wrong and why.
func TestWrongCalls(t *testing.T) {
	t.Setenv("HENGJIAN_DB", "")
	dir, none, text := city(t), filepath.Join(t.TempDir(), "none"), write(t, "text", "nothing\n")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	story := write(t, "broken.story", "at 2026-13-40\n")
	told := write(t, "two.story", "story 一\nat 2026-05-06 09:00\nstory 二\nat 2026-05-06 09:00\n")
	bad := filepath.Dir(write(t, "bad.yaml", "kind: bad\ntitle: 坏\nfields:\n  - {name: x, title: 甲, type: nosuch}\n"))
	file := filepath.Join(t.TempDir(), "b.tar.gz")
	if code, _, errs := call("backup", "--data", dir, "--to", file); code != exitOK {
		t.Fatal(errs)
	}
	for _, c := range []struct {
		call  string
		code  int
		names string
	}{
		{"", exitUsage, "缺少命令；可用：serve、import、"},
		{"nope", exitUsage, "没有命令 nope；可用：serve、"},
		{"ledger", exitUsage, "缺少命令；可用：verify、checkpoint"},
		{"ledger nope", exitUsage, "没有命令 nope；可用：verify、checkpoint"},
		{"due", exitUsage, "缺少参数 <law> <clock> <start>"},
		{"due samr-order-121 accept", exitUsage, "缺少参数 <start>"},
		{"due samr-order-121 accept 2026-09-30 more", exitUsage, "多余的参数 more"},
		{"due samr-order-121 accept 2026-09-30 --begin 2026-09-30", exitUsage, "没有选项 --begin；是否想写 --begins"},
		{"due samr-order-121 accept 2026-09-30 --frob", exitUsage, "没有选项 --frob\n"},
		{"due samr-order-121 accept 2026-09-30 --extend x", exitUsage, "--extend：应为整数"},
		{"due samr-order-121 accept 2026-09-30 --extend -1", exitUsage, "--extend：后面应有值；以 - 开头的值写作 --extend=-1"},
		{"due samr-order-121 accept 2026-09-30 --extend", exitUsage, "--extend：后面应有值"},
		{"due nolaw accept 2026-09-30", exitUsage, "参数 LAW：没有名为“nolaw”的法"},
		{"due samr-order-121 nope 2026-09-30", exitUsage, "参数 CLOCK："},
		{"due samr-order-121 accept 2026-09-31", exitUsage, "参数 START：没有“2026-09-31”这一天"},
		{"due samr-order-121 accept 2026-09-30 --pause 2026-10-09", exitUsage, "参数 --pause："},
		{"story run " + none, exitUsage, "文件或者目录不存在"},
		{"story run " + story, exitUsage, "1:4: “2026-13-40”不是日期"},
		{"story run " + story + " --kinds " + none, exitUsage, "--kinds：没有 " + none + " 这个文件或目录"},
		{"story run " + told + " --kinds " + bad, exitUsage, "bad.yaml:4:31: “nosuch”不在可选范围内"},
		{"procedure simulate --data " + dir, exitUsage, "缺少选项 --law=LAW"},
		{"procedure simulate --data " + dir + " --law nolaw", exitUsage, "--law：没有业务声明了 nolaw"},
		{"procedure simulate --data " + dir + " --law samr-order-121 --transition half", exitUsage, "--transition：应为 pin"},
		{"procedure simulate --data " + none + " --law samr-order-121", exitUnfitting, "--data：" + none + " 里没有衡鉴的数据库"},
		{"ledger verify --data " + none, exitUnfitting, "--data：" + none + " 里没有衡鉴的数据库"},
		{"ledger verify --data " + dir + " --since " + none, exitUsage, "--since：没有 " + none},
		{"ledger verify --data " + dir + " --since " + text, exitUsage, "--since：" + text + " 不是检查点"},
		{"ledger verify --data " + dir + " --suite md5", exitUsage, "--suite：应为 sha256-ed25519、sm3-sm2 之一"},
		{"ledger verify --data " + dir + " --db somewhere", exitUsage, "--db：数据库地址应以 postgres:// 开头"},
		{"clock --data " + none, exitUnfitting, "--data：" + none},
		{"clock --data " + dir + " --to tomorrow", exitUsage, "--to：应为 2027-03-01"},
		{"clock --data " + dir + " --to 2001-01-01", exitUsage, "--to：现在是 "},
		{"account reset nobody --data " + none, exitUnfitting, "--data：" + none},
		{"account key nobody --title x --data " + dir, exitUsage, "<account>：没有这个账号"},
		{"account key wangfang --title x --days 999 --data " + dir, exitUsage, "--days：应在 1 与 366 之间"},
		{"account appoint x1 --name 张三 --role king --data " + dir, exitUsage, "--role：应为 system_admin、security_admin、audit_admin 之一"},
		{"import " + none + " --data " + dir, exitUsage, "<file> ...：没有 " + none},
		{"import " + text + " --kind nokind --data " + dir, exitUsage, "--kind：没有名为 nokind"},
		{"export nokind --data " + dir, exitUsage, "<kind>：没有名为 nokind"},
		{"export business --format pdf --data " + dir, exitUsage, "--format：格式应为 csv、xlsx 或 jsonl"},
		{"export business --fields nofield --data " + dir, exitUsage, "--fields：经营主体没有名为 nofield"},
		{"export business --filter nofield==1 --data " + dir, exitUsage, "--filter：第1行第1列"},
		{"export business --out " + dir + " --data " + dir, exitUsage, "--out：" + dir + " 是目录"},
		{"backup --data " + dir, exitUsage, "缺少选项 --to=FILE"},
		{"backup --data " + dir + " --to " + file, exitUsage, "--to：" + file + " 已存在"},
		{"backup --data " + dir + " --to " + filepath.Join(none, "b.tar.gz"), exitUsage, "--to：没有 " + none + " 这个目录"},
		{"backup --data " + dir + " --to b.zip", exitUsage, "--to：文件名应以 .tar.gz 结尾"},
		{"restore --data " + none + " --from " + none + "x", exitUsage, "--from：读不到备份文件 " + none},
		{"restore --data " + none + " --from " + text, exitUsage, "--from：这个文件不是衡鉴的备份"},
		{"restore --data " + dir + " --from " + file, exitUsage, "--data：目标目录 " + dir + " 不是空的"},
		{"restore --data " + none + " --from " + file, exitUsage, "--key：这份备份不含账本签名密钥"},
		{"restore --data " + none + " --from " + file + " --key " + text, exitUsage, "--key：" + text + " 不是账本签名密钥"},
		{"restore --data " + none + " --from " + file + " --erasures " + none + "x", exitUsage, "--erasures：读不到删除清单"},
		{"serve --data " + dir + " --rate fast", exitUsage, "--rate：应为数"},
		{"serve --data " + dir + " --log loud", exitUsage, "--log：应为 debug、info、warn、error 之一"},
		{"serve --data " + dir + " --addr nowhere", exitUsage, "--addr：不能监听 nowhere；应写作 主机:端口"},
		{"serve --data " + dir + " --addr " + taken.Addr().String(), exitFailed, "--addr " + taken.Addr().String() + " 已被另一个程序占用"},
	} {
		code, out, errs := call(strings.Fields(c.call)...)
		if said := out + errs; code != c.code || strings.Count(said, c.names) != 1 {
			t.Errorf("hengjian %s: %d, %s\nwant %d with, once, %s", c.call, code, said, c.code, c.names)
		}
		if !strings.ContainsFunc(strings.SplitN(errs, "\n", 2)[0], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("hengjian %s: not in Chinese: %s", c.call, errs)
		}
		if exists(none) && strings.Contains(c.call, "--data "+none) && !strings.HasPrefix(c.call, "restore") {
			t.Fatalf("hengjian %s: began an installation", c.call)
		}
	}
}

// What `ledger checkpoint` prints is what `ledger verify --since` takes, as it was
// kept: with empty lines at its end, or with the line ends of Windows.
func TestKeptCheckpoint(t *testing.T) {
	t.Setenv("HENGJIAN_DB", "")
	dir := city(t)
	code, kept, key := call("ledger", "checkpoint", "--data", dir)
	if code != exitOK || !strings.HasPrefix(kept, "hengjian/3710\n") || !strings.HasSuffix(kept, "=\n") || strings.HasSuffix(kept, "\n\n") {
		t.Fatalf("%d %q", code, kept)
	}
	if !strings.HasPrefix(key, "公钥 hengjian-weihai+") {
		t.Errorf("key %q", key)
	}
	for name, text := range map[string]string{"as printed": kept, "empty lines": "\n" + kept + "\n\n", "Windows": strings.ReplaceAll(kept, "\n", "\r\n")} {
		if code, out, errs := call("ledger", "verify", "--data", dir, "--since", write(t, "kept", text)); code != exitOK || !strings.Contains(out, "全部相符") {
			t.Errorf("%s: %d %s%s", name, code, out, errs)
		}
	}
	other := filepath.Join(t.TempDir(), "other") // a checkpoint of somebody else's log
	if code, _, errs := call("demo", "--data", other, "--subjects", "3", "--complaints", "0", "--tipoffs", "0", "--orders", "0"); code != exitOK {
		t.Fatal(errs)
	}
	if code, out, _ := call("ledger", "verify", "--data", other, "--since", write(t, "kept", kept)); code != exitFindings || !strings.Contains(out, "不是本账本密钥签名的") {
		t.Errorf("another's: %d %s", code, out)
	}
}

// A register that is one YAML file takes in what it gave out: options and areas by
// the names people read.
func TestExportComesBack(t *testing.T) {
	t.Setenv("HENGJIAN_DB", "")
	dir := city(t)
	if err := os.MkdirAll(filepath.Join(dir, "kinds"), 0o700); err != nil {
		t.Fatal(err)
	}
	declaration := "kind: street_vendor\ntitle: 流动摊点\nmatter: registration\ntitle_field: vendor\nfields:\n" +
		"  - {name: vendor, title: 摊主, type: text, required: true, search: true, max: 60, unique: area}\n" +
		"  - {name: county, title: 所在区县, type: area, index: true}\n" +
		"  - {name: goods, title: 经营品种, type: enum, options: {snack: 小吃, fruit: 水果}}\n"
	if err := os.WriteFile(filepath.Join(dir, "kinds", "street_vendor.yaml"), []byte(declaration), 0o600); err != nil {
		t.Fatal(err)
	}
	first := write(t, "first.csv", "摊主,所在区县,经营品种\n甲,371002,小吃\n乙,环翠区,水果\n丙,高区,小吃\n")
	if code, out, errs := call("import", "--data", dir, "--kind", "street_vendor", first); code != exitOK || !strings.Contains(out, "新增 3 + 更新 0 + 无变化 0 + 隔离 0") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	back := filepath.Join(t.TempDir(), "back.csv")
	if code, _, errs := call("export", "street_vendor", "--data", dir, "--out", back); code != exitOK {
		t.Fatal(errs)
	}
	if code, out, errs := call("import", "--data", dir, "--kind", "street_vendor", back); code != exitOK || !strings.Contains(out, "无变化 3 + 隔离 0") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
}

// Both READMEs name every command.
func TestCommandsAreInTheReadmes(t *testing.T) {
	var c cli
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"README.md", "README.zh-CN.md"} {
		b, err := os.ReadFile(filepath.Join("..", "..", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, leaf := range k.Model.Leaves(true) {
			if name := leaf.Path(); !strings.Contains(string(b), "`"+name+"`") && !(leaf.Parent.Name == "account" && strings.Contains(string(b), "`"+leaf.Name+"`")) {
				t.Errorf("%s does not name %s", page, name)
			}
		}
	}
}
