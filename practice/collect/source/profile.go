package source

// ChunkRows is how many rows one act of an import takes.
const ChunkRows = 2000

// Profile is what preflight (预检) found in a file, as the screen shows it.
type Profile struct {
	Rows       int             `json:"rows"` // examined
	Bad        int             `json:"bad"`  // of those, to be quarantined
	Estimate   Estimate        `json:"estimate"`
	Columns    []ColumnProfile `json:"columns"`
	Problems   []ProblemCount  `json:"problems"` // quarantining ones first, then by count
	Chunks     []Chunk         `json:"chunks"`
	Duplicates Duplicates      `json:"duplicates"`
	Preview    []PreviewRow    `json:"preview"` // the first rows to be quarantined
	Missing    []string        `json:"missing"` // titles of required fields without a column
}

// ColumnProfile is one line of the mapping table.
type ColumnProfile struct {
	Column    string  `json:"column"`
	Sample    string  `json:"sample"` // of the first row that has one; masked if personal
	Field     string  `json:"field"`
	Title     string  `json:"field_title,omitempty"`
	Convert   string  `json:"convert,omitempty"`
	Key       bool    `json:"key,omitempty"`
	Personal  bool    `json:"personal,omitempty"`
	Filled    int     `json:"filled"`
	FilledPct float64 `json:"filled_pct"` // one decimal
	Problems  int     `json:"problems"`   // rows with a problem in this column
}

// ProblemCount is one kind of problem.
type ProblemCount struct {
	Code      string `json:"code"` // field.code, or code for whole rows
	Field     string `json:"field,omitempty"`
	Title     string `json:"title"`
	Count     int    `json:"count"` // rows
	Line      int    `json:"line"`  // of the example
	Example   string `json:"example"`
	Mark      [2]int `json:"mark"` // characters of the example to mark
	Treatment Level  `json:"treatment"`
}

// Chunk is one act's worth of rows.
type Chunk struct {
	N           int `json:"n"` // from 1
	Rows        int `json:"rows"`
	Quarantined int `json:"quarantined"`
	First       int `json:"first"` // line of its first row
	Last        int `json:"last"`
}

// Duplicates counts rows whose key an earlier row of the file has.
type Duplicates struct {
	Key       string     `json:"key,omitempty"` // title of the key field
	Same      int        `json:"same"`          // with the same content
	Changed   int        `json:"changed"`       // with other content
	Conflicts []Conflict `json:"conflicts,omitempty"`
	Partial   bool       `json:"partial,omitempty"` // more keys or conflicts than are kept
}

// Conflict is two rows with one key and different content; both are
// quarantined.
type Conflict struct {
	First int `json:"first"`
	Line  int `json:"line"`
}

// PreviewRow is a row to be quarantined.
type PreviewRow struct {
	Line     int       `json:"line"`
	Cells    []string  `json:"cells"` // masked where personal
	Problems []Problem `json:"problems"`
}
