package fault

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// checkSymbols and weights are of GB 32100—2015.
const checkSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// uscc is a code with a right check character, as the n-th of a county.
func uscc(n int) string {
	body := fmt.Sprintf("92371002MA%07d", n)
	weight, sum := 1, 0
	for _, c := range body {
		sum += bytes.IndexRune([]byte(checkSymbols), c) * weight
		weight = weight * 3 % 31
	}
	return body + string(checkSymbols[(31-sum%31)%31])
}

// word is one of some thousand invented names.
func word(n int) string {
	signs := []rune("福禄喜庆昌隆兴旺泰和顺安康宁吉祥如意金玉满堂春华秋实松柏长青海天云霞星辉月朗风清山水明秀")
	return string([]rune{signs[n%len(signs)], signs[n/len(signs)%len(signs)], signs[n*31%len(signs)]})
}

// register is a file of invented businesses in the columns of a public register:
// every hundredth row twice, every fiftieth with a wrong code.
func register(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址\r\n")
	for n := range rows {
		code := uscc(n)
		switch {
		case n%100 == 99: // the row before, once more
			n--
			code = uscc(n)
		case n%50 == 7:
			code = code[:17] + map[bool]string{true: "1", false: "0"}[code[17] == '0']
		}
		fmt.Fprintf(&b, "威海市%s%d号商店,%s,20%02d-%02d-%02d,个体工商户,%d万人民币,\"食品销售；日用百货零售；理发服务\",山东,威海,山东省威海市环翠区%s路%d号\r\n",
			word(n), n, code, n%24, n%12+1, n%28+1, n%500+1, word(n*7), n%300)
	}
	return b.Bytes()
}

// batch is an import as the API shows it.
type batch struct {
	ID, State, Error                               string
	Read, Accepted, Merged, Unchanged, Quarantined int
	Job                                            *struct {
		ID, State string
		Done      int
	}
}

// settled waits until the batch is in one of the states.
func settled(t *testing.T, c *livetest.Client, id string, states ...string) (b batch) {
	t.Helper()
	wait(t, "the batch to be "+fmt.Sprint(states), 120*time.Second, func() bool {
		c.Get("/api/collect/batches/"+id).Into(t, http.StatusOK, &b)
		if b.State == "failed" || b.State == "cancelled" {
			t.Fatalf("the batch is %s: %s", b.State, b.Error)
		}
		for _, s := range states {
			if b.State == s {
				return true
			}
		}
		return false
	})
	return b
}

func total(t *testing.T, c *livetest.Client) int {
	t.Helper()
	var n struct{ Count int }
	c.Get(livetest.Business+"/total").Into(t, http.StatusOK, &n)
	return n.Count
}

// A server killed in the middle of an import goes on with it when it is started
// again, without being told: nothing is lost, nothing stands twice.
func TestKillDuringImport(t *testing.T) {
	rows, kills := 20_000, livetest.Kills(3)
	if testing.Short() {
		rows, kills = 4_000, 1
	}
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	c := s.SignIn(t, "steward")
	before := total(t, c)
	file := register(rows)

	var up struct{ File, Name string }
	c.Upload("登记库全量.csv", file).Into(t, http.StatusOK, &up)
	var b batch
	c.Post("/api/collect/batches", map[string]any{"file": up.File, "name": up.Name, "kind": "business", "source": "province-register"}).Into(t, http.StatusOK, &b)

	restart := func() {
		s.Kill()
		s = livetest.Start(t, "--data", data)
		c = s.SignIn(t, "steward")
	}
	restart() // in the preflight
	checked := settled(t, c, b.ID, "ready")
	c.Post("/api/collect/batches/"+b.ID+"/run", map[string]any{}).Into(t, http.StatusOK, &b)
	inTheMiddle, at := 0, 0
	for range kills {
		// The batch's own counts move when a chunk is committed.
		wait(t, "the import to go on", 60*time.Second, func() bool {
			c.Get("/api/collect/batches/"+b.ID).Into(t, http.StatusOK, &b)
			return b.State == "done" || b.State == "running" && b.Read > at && b.Read < rows
		})
		at = b.Read
		if b.State == "done" {
			break
		}
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		restart()
		inTheMiddle++
	}
	if inTheMiddle == 0 {
		t.Fatal("the import was over before the first kill: the test did not test")
	}
	b = settled(t, c, b.ID, "done")
	t.Logf("%d kills in the middle; read %d = accepted %d + merged %d + unchanged %d + quarantined %d", inTheMiddle, b.Read, b.Accepted, b.Merged, b.Unchanged, b.Quarantined)
	if b.Read != rows || b.Read != b.Accepted+b.Merged+b.Unchanged+b.Quarantined {
		t.Errorf("the counts do not add up to %d rows", rows)
	}
	if wrong := rows / 50; b.Quarantined != wrong || b.Accepted != rows-wrong-rows/100 {
		t.Errorf("accepted %d and quarantined %d; expected %d and %d", b.Accepted, b.Quarantined, rows-wrong-rows/100, wrong)
	}
	if checked.Quarantined != b.Quarantined || checked.Accepted != b.Accepted {
		t.Errorf("the preflight had said accepted %d, quarantined %d", checked.Accepted, checked.Quarantined)
	}
	if n := total(t, c) - before; n != b.Accepted {
		t.Errorf("%d records came, %d rows were accepted", n, b.Accepted)
	}
	// The same file again finds everything there.
	c.Post("/api/collect/batches", map[string]any{"file": up.File, "name": up.Name, "kind": "business", "source": "province-register"}).Into(t, http.StatusOK, &b)
	again := settled(t, c, b.ID, "ready")
	if again.Accepted != 0 || again.Merged != 0 || again.Read != rows {
		t.Errorf("the same file again: %+v", again)
	}
	if code := s.Stop(t); code != 0 {
		t.Errorf("stopping: exit %d: %s", code, s.Log())
	}
	livetest.Verify(t, "--data", data)
}
