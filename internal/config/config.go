package config

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Config is the outer part of ivr.yaml, with defaults filled in.
type Config struct {
	API API
	// Agents take the calls of Queues.
	Agents      []Agent
	App         App
	Asterisk    []Asterisk
	Cluster     Cluster
	Conferences Conferences
	Server      Server
	HTTP        HTTP
	Jobs        Jobs
	Journal     Journal
	// Mailboxes are those of voicemail, Voicemail what holds for all of them.
	Mailboxes []Mailbox
	Voicemail Voicemail
	// Messages say what becomes of texts that telephones send.
	Messages Messages
	SMTP     SMTP
	Outbound Outbound
	// Parking are the parkings by name.
	Parking map[string]Lot
	Prompts Prompts
	// Queues are where callers wait for agents, QueueLog is where is written what happens there.
	Queues   []Queue
	QueueLog QueueLog
	Records  Records
	// Recordings say where recordings are taken to.
	Recordings Recordings
	// Supervise says what may be done to the talks of agents.
	Supervise Supervise
	Tables    []Table
	// Secrets are the values of the scope `secrets` in flows.
	Secrets map[string]Secret
}

// App is the daemon itself.
type App struct {
	// Name is the Stasis application's: the one in the dialplan's Stasis(NAME).
	Name string
	// MaxCalls is how many calls may be under way; further ones go back to the dialplan.
	MaxCalls int
	// AnswerDelay is the time between answer and first sound.
	AnswerDelay time.Duration
	// DrainTimeout is how long Stop lets calls come to their own end.
	DrainTimeout time.Duration
	// AtStop says what becomes of calls under way when the daemon stops: "keep" has them wait for the next process,
	// "dialplan" sends them back after DrainTimeout.
	AtStop string
	// Apology is what callers hear when their flow fails.
	Apology []string
	// LogLevel is debug, info, warn or error.
	LogLevel string
	// Data is the folder of what outlives the process, "" for [App.DataFolder]'s choice.
	Data string
	// Zone is where the office is, whose midnight begins the day of queues and of caps; nil for the machine's.
	Zone *time.Location
}

// Server is the daemon's own HTTP server: health, metrics and commands.
type Server struct {
	// Listen is the address, "" for no server.
	Listen string
	// Token is what commands must carry; without one they are taken from this machine only.
	Token Secret
	// TLSCert and TLSKey are PEM files of a certificate and its key, "" for HTTP in the clear.
	TLSCert, TLSKey string
}

// HTTP are the rules for the requests of flows. Zero fields mean the defaults of internal/fetch.
type HTTP struct {
	Allow           []string
	Timeout, Budget time.Duration
	// Retries is nil for the default.
	Retries     *int
	MaxResponse int
	// CAFile is a PEM file of authorities to trust instead of the system's.
	CAFile string
	// Keys sign requests.
	Keys map[string]Secret
}

// Asterisk is one server.
type Asterisk struct {
	// Name is its name in logs and in call.asterisk.
	Name string
	// URL is that of its REST interface: http://127.0.0.1:8088/ari.
	URL      string
	Username string
	// Password and APIKey print as stars; either user and password or the key is set.
	Password Secret
	APIKey   Secret
	// CAFile is a PEM file of the authorities to trust instead of the system's.
	CAFile string
	// Transport is http or websocket: what carries requests.
	Transport string
	// Orphans says what becomes of channels that nobody serves after a lost connection: adopt, continue or hangup.
	Orphans string
	// Reach is how the telephones of others are dialled here, by their names, with {user} in it.
	Reach map[string]string
}

// Prompts say where sounds are.
type Prompts struct {
	// Prefix is put before bare names of prompts that are Asterisk's own.
	Prefix string
	// Folder holds prompts of one's own, "" for none.
	Folder string
	// Language is what is heard where a prompt is not there in the call's.
	Language string
	// Listen is an address that serves nothing but prompts, for an Asterisk elsewhere; "" for Server.Listen.
	Listen string
	// URL is under which Asterisk reaches that, "" for the address itself.
	URL string
	// Speech speaks texts.
	Speech Speech
}

// Speech says how texts become sound: by a program or by a service.
type Speech struct {
	// Program and its arguments, in which {voice}, {language} and {text} stand for what is to be spoken.
	Program []string
	// URL is a service that takes a POST, Headers go with it.
	URL     string
	Headers map[string]Secret
	// Body is the request's body, with the same words; JSON if it begins with {.
	Body string
	// Voices are names of voices by language; "" by the language itself.
	Voices map[string]string
	// Timeout bounds one text.
	Timeout time.Duration
	// Node is where it stands in the file.
	Node *source.Node
}

// IsSet tells whether there is a program or a service.
func (s Speech) IsSet() bool { return len(s.Program) > 0 || s.URL != "" }

// Table is something that flows look keys up in: rows that stand in ivr.yaml, a file, or a query to a database.
type Table struct {
	Name string
	// Node is where it stands in the file.
	Node *source.Node
	// File is its path, Format csv or yaml ("" by the name), Key the column of the key, Delimiter that of CSV.
	File, Format, Key, Delimiter string
	// Rows are the table itself, by key, where it is no file; nil otherwise.
	Rows map[string]map[string]any
	// Normalise is "" or phone.
	Normalise string
	// DSN is the database, Query what is asked, with one parameter.
	DSN     Secret
	Query   string
	Timeout time.Duration
}

// Secret prints as stars.
type Secret string

// String is stars, or nothing for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString is stars.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText is stars.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Default is the configuration of an empty file.
func Default() Config {
	return Config{
		App: App{Name: "ivr", AtStop: "keep", MaxCalls: 10_000, AnswerDelay: 500 * time.Millisecond,
			DrainTimeout: 30 * time.Second,
			Apology:      []string{"sorry-youre-having-problems"}, LogLevel: "info"},
		Server:      Server{Listen: "127.0.0.1:8089"},
		API:         defaultAPI(),
		Cluster:     defaultCluster(),
		Jobs:        defaultJobs(),
		Journal:     defaultJournal(),
		Messages:    defaultMessages(),
		Conferences: defaultConferences(),
		Parking:     defaultParking(),
		QueueLog:    defaultQueueLog(),
		Records:     defaultRecords(),
		Recordings:  defaultRecordings(),
		Voicemail:   defaultVoicemail(),
		SMTP:        SMTP{Security: "starttls"},
		Prompts:     Prompts{Language: "en", Speech: Speech{Timeout: 20 * time.Second}},
	}
}

func defaultAsterisk() Asterisk {
	return Asterisk{Name: "asterisk", URL: "http://127.0.0.1:8088/ari", Username: "ariapp", Transport: "http",
		Orphans: "adopt"}
}

// Keys are the top keys that Read knows.
func Keys() []string {
	return []string{"agents", "api", "app", "asterisk", "cluster", "conferences", "http", "jobs", "journal",
		"mailboxes", "messages", "outbound", "parking", "prompts", "queue_log", "queues", "recordings", "records", "secrets",
		"server", "smtp", "supervise", "tables", "voicemail"}
}

// Read reads the outer part of a document. env is [os.LookupEnv]. The findings
// are all that is wrong with it; the configuration is usable when none is an error.
func Read(doc *source.Document, env func(string) (string, bool)) (Config, source.Findings) {
	r := &reader{report: source.NewReport(doc), env: env}
	c := Default()
	root := doc.Root
	r.app(&c.App, root.Get("app"))
	c.Asterisk = r.asterisks(root)
	r.cluster(&c.Cluster, root.Get("cluster"))
	r.server(&c.Server, root.Get("server"))
	r.http(&c.HTTP, root.Get("http"))
	r.api(&c.API, root.Get("api"))
	r.jobs(&c.Jobs, root.Get("jobs"))
	r.journal(&c.Journal, root.Get("journal"))
	r.messages(&c.Messages, root.Get("messages"))
	r.outbound(&c.Outbound, root.Get("outbound"))
	r.conferences(&c.Conferences, root.Get("conferences"))
	r.parking(&c.Parking, root.Get("parking"))
	r.prompts(&c.Prompts, root.Get("prompts"))
	r.supervise(&c.Supervise, root.Get("supervise")) // queues say what differs from it
	r.queues(&c, root)
	r.agents(&c, root.Get("agents"))
	r.queueRules(&c)
	r.queueLog(&c.QueueLog, root.Get("queue_log"))
	r.records(&c.Records, root.Get("records"))
	r.recordings(&c.Recordings, root.Get("recordings"))
	r.smtp(&c.SMTP, root.Get("smtp"))
	r.voicemail(&c.Voicemail, root.Get("voicemail"))
	c.Mailboxes = r.mailboxes(root, root.Get("mailboxes"))
	r.mailboxesApart(c, root.Get("mailboxes"))
	r.secrets("secrets", &c.Secrets)(root.Get("secrets"))
	c.Tables = r.tables(root.Get("tables"))
	return c, r.report.Findings()
}

// DataFolder is the folder of what outlives the process, for a file in that
// folder: app.data, else what systemd gives, else "data" beside the file.
func (a App) DataFolder(folder string, env func(string) (string, bool)) string {
	if a.Data != "" {
		if filepath.IsAbs(a.Data) {
			return a.Data
		}
		return filepath.Join(folder, a.Data)
	}
	if state, ok := env("STATE_DIRECTORY"); ok && state != "" {
		first, _, _ := strings.Cut(state, ":")
		return first
	}
	return filepath.Join(folder, "data")
}
