package expr

import (
	"strconv"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// machine is what cel-go needs to check and plan lowered text. One serves all
// schemas, since lowered text names slots and no fields.
type machine struct {
	env     *cel.Env
	checker *checker.Env
	parser  *parser.Parser
}

// celMachine builds the machine once. Lowered text is written by this package,
// so cel-go's hand-written parser may read it, in a fraction of the time of the
// one that reads what people write (BenchmarkCompile halves).
var celMachine = sync.OnceValues(func() (*machine, error) {
	var opts []cel.EnvOption
	for i := range maxSlots {
		n := strconv.Itoa(i)
		opts = append(opts,
			cel.Variable("s"+n, cel.NullableType(cel.StringType)),
			cel.Variable("i"+n, cel.NullableType(cel.IntType)),
			cel.Variable("b"+n, cel.NullableType(cel.BoolType)),
			cel.Variable("l"+n, cel.ListType(cel.StringType)),
			cel.Variable("m"+n, cel.ListType(cel.IntType)))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, err
	}
	m := &machine{env: env}
	if m.checker, err = checker.NewEnv(env.Container, env.CELTypeProvider()); err != nil {
		return nil, err
	}
	if err := m.checker.AddIdents(env.Variables()...); err != nil {
		return nil, err
	}
	for _, f := range env.Functions() {
		if err := m.checker.AddFunctions(f); err != nil {
			return nil, err
		}
	}
	m.parser, err = parser.NewParser(parser.EnablePrattParser(true), parser.EnableHiddenAccumulatorName(true), parser.Macros(parser.ExistsMacro),
		parser.MaxRecursionDepth(10*MaxDepth), parser.ExpressionSizeCodePointLimit(64*MaxSource))
	return m, err
})

// check parses and checks lowered text.
func (m *machine) check(text string) (*ast.AST, []*common.Error) {
	source := common.NewStringSource(text, "lowered")
	tree, errs := m.parser.Parse(source)
	if errs != nil && len(errs.GetErrors()) > 0 {
		return nil, errs.GetErrors()
	}
	checked, errs := checker.Check(tree, source, m.checker)
	return checked, errs.GetErrors()
}
