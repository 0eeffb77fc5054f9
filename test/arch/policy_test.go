package arch

// layer says what the packages of one part of the tree may import from the
// others. Inside a part the rule is in kernelOrder, or in matters.
type layer struct {
	part string   // first element of the path; "." is the root of the module
	may  []string // other parts, or single packages of them
	why  string
}

// layers is the tree from top to bottom: imports point down only.
var layers = []layer{
	{"cmd", []string{"app", "view", "sector", "practice", "kernel", "platform", "city"}, "the binary: flags in, exit codes out; nothing imports it"},
	{"app", []string{".", "view", "sector", "practice", "kernel", "platform", "city", "web"}, "the composition root, the only place that knows all parts"},
	{"view", []string{"practice", "kernel", "platform"}, "read-only faces over the matters; nothing below may depend on how something is shown"},
	{"sector", []string{"practice", "kernel", "platform"}, "bodies of law about one kind of thing use the ways of working, never the reverse"},
	{"practice", []string{"kernel", "platform"}, "ways of working that cut across laws"},
	{"city", []string{"kernel/ref", "kernel/code", "platform/fault"}, "data only; its reader speaks of areas, organs and units and of nothing else"},
	{"kernel", []string{"platform"}, "ideas every law shares"},
	{"platform", nil, "technology without business"},
	{"web", nil, "the built pages, embedded"},
	{".", nil, "the declarations, embedded"},
	{"bench", []string{"app", "view", "sector", "practice", "kernel", "platform", "city", "."}, "measures what there is; nothing imports it"},
	{"test", []string{".", "kernel"}, "tools and rules; what they test, they read"},
}

// matters are the parts whose folders are bodies of work of their own: two
// folders of one part never import each other, they meet through facts, ports
// and declarations.
var matters = []string{"practice", "sector", "view"}

// kernelOrder is the order of the kernel: a package imports only what stands
// before it. (fault is in platform: ADR 0002.)
var kernelOrder = []string{
	"ref", "calendar", "code", "money", // names, days, codes, amounts: nothing but themselves
	"law", "expr",
	"ledger", "fact",
	"kind", // declaration only, no database
	"actor",
	"record", // tables, history, lists, the one act runner
	"subject",
	"procedure", "duty", "task", "publication", "document", "telling", "evidence", "signal", "report", "indicator",
}

// doors are packages from outside that come in through one door each, so that
// what they decide (a dialect, a signature, a syntax) is decided once.
var doors = []struct {
	module string // import path, or its beginning
	by     []string
	why    string
}{
	{"github.com/jackc/pgx", []string{"platform/db"}, "the PostgreSQL driver: nobody opens a connection of his own"},
	{"modernc.org/sqlite", []string{"platform/db"}, "the SQLite driver: one writer, many readers"},
	{"cel.dev/cel-go", []string{"kernel/expr"}, "one expression language with one meaning (kernel.md §5)"},
	{"github.com/emmansun/gmsm", []string{"kernel/ledger", "platform/cms"}, "SM2 and SM3 are a suite of the ledger, and a way to sign documents"},
	{"software.sslmate.com/src/go-pkcs12", []string{"platform/cms"}, "the files in which authorities hand out keys"},
	{"github.com/coreos/go-oidc", []string{"platform/oidc"}, "what is asked of a provider and believed of it"},
	{"golang.org/x/oauth2", []string{"platform/oidc"}, "the same"},
	{"github.com/signintech/gopdf", []string{"platform/paper"}, "what stands on paper and in which font"},
	{"github.com/wneessen/go-mail", []string{"platform/notify"}, "how mail is written and handed to a server"},
	{"github.com/boombuler/barcode", []string{"platform/paper"}, "the code by which a copy is checked"},
	{"golang.org/x/mod/sumdb", []string{"kernel/ledger"}, "the Merkle tree and the signed note"},
	{"github.com/alecthomas/kong", []string{"cmd"}, "flags belong to the command"},
	{"log/slog", []string{"platform", "app", "cmd"}, "log or return, never both: the kernel and the matters return"},
}

// dialers open connections: nobody else does, so that no address which a person
// or a file gives is ever asked (SSRF). Each says to whom it speaks.
var dialers = map[string]string{
	"platform/oidc":   "the providers that the installation's own configuration names, no host beside theirs",
	"platform/notify": "gateways and mail servers that the installation's own configuration names, no host beside theirs",
	"platform/cms":    "the time-stamp service that the installation's own configuration names",
	"app/local":       "the server's own socket in the data folder, from a command on the same machine",
}

// timeReaders may ask the machine for its time; all others are given it
// (platform/clock, tx.Now).
var timeReaders = []string{"platform", "cmd", "bench"}

// actWriters may write a line of the ledger: entitlement is decided in
// record.Act and nowhere else (kernel.md §3).
var actWriters = []string{"kernel/record"}

// webFolders says what a folder of web/src may import from the others; "*" is
// every folder of a matter. Those never import each other: what two of them
// need is in kit (knows no business) or api (what the server says).
var webFolders = map[string][]string{
	"kit": nil,
	"api": {"kit"},
	"*":   {"kit", "api", "lookups", "proof", "directives", "course", "next", "orders", "papers", "telling", "slips"},
	// The public faces share one small language and never load the desk.
	"face":     {"kit", "api"},
	"portal":   {"face", "kit", "api"},
	"business": {"face", "kit", "api"},
}

// cityNames stand in no Go, beside the names of the profiles themselves.
var cityNames = []string{"威海", "海东", "白银", "大亚湾", "潮州", "惠州"}

// maxLines bounds a source file, generated ones excepted. The aim is 80 to 250.
const maxLines = 600

// Classes of tables (kernel.md §2). Book, directory and shared tables change
// only through acts; machine tables are working memory of the program.
const (
	book      = "book"
	directory = "directory"
	shared    = "shared"
	machine   = "machine"
)

// table is one table of the schema with the only package that writes it.
// The tables of declared kinds are made by kernel/record from the declarations
// and are all books.
type table struct {
	name, class, owner, why string
}

var tables = []table{
	{"record_history", book, "kernel/record", "what every act wrote"},
	{"record_party", book, "kernel/record", "further people and units of a record"},
	{"ledger_act", book, "kernel/ledger", "the leaves"},
	{"fact", book, "kernel/fact", "what acts told"},
	{"record_order", book, "kernel/record", "what was asked of whom on a record (督办、催办、委托、抄送); follows from the acts"},
	{"task", book, "kernel/task", "who must act on what, until when; follows from the acts"},
	{"procedure_clock", book, "kernel/procedure", "the runs of clocks; follow from the acts"},

	{"record_directory", directory, "kernel/record", "uniqueness across areas"},
	{"subject", directory, "kernel/subject", "the common head of what is supervised"},
	{"subject_alias", directory, "kernel/subject", "two records that are one subject"},

	{"record_number", shared, "kernel/record", "numbers without gaps, counted in the act"},
	{"auth_account", shared, "platform/auth", "accounts; the functions take the act's transaction"},
	{"auth_password", shared, "platform/auth", "former passwords of an account"},

	{"ledger_tile", machine, "kernel/ledger", "stored nodes of the tree; follow from the leaves"},
	{"ledger_checkpoint", machine, "kernel/ledger", "signed heads of the tree"},
	{"fact_delivery", machine, "kernel/fact", "who has yet to hear what"},
	{"record_total", machine, "kernel/record", "maintained totals; follow from the rows"},
	{"task_total", machine, "kernel/task", "maintained totals; follow from the tasks"},
	{"record_declaration", machine, "kernel/record", "declarations by digest"},
	{"record_column", machine, "kernel/record", "which column was made for which field"},
	{"record_idempotency", machine, "kernel/record", "keys of requests, kept 7 days"},
	{"record_residue", machine, "kernel/record", "kinds of which an erasure left something in index or dead rows"},
	{"blob_use", machine, "platform/blob", "who uses a stored file; follows from records, batches and uploads"},
	{"blob_doomed", machine, "platform/blob", "files to be destroyed, their last use gone"},
	{"record_stop", machine, "kernel/record", "bigrams too frequent to narrow a search"},
	{"unit_closure", machine, "kernel/actor", "which unit is below which; follows from the units"},
	{"auth_session", machine, "platform/auth", "who is signed in"},
	{"auth_attempt", machine, "platform/auth", "failed sign-ins and lock-out"},
	{"auth_key", machine, "platform/auth", "API keys, as digests"},
	{"auth_code", machine, "platform/auth", "codes for one use, as digests"},
	{"auth_totp", machine, "platform/auth", "second factors"},
	{"auth_recovery", machine, "platform/auth", "codes for a lost telephone, as digests"},
	{"auth_log", machine, "platform/auth", "the sign-in log, kept a year"},
	{"auth_identity", machine, "platform/auth", "which outside identity opens which account, as keyed digests"},
	{"auth_trip", machine, "platform/auth", "sign-ins that came back from a provider, for ten minutes"},
	{"notify_message", machine, "platform/notify", "messages under way and how they ended, without text or address"},
	{"notify_health", machine, "platform/notify", "how the channels fare"},
	{"job_queue", machine, "platform/job", "durable jobs"},
	{"job_about", machine, "platform/job", "of whom jobs hold values"},
	{"job_period", machine, "platform/job", "when a periodic job runs next"},
	{"schema_step", machine, "platform/db", "which schema changes were made"},
	{"app_setting", machine, "app", "settings of the installation"},
	{"desk_view", machine, "app/desk", "saved views of lists: how a person works, no business; what a view finds is judged when it is opened"},
	{"desk_choice", machine, "app/desk", "columns and rows a page that a person chose"},
	{"app_verification", machine, "app", "what comparisons with the ledger found"},
	{"collect_batch", machine, "practice/collect", "imports"},
	{"collect_chunk", machine, "practice/collect", "chunks of an import, each an act"},
	{"collect_quarantine", machine, "practice/collect", "rows that could not go in"},
	{"collect_source", machine, "practice/collect", "saved mappings"},
	{"collect_review", machine, "practice/collect", "pairs a person must look at"},
	{"complaint_trace", machine, "practice/complaint", "keyed digests by which complaints are compared; follow from the records"},
	{"complaint_link", machine, "practice/complaint", "which record a person linked to which; follows from the records"},
	{"complaint_receipt", machine, "practice/complaint", "which query code opens which records, as digests"},
	{"upstream_batch", machine, "practice/complaint/upstream", "files to and from the platforms above"},
	{"upstream_row", machine, "practice/complaint/upstream", "what became of each row: numbers, fields and reasons; what was put right, as long as the files"},
	{"upstream_sent", machine, "practice/complaint/upstream", "which result was sent last, as a digest"},
	{"upstream_mismatch", machine, "practice/complaint/upstream", "what their last file says beside what we have"},
	{"collect_likeness", machine, "practice/collect", "names and addresses by which rows are compared"},
}

// exceptions are single places where a rule above is at fault, not the code.
// The key is `rule file-or-package what`, as a failure prints it.
var exceptions = map[string]string{
	"city app/app.go weihai": "the profile of a new database where nobody named one, as make run does",
}
