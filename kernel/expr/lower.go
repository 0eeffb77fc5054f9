package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// A checked expression is written again as CEL over numbered slots: s3 is a
// nullable string, i0 a nullable int, b1 a nullable bool, l0 and m0 lists of
// strings and ints. Every field, every value over a reference and every
// constant that depends on Env is one slot. cel-go checks and plans that text;
// one environment serves all kinds, and no field name can collide with CEL.

const families = "sbilm"

// slotAt reads the name of a slot without a map: s3 is family 0, number 3.
func slotAt(name string) (fam, n int) {
	if len(name) < 2 {
		return -1, 0
	}
	fam = strings.IndexByte(families, name[0])
	for i := 1; i < len(name); i++ {
		if name[i] < '0' || name[i] > '9' {
			return -1, 0
		}
		n = n*10 + int(name[i]-'0')
	}
	return fam, n
}

// slot is one variable of the lowered expression.
type slot struct {
	name string
	what slotKind
	use  *use  // value, presence
	n    *node // constant
}

type slotKind uint8

const (
	slotValue   slotKind = iota // value of the use
	slotHas                     // use is there and not null
	slotMissing                 // the reference itself is null
	slotConst                   // constant from Env
)

type lowerer struct {
	slots []slot
	known map[string]string // key of a slot → its name
	count map[byte]int
	full  bool
}

// family is the slot letter of a type.
func family(t, elem Type) byte {
	switch t {
	case Int, Money, Instant:
		return 'i'
	case Bool:
		return 'b'
	case List:
		if elem == Int || elem == Money {
			return 'm'
		}
		return 'l'
	}
	return 's'
}

func (l *lowerer) slot(key string, letter byte, s slot) string {
	key = string(letter) + key
	if name, ok := l.known[key]; ok {
		return name
	}
	i := l.count[letter]
	if i >= maxSlots {
		l.full = true
		i = 0
	}
	l.count[letter]++
	s.name = string(letter) + strconv.Itoa(i)
	l.known[key] = s.name
	l.slots = append(l.slots, s)
	return s.name
}

func (l *lowerer) use(u *use) string {
	return l.slot("f:"+u.path(), family(u.field.Type, u.field.Elem), slot{what: slotValue, use: u})
}

func (l *lowerer) constant(n *node) string {
	t, elem := n.typ, Type(0)
	if n.field != nil {
		elem = n.field.Elem
	}
	return l.slot("c:"+n.key(), family(t, elem), slot{what: slotConst, n: n})
}

// key tells constants apart.
func (n *node) key() string {
	k := fmt.Sprintf("%d|%s|%s|%v|%d", n.kind, n.op, n.name, n.val, n.typ)
	for _, a := range n.args {
		k += "(" + a.key() + ")"
	}
	return k
}

func (l *lowerer) text(n *node) string {
	var b strings.Builder
	l.write(&b, n)
	return b.String()
}

func (l *lowerer) write(b *strings.Builder, n *node) {
	join := func(op string, args []*node) {
		b.WriteByte('(')
		for i, a := range args {
			if i > 0 {
				b.WriteString(" " + op + " ")
			}
			l.write(b, a)
		}
		b.WriteByte(')')
	}
	switch n.kind {
	case nLit:
		switch v := n.val.(type) {
		case string:
			b.WriteString(quoteCEL(v))
		case int64:
			b.WriteString("(" + strconv.FormatInt(v, 10) + ")")
		case bool:
			b.WriteString(strconv.FormatBool(v))
		default:
			b.WriteString(l.constant(n))
		}
	case nEnv, nShift, nStartOf:
		b.WriteString(l.constant(n))
	case nField:
		b.WriteString(l.use(n.use))
	case nElem:
		b.WriteString("v")
	case nArith:
		if n.op == "neg" {
			b.WriteString("(-")
			l.write(b, n.args[0])
			b.WriteByte(')')
			return
		}
		join(n.op, n.args)
	case nConcat:
		join("+", n.args)
	case nTrunc:
		b.WriteByte('(')
		l.write(b, n.args[0])
		b.WriteString(fmt.Sprintf(" / %d)", n.val))
	case nSize:
		b.WriteString("size(")
		l.write(b, n.args[0])
		b.WriteByte(')')
	case nCount:
		b.WriteString("size(" + l.use(n.use) + ")")
	case nCond:
		b.WriteByte('(')
		l.write(b, n.args[0])
		b.WriteString(" ? ")
		l.write(b, n.args[1])
		b.WriteString(" : ")
		l.write(b, n.args[2])
		b.WriteByte(')')
	case nAnd:
		join("&&", n.args)
	case nOr:
		join("||", n.args)
	case nNot:
		b.WriteString("!(")
		l.write(b, n.args[0])
		b.WriteByte(')')
	case nCmp:
		join(n.op, n.args)
	case nIn:
		if len(n.args) == 1 { // cel-go folds x in [] to false even where x is an error
			join("!=", []*node{n.args[0], n.args[0]})
			return
		}
		b.WriteByte('(')
		l.write(b, n.args[0])
		b.WriteString(" in [")
		for i, a := range n.args[1:] {
			if i > 0 {
				b.WriteString(", ")
			}
			l.write(b, a)
		}
		b.WriteString("])")
	case nInVar, nInList:
		b.WriteByte('(')
		l.write(b, n.args[0])
		b.WriteString(" in ")
		if n.kind == nInList {
			b.WriteString(l.use(n.use))
		} else {
			b.WriteString(l.constant(&node{kind: nEnv, name: n.name, typ: List, field: n.field}))
		}
		b.WriteByte(')')
	case nStr:
		b.WriteByte('(')
		l.write(b, n.args[0])
		b.WriteString("." + n.op + "(")
		l.write(b, n.args[1])
		b.WriteString("))")
	case nExists:
		b.WriteString(l.use(n.use) + ".exists(v, ")
		l.write(b, n.args[0])
		b.WriteByte(')')
	case nHas:
		b.WriteString(l.slot("h:"+n.use.path(), 'b', slot{what: slotHas, use: n.use}))
	case nMissing:
		if n.use.field.Type == Ref {
			b.WriteString(l.slot("n:"+n.use.path(), 'b', slot{what: slotMissing, use: n.use}))
			return
		}
		b.WriteString("(" + l.use(n.use) + " == null)")
	}
}

// quoteCEL writes a string literal that CEL reads back unchanged.
func quoteCEL(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
