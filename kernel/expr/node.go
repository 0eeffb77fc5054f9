package expr

import "math/big"

type kind uint8

const (
	nLit     kind = iota // val: string, int64, bool or nil
	nEnv                 // name: today, now or a variable (field)
	nShift               // args[0] constant day or instant, op unit, val int64
	nStartOf             // args[0] constant day → instant
	nField               // use
	nElem                // the variable of exists
	nArith               // op + - * / % neg
	nConcat              // text + text
	nSize                // characters of a text
	nCount               // elements of a list field (use)
	nTrunc               // args[0] with its decimals cut off; val 10^scale
	nCond                // args c, a, b
	nAnd
	nOr
	nNot
	nCmp     // op == != < <= > >=
	nIn      // args[0] in literals args[1:]
	nInVar   // args[0] in list variable (field)
	nInList  // args[0] in list field (use)
	nStr     // op contains startsWith endsWith
	nExists  // list field (use), args[0] condition on nElem
	nHas     // use is there and not null; never an error
	nMissing // use is null; an error if reached over an absent reference
)

// node is one node of a checked expression.
type node struct {
	kind   kind
	op     string
	name   string
	args   []*node
	val    any
	typ    Type // 0 for the literal null
	scale  int
	lo, hi *big.Int // bounds of numbers
	at     int      // character offset in the source
	field  *Field   // variable
	use    *use
}

// use is one field an expression names, perhaps over one reference.
type use struct {
	ref   *Field // nil for an own field
	field *Field
	inner *Program // of an expanded field
	owner *Schema  // whose table holds an own field
}

func (u *use) path() string {
	if u.ref != nil {
		return u.ref.Name + "." + u.field.Name
	}
	return u.field.Name
}

// constant reports whether n has the same value on every row.
func (n *node) constant() bool {
	return n.kind == nLit || n.kind == nEnv || n.kind == nShift || n.kind == nStartOf
}

// plain reports whether null is a value of n and not an error.
func (n *node) plain() bool { return n.constant() || n.kind == nField || n.kind == nElem }

func (n *node) numeric() bool { return n.typ == Int || n.typ == Money }

func (n *node) textual() bool { return n.typ == Text || n.typ == Code }

func bigInt(v int64) *big.Int { return big.NewInt(v) }

func pow10(n int) int64 {
	p := int64(1)
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}
