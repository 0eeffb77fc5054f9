package money

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/currency.csv
var currencyCSV []byte

// CNY is the renminbi.
const CNY = "CNY"

// Currency is one of ISO 4217.
type Currency struct {
	Code   string // CNY
	Number string // 156
	Digits int    // decimals of its own minor unit
	Title  string // 人民币
	Unit   string // as it stands behind a figure: 元, 美元, 港元
	names  []string
}

// Amount is an amount in a currency.
type Amount struct {
	Fen      Fen    `json:"fen"`
	Currency string `json:"currency"`
}

// Text prints the amount for people: 800.00 万元, 150.00 万美元.
func (a Amount) Text() string {
	if c, ok := Find(a.Currency); ok {
		return a.Fen.TextIn(c.Unit)
	}
	return a.Fen.TextIn(a.Currency)
}

type currencies struct {
	list   []Currency
	byCode map[string]int
	byName map[string]int
}

var iso4217 = sync.OnceValue(func() *currencies {
	t, err := readCurrencies(currencyCSV)
	if err != nil {
		panic("kernel/money: shipped currency.csv: " + err.Error())
	}
	return t
})

func readCurrencies(src []byte) (*currencies, error) {
	r := csv.NewReader(bytes.NewReader(src))
	r.FieldsPerRecord = 5
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	t := &currencies{byCode: map[string]int{}, byName: map[string]int{}}
	for i, f := range rows {
		if i == 0 {
			continue
		}
		d, err := strconv.Atoi(f[2])
		if err != nil || len(f[0]) != 3 || f[3] == "" {
			return nil, fmt.Errorf("line %d: bad currency", i+1)
		}
		c := Currency{Code: f[0], Number: f[1], Digits: d, Title: f[3], Unit: f[3]}
		if f[4] != "" {
			c.names = strings.Split(f[4], "|")
			c.Unit = c.names[0]
		}
		if c.Code == CNY {
			c.Unit = "元"
		}
		n := len(t.list)
		t.list = append(t.list, c)
		t.byCode[c.Code] = n
		for _, name := range append([]string{c.Code, c.Title}, c.names...) {
			if other, ok := t.byName[name]; ok && other != n {
				return nil, fmt.Errorf("line %d: %s also names %s", i+1, name, t.list[other].Code)
			}
			t.byName[name] = n
		}
	}
	return t, nil
}

// Currencies returns every active currency by code.
func Currencies() []Currency { return append([]Currency(nil), iso4217().list...) }

// Find returns the currency of an ISO 4217 code.
func Find(code string) (Currency, bool) {
	t := iso4217()
	i, ok := t.byCode[code]
	if !ok {
		return Currency{}, false
	}
	return t.list[i], true
}

// Named returns the currency that a register calls so: 人民币, 香港元, 美元, USD.
func Named(name string) (Currency, bool) {
	t := iso4217()
	i, ok := t.byName[name]
	if !ok {
		return Currency{}, false
	}
	return t.list[i], true
}
