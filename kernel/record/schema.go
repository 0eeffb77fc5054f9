package record

import (
	"context"
	"fmt"
	"hash/fnv"
	"sort"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// column is one column of a kind's table.
type column struct {
	name   string
	ddl    string
	field  *kind.Field
	second bool // it completes the column before it
}

// orders reports the column that holds the place of a text in people's order.
func (c *column) orders() bool {
	return c.second && c.field.Sort == "pinyin" && strings.HasSuffix(c.name, "_sort")
}

// system are the columns every book table begins with, in this order.
var system = []string{"area", "id", "rev", "act", "state", "unit", "owner", "number", "created_at", "updated_at", "key"}

// searchColumn holds the normalised text that the name search rechecks.
const searchColumn = "_search"

// columns lists the columns of the declared fields, in the order of the file.
func columns(k *kind.Kind) []column {
	var out []column
	for _, f := range k.Fields {
		if !f.Stored() {
			continue
		}
		c := f.Column()
		switch f.Type {
		case kind.Number, kind.Money, kind.Time:
			out = append(out, column{c, "BIGINT", f, false})
		case kind.Bool:
			out = append(out, column{c, "{bool}", f, false})
		default:
			out = append(out, column{c, "{text}", f, false})
		}
		switch {
		case f.Type == kind.Money && f.Currency:
			out = append(out, column{c + "_currency", "{text}", f, true})
		case f.Type == kind.Subject || f.Type == kind.Reference:
			out = append(out, column{c + "_area", "{text}", f, true})
		case f.Type == kind.Person:
			out = append(out, column{c + "_id", "{text}", f, true})
		}
		if f.Sort == "pinyin" {
			out = append(out, column{c + "_sort", "{text}", f, true})
		}
	}
	return out
}

// searched reports whether the kind has a name index.
func searched(k *kind.Kind) bool {
	for _, f := range k.Fields {
		if f.Search {
			return true
		}
	}
	return false
}

// createStatements builds the table of a kind with its indexes and children.
func createStatements(k *kind.Kind, d db.Dialect) []string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (", k.Table)
	b.WriteString(`{rid} area {text} NOT NULL, id {text} NOT NULL, rev BIGINT NOT NULL, act {text} NOT NULL,
		state {text} NOT NULL, unit {text} NOT NULL, owner {text} NOT NULL, number {text},
		created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, key {blob}`)
	for _, c := range columns(k) {
		fmt.Fprintf(&b, ", %s %s", c.name, c.ddl)
	}
	fmt.Fprintf(&b, ", %s {text}", searchColumn)
	if d == db.Postgres {
		b.WriteString(", _grams tsvector")
	}
	b.WriteString(", UNIQUE (area, id))")
	out := []string{b.String()}
	for _, f := range k.Fields {
		out = append(out, fieldStatements(k, f)...)
	}
	if k.Number != nil {
		out = append(out, fmt.Sprintf("CREATE UNIQUE INDEX %s_number ON %s (area, number)", k.Table, k.Table))
	}
	for i, set := range k.UniqueSets {
		out = append(out, fmt.Sprintf("CREATE UNIQUE INDEX %s_set%d ON %s (area, %s) WHERE state = 'active'", k.Table, i, k.Table, strings.Join(columnsOf(k, set), ", ")))
	}
	for _, set := range k.Indexes {
		out = append(out, setIndex(k, set))
	}
	if searched(k) {
		out = append(out, searchStatements(k, d)...)
	}
	return out
}

// setIndex makes the index over several fields. It ends with the state, so that
// active records are counted without a look at the rows.
func setIndex(k *kind.Kind, set []string) string {
	return fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s ON %s (area, %s, id, state)", setIndexName(k, set), k.Table, strings.Join(sortColumnsOf(k, set), ", "))
}

func setIndexName(k *kind.Kind, set []string) string {
	name := k.Table + "_c_" + strings.Join(sortColumnsOf(k, set), "_")
	if len(name) > maxIdentifier {
		h := fnv.New32a()
		_, _ = h.Write([]byte(name)) // never fails
		name = fmt.Sprintf("%s_c_%08x", k.Table, h.Sum32())
	}
	return name
}

// maxIdentifier is the longest name PostgreSQL does not cut, in bytes.
const maxIdentifier = 63

func sortColumnsOf(k *kind.Kind, set []string) []string {
	var out []string
	for _, name := range set {
		out = append(out, sortColumn(k.Field(name)))
	}
	return out
}

// sortColumn is the column by which a list is ordered by a field.
func sortColumn(f *kind.Field) string {
	if f.Sort == "pinyin" {
		return f.Column() + "_sort"
	}
	return f.Column()
}

func columnsOf(k *kind.Kind, set []string) []string {
	var out []string
	for _, name := range set {
		out = append(out, k.Field(name).Column())
	}
	return out
}

// fieldStatements builds the indexes and the child table of one field.
func fieldStatements(k *kind.Kind, f *kind.Field) []string {
	if !f.Stored() {
		return nil
	}
	c := f.Column()
	var out []string
	if f.Unique == kind.UniqueArea {
		out = append(out, fmt.Sprintf("CREATE UNIQUE INDEX %s_u_%s ON %s (area, %s) WHERE state = 'active'", k.Table, c, k.Table, c))
	}
	switch {
	case f.Itemised():
		elem := "{text}"
		if t := kind.Type(f.Of); t == kind.Number || t == kind.Money || t == kind.Time {
			elem = "BIGINT"
		}
		out = append(out,
			fmt.Sprintf("CREATE TABLE %s (area {text} NOT NULL, id {text} NOT NULL, pos BIGINT NOT NULL, value %s NOT NULL, PRIMARY KEY (area, id, pos))", k.ChildTable(f), elem),
			fmt.Sprintf("CREATE INDEX %s_v ON %s (area, value, id)", k.ChildTable(f), k.ChildTable(f)))
	case f.Sort == "pinyin":
		out = append(out, fmt.Sprintf("CREATE INDEX %s_s_%s ON %s (area, %s_sort, id)", k.Table, c, k.Table, c))
	}
	if f.Index || f.Unique == kind.UniqueEverywhere || f.Name == k.About || k.Of != "" && f.Type == kind.Reference && f.Of == k.Of {
		out = append(out, fmt.Sprintf("CREATE INDEX %s_i_%s ON %s (area, %s, id)", k.Table, c, k.Table, c))
	}
	return out
}

// Migrate makes the tables of every kind, or brings them up to the
// declarations: new fields get a column, `was:` renames one. A field that
// changed its type or vanished is an error; declarations only grow.
func (e *Engine) Migrate(ctx context.Context) error {
	defer e.indexed.Clear()
	for _, k := range e.kinds.All() {
		if err := e.db.Write(ctx, func(tx *db.Tx) error { return e.migrateKind(tx, k) }); err != nil {
			return fmt.Errorf("migrating kind %s: %w", k.Name, err)
		}
		if err := (parties{e}).redeclare(ctx, k); err != nil {
			return fmt.Errorf("parties of kind %s: %w", k.Name, err)
		}
	}
	return nil
}

func (e *Engine) migrateKind(tx *db.Tx, k *kind.Kind) error {
	if tx.Dialect() == db.Postgres {
		if _, err := tx.Exec(`SELECT pg_advisory_xact_lock(7282)`); err != nil {
			return err
		}
	}
	have, err := tableColumns(tx, k.Table)
	if err != nil {
		return err
	}
	old, err := declaredTypes(tx, k.Name)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		for _, st := range createStatements(k, tx.Dialect()) {
			if err := tx.DDL(st); err != nil {
				return fmt.Errorf("%s: %w", st, err)
			}
		}
	} else if err := alter(tx, k, have, old); err != nil {
		return err
	}
	for _, f := range k.Fields {
		if _, err := tx.Exec(`INSERT INTO record_column (kind, field, type) VALUES ($1, $2, $3) ON CONFLICT (kind, field) DO NOTHING`, k.Name, f.Name, typeKey(f)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO record_declaration (digest, kind, file, source, first_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING`,
		k.DigestHex(), k.Name, k.File, string(k.Source), int64(tx.Now()))
	return err
}

// typeKey is what may not change about a stored field.
func typeKey(f *kind.Field) string {
	s := string(f.Type)
	if f.Type == kind.Number && f.Scale > 0 {
		s += fmt.Sprintf(":%d", f.Scale)
	}
	if f.Type == kind.List {
		s += ":" + f.Of
	}
	return s
}

func declaredTypes(tx *db.Tx, name string) (map[string]string, error) {
	rows, err := tx.Query(`SELECT field, type FROM record_column WHERE kind = $1 AND field <> '`+partiesKey+`'`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var f, t string
		if err := rows.Scan(&f, &t); err != nil {
			return nil, err
		}
		out[f] = t
	}
	return out, rows.Err()
}

func tableColumns(tx *db.Tx, table string) (map[string]bool, error) {
	query := `SELECT name FROM pragma_table_info($1)`
	if tx.Dialect() == db.Postgres {
		query = `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1`
	}
	rows, err := tx.Query(query, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		out[c] = true
	}
	return out, rows.Err()
}

// alter brings an existing table up to its declaration.
func alter(tx *db.Tx, k *kind.Kind, have map[string]bool, old map[string]string) error {
	declared := map[string]bool{}
	for _, f := range k.Fields {
		declared[f.Name] = true
		if f.Was != "" {
			declared[f.Was] = true
		}
		if was, ok := old[f.Name]; ok && was != typeKey(f) {
			return fault.Newf(fault.Invalid, "kind.type_changed", "%s：字段 %s 的类型由 %s 改为 %s；类型不能改，请另设新字段并给旧字段写 until", k.File, f.Name, was, typeKey(f))
		}
	}
	var gone []string
	for f := range old {
		if !declared[f] {
			gone = append(gone, f)
		}
	}
	if len(gone) > 0 {
		sort.Strings(gone)
		return fault.Newf(fault.Invalid, "kind.field_gone", "%s：字段 %s 已有数据，不能从声明中删去；请写 until", k.File, strings.Join(gone, "、"))
	}
	for _, f := range k.Fields {
		if err := alterField(tx, k, f, have); err != nil {
			return err
		}
	}
	for _, set := range k.Indexes {
		if err := tx.DDL(setIndex(k, set)); err != nil {
			return err
		}
	}
	switch { // older tables have none
	case !searched(k):
		return nil
	case tx.Dialect() == db.Postgres:
		return tx.DDL(entryIndex(k))
	}
	return tx.DDL(termIndex(k))
}

func alterField(tx *db.Tx, k *kind.Kind, f *kind.Field, have map[string]bool) error {
	added := false
	for _, c := range columns(&kind.Kind{Table: k.Table, Fields: []*kind.Field{f}}) {
		if have[c.name] {
			continue
		}
		st := fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", k.Table, c.name, c.ddl)
		if before := strings.Replace(c.name, f.Name, f.Was, 1); f.Was != "" && have[before] {
			st = fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", k.Table, before, c.name)
		} else {
			added = true
		}
		if err := tx.DDL(st); err != nil {
			return fmt.Errorf("%s: %w", st, err)
		}
	}
	if !added {
		return nil
	}
	for _, st := range fieldStatements(k, f) {
		if err := tx.DDL(st); err != nil {
			return fmt.Errorf("%s: %w", st, err)
		}
	}
	return nil
}
