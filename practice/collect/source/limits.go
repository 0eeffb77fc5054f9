package source

// Limits bound what one file may cost. The zero value means the defaults.
type Limits struct {
	Cell     int   // bytes of one cell; 1 MiB
	Row      int   // bytes of one record; 4 MiB
	Columns  int   // columns of a header; 512
	Header   int   // rows searched for the header; 30
	Unpacked int64 // bytes a compressed file or part may unpack to; 8 GiB
	Ratio    int64 // unpacked : packed beyond the first 32 MiB; 300
	Parts    int   // entries of an XLSX archive; 10,000
	Memory   int   // bytes of shared strings of an XLSX kept in memory; 16 MiB, beyond it a temporary file
}

// Options choose what Open would otherwise find by itself.
type Options struct {
	Limits
	Encoding Encoding // "" detects
	Sheet    string   // XLSX: "" takes the sheet with data
	TempDir  string   // for shared strings; "" is the system's
}

// sampleSize is how much decoded text is looked at to sniff and to estimate.
const sampleSize = 512 << 10

// ratioFrom is the unpacked size from which the ratio counts: small files of
// blanks compress well and harm nobody.
const ratioFrom = 32 << 20

func (l Limits) filled() Limits {
	def := func(p *int, n int) {
		if *p <= 0 {
			*p = n
		}
	}
	def(&l.Cell, 1<<20)
	def(&l.Row, 4<<20)
	def(&l.Columns, 512)
	def(&l.Header, 30)
	def(&l.Parts, 10_000)
	def(&l.Memory, 16<<20)
	if l.Unpacked <= 0 {
		l.Unpacked = 8 << 30
	}
	if l.Ratio <= 0 {
		l.Ratio = 300
	}
	if l.Row < l.Cell {
		l.Row = l.Cell
	}
	return l
}
