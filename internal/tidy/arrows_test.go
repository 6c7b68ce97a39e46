package tidy

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// row is one package, and what it and its tests may import beside the standard
// library: packages of ours by their folder, others by their module.
type row struct {
	folder string
	may    []string
	tests  []string
}

// Modules of others.
const (
	cmp        = "github.com/google/go-cmp"
	cobra      = "github.com/spf13/cobra"
	expr       = "github.com/expr-lang/expr"
	jsonschema = "github.com/santhosh-tekuri/jsonschema"
	gobreaker  = "github.com/sony/gobreaker"
	prometheus = "github.com/prometheus/client_golang"
	mysql      = "github.com/go-sql-driver/mysql"
	nats       = "github.com/nats-io/nats.go"
	natsJWT    = "github.com/nats-io/jwt/v2"
	natsKeys   = "github.com/nats-io/nkeys"
	natsServer = "github.com/nats-io/nats-server/v2"
	pgx        = "github.com/jackc/pgx/v5"
	rapid      = "pgregory.net/rapid"
	sqlite     = "modernc.org/sqlite"
	sys        = "golang.org/x/sys"
	systemd    = "github.com/coreos/go-systemd/v22"
	term       = "golang.org/x/term"
	testscript = "github.com/rogpeppe/go-internal"
	websocket  = "github.com/coder/websocket"
	yaml       = "gopkg.in/yaml.v3"
)

// arrows is the house from the ground up: a row may name only rows above it,
// so no arrow points up. What only tests import may stand anywhere.
func arrows() []row { return append(product(), workshop()...) }

// product is what is shipped.
func product() []row {
	return []row{
		{".", nil, nil}, // carries the shipped ivr.yaml
		{"flows/source", []string{yaml}, nil},
		{"flows/schedule", []string{"flows/source"}, nil},
		{"internal/jsonpush", nil, nil},
		{"flows/digits", []string{"internal/jsonpush"}, []string{cmp}},
		{"internal/outbound/endpoint", []string{"flows/digits"}, nil},
		{"internal/outbound/premium", []string{"flows/digits"}, nil},
		{"internal/outbound/international", []string{"internal/outbound/premium"}, nil},
		{"flows/dialling", []string{"flows/digits"}, nil},
		{"flows", []string{"flows/source", "flows/digits", "internal/jsonpush", expr}, []string{"flows/steps", "flows/flowtest", cmp}},
		{"flows/steps", []string{"flows", "flows/dialling", "flows/digits", "flows/source"}, []string{"flows/flowtest", cmp}},
		{"flows/lint", []string{"flows", "flows/digits", "flows/schedule", "flows/source"},
			[]string{"flows/steps", cmp}},
		{"flows/flowtest", []string{"flows", "flows/digits"}, []string{"flows/steps", "flows/source", cmp}},
		{"flows/scenario", []string{"flows", "flows/digits", "flows/flowtest", "flows/source"},
			[]string{"flows/schedule", "flows/steps", "internal/acd", "internal/config", "internal/media", "internal/rooms",
				"internal/voicemail", "internal/world", cmp}},
		{"flows/fuzz", []string{"flows", "flows/digits", "flows/flowtest", "flows/scenario", "flows/source"},
			[]string{".", "flows/steps", "internal/acd", "internal/config", "internal/media", "internal/rooms",
				"internal/voicemail", "internal/world", cmp}},

		{"ari/internal/jsonpull", nil, []string{cmp}},
		{"ari/internal/gen", nil, []string{cmp}},
		{"ari", []string{"ari/internal/jsonpull", websocket}, []string{cmp}},
		{"test/fake-ari", []string{websocket}, []string{"ari", "test/contract", cmp}},
		{"test/contract", []string{"ari", cmp, websocket}, nil},

		{"internal/asteriskconf", nil, []string{cmp}},
		{"internal/doctor", []string{"ari", "internal/asteriskconf"}, []string{"test/fake-ari", cmp}},
		{"internal/config", []string{"flows/digits", "flows/source", "internal/outbound/endpoint", "internal/outbound/premium"}, []string{cmp}},
		{"internal/recordings", []string{"flows"}, nil},
		{"internal/outbound", []string{"flows", "flows/digits", "internal/outbound/endpoint"},
			[]string{"internal/outbound/premium", "internal/store"}},
		{"internal/journal", []string{"flows", "flows/source", "internal/jsonpush"}, []string{"flows/flowtest", "flows/steps", cmp}},
		{"internal/records", []string{"flows", "internal/jsonpush", pgx, sqlite}, []string{cmp}},
		{"internal/report", []string{"flows", "flows/source", "internal/journal"},
			[]string{"flows/flowtest", "flows/steps", cmp}},
		{"internal/replay", []string{"flows", "flows/dialling", "flows/digits", "flows/flowtest", "flows/scenario",
			"flows/source", "internal/journal"},
			[]string{".", "app", "internal/config", "internal/media", "internal/store", "test/fake-ari"}},
		{"internal/program", nil, nil},
		{"internal/audio", []string{"internal/program"}, nil},
		{"internal/speech", []string{"internal/audio", "internal/program"}, nil},
		{"internal/prompts", []string{"flows/source", "internal/audio", "internal/speech"}, nil},
		{"internal/media", nil, nil},
		{"internal/soundpacks", nil, []string{"internal/media"}},
		{"internal/fetch", []string{"flows", gobreaker}, nil},
		{"internal/rooms", []string{"flows"}, []string{"ari", "flows/digits", "flows/flowtest", "flows/source", "flows/steps", "internal/call",
			"test/fake-ari"}},
		{"internal/lockfile", []string{sys}, nil},
		{"internal/versions", []string{"flows/source", "internal/lockfile"}, nil},
		{"internal/versions/canary", nil, nil},
		{"internal/queue", nil, []string{cmp, rapid, "internal/queue/queuetest"}},
		{"internal/queue/queuetest", []string{"internal/queue"}, nil},
		{"internal/queuelog", []string{"internal/queue"}, nil},
		{"internal/monitor", []string{"flows", "internal/versions", "internal/versions/canary"}, nil},
		{"internal/monitor/garbage", nil, nil},
		{"internal/monitor/lag", nil, nil},
		{"internal/monitor/metrics", []string{"flows", "internal/queue", prometheus},
			[]string{"flows/flowtest", "flows/source", "flows/steps"}},
		{"internal/monitor/systemd", []string{systemd}, nil},
		{"internal/call", []string{"ari", "flows", "flows/digits", "internal/jsonpush", "internal/media"},
			[]string{"flows/source", "flows/steps", "test/fake-ari", cmp}},
		{"internal/docgen", []string{"flows", "flows/lint", "flows/source"}, []string{"flows/source", "flows/steps", cmp}},
		{"internal/schema", []string{"flows", "flows/schedule", "flows/source", "internal/config"},
			[]string{"flows/steps", jsonschema, yaml}},
		{"internal/simulate", []string{"flows", "flows/digits", "flows/flowtest", "flows/scenario", "flows/source",
			"internal/media", sys, term},
			[]string{"flows/steps", cmp}},
		{"internal/lookup", []string{mysql, pgx, sqlite, yaml}, []string{"flows", cmp}},
		{"internal/store", []string{"flows"}, []string{"internal/store/storetest"}},
		{"internal/hand", []string{"ari"}, []string{"test/fake-ari", cmp}},
		{"internal/cluster", []string{"internal/jsonpush"}, []string{"internal/cluster/memstore"}},
		{"internal/acd", []string{"flows", "internal/cluster", "internal/queue"}, []string{"internal/cluster/memstore"}},
		{"internal/staffing", []string{"flows/source", "internal/queue"}, nil},
		{"internal/jobs", []string{"internal/cluster", "internal/lockfile"}, []string{"internal/cluster/memstore"}},
		{"internal/voicemail/mail", nil, nil},
		{"internal/voicemail", []string{"flows", "internal/voicemail/mail", pgx, sqlite},
			[]string{"flows/flowtest", "flows/source", "flows/steps", "internal/soundpacks"}},
		{"internal/api", []string{"ari", "flows", "internal/hand", "internal/jobs", "internal/monitor", "internal/queue", "internal/voicemail"},
			[]string{"internal/store", "test/fake-ari", jsonschema}},
		{"internal/store/storetest", []string{"flows", "internal/store"}, nil},
		{"internal/cluster/memstore", []string{"internal/cluster"}, []string{"internal/cluster/clustertest"}},
		{"internal/cluster/clustertest", []string{"internal/cluster"}, nil},
		{"internal/store/filestore", []string{"internal/cluster", "internal/lockfile"},
			[]string{"internal/cluster/clustertest"}},
		{"internal/store/natsstore", []string{"flows", "internal/cluster", "internal/store", nats, natsServer},
			[]string{"internal/cluster/clustertest", "internal/store/storetest", natsJWT, natsKeys}},
		{"internal/hours", []string{"flows", "flows/schedule"}, []string{"flows/source", "internal/store"}},
		{"internal/soundcheck", []string{"flows", "flows/source", "internal/media"}, []string{"flows/steps", "internal/soundpacks"}},
		{"internal/graph/gist", []string{"flows", "flows/source", expr}, []string{"flows/steps"}},
		{"internal/graph", []string{"flows", "flows/source", "internal/graph/gist"}, []string{"flows/steps"}},
		{"internal/explain", []string{"flows", "flows/digits", "flows/source", "internal/graph/gist"},
			[]string{"flows/flowtest", "flows/steps", cmp}},
		{"internal/flowdiff", []string{"flows", "flows/source", "internal/graph/gist"}, []string{"flows/steps", cmp}},
		{"internal/trycall", []string{"ari"}, []string{"test/fake-ari"}},
		{"internal/control", []string{"internal/hand", "internal/versions"}, []string{"ari", "flows", "internal/api", "internal/monitor", "internal/store", "test/fake-ari"}},
		{"internal/world", []string{"flows", "flows/schedule", "flows/source", "internal/acd", "internal/config", "internal/fetch",
			"internal/hours", "internal/lookup", "internal/media", "internal/outbound", "internal/outbound/endpoint",
			"internal/outbound/international", "internal/outbound/premium", "internal/prompts", "internal/queue",
			"internal/recordings", "internal/rooms", "internal/speech", "internal/voicemail", "internal/voicemail/mail"},
			[]string{"flows/steps", "internal/audio"}},
		{"internal/tidy", nil, []string{"flows/steps"}},

		{"app", []string{"ari", "flows", "flows/digits", "flows/lint", "flows/schedule", "flows/source", "flows/steps",
			"internal/acd", "internal/api", "internal/call", "internal/cluster", "internal/config", "internal/hand", "internal/hours", "internal/jobs",
			"internal/journal", "internal/jsonpush", "internal/lockfile", "internal/media",
			"internal/monitor", "internal/monitor/lag", "internal/monitor/metrics", "internal/outbound", "internal/prompts",
			"internal/queue", "internal/queuelog", "internal/recordings", "internal/records", "internal/rooms", "internal/soundpacks", "internal/store",
			"internal/store/filestore", "internal/store/natsstore",
			"internal/versions", "internal/versions/canary", "internal/voicemail", "internal/world"},
			[]string{".", "flows/scenario", "internal/audio", "internal/cluster/memstore", "internal/replay", "internal/store",
				"test/fake-ari", cmp}},
		{"internal/demo", []string{"app", "flows", "internal/config", "internal/hours", "internal/store",
			"test/fake-ari"}, []string{"."}},
		{"internal/coverage", []string{"flows", "flows/source"}, []string{"flows/flowtest", "flows/steps", cmp}},
		{"internal/suite", []string{"app", "flows", "flows/scenario", "flows/source", "internal/coverage",
			"internal/world"}, []string{cmp}},
		{"internal/wallboard", []string{"internal/api"}, nil},
		{"cmd/ariapp", []string{".", "app", "ari", "flows", "flows/fuzz", "flows/scenario", "flows/source", "flows/steps",
			"internal/api", "internal/asteriskconf",
			"internal/audio", "internal/config", "internal/control", "internal/demo", "internal/docgen",
			"internal/doctor", "internal/explain", "internal/flowdiff", "internal/graph", "internal/hand", "internal/hours", "internal/jobs",
			"internal/journal", "internal/media", "internal/monitor/garbage", "internal/monitor/systemd", "internal/prompts",
			"internal/records", "internal/replay", "internal/report", "internal/schema",
			"internal/queue", "internal/simulate", "internal/soundcheck", "internal/staffing", "internal/store", "internal/suite", "internal/trycall",
			"internal/versions", "internal/versions/canary", "internal/voicemail", "internal/wallboard", "internal/world", cobra, term},
			[]string{"flows/lint", "test/fake-ari", testscript, cmp, natsServer}},
		{"examples/handler", []string{"app"}, []string{"test/fake-ari"}},
		{"examples/step", []string{"app", "flows"}, []string{"flows/flowtest"}},
	}
}

// workshop is what tests and measures it.
func workshop() []row {
	return []row{
		{"test/sim", []string{"app", "flows", "internal/cluster", "internal/cluster/memstore", "internal/journal",
			"internal/queue", "internal/store", "test/fake-ari"}, nil},
		{"test/whole", nil, []string{"app", "flows", "flows/flowtest", "flows/scenario", "flows/source", "internal/config",
			"internal/hours", "internal/store", "internal/suite", "test/fake-ari", cmp}},
		{"test/asterisk/rig", []string{"internal/asteriskconf"}, []string{cmp}},
		{"test/asterisk/rigctl", []string{"internal/asteriskconf", "test/asterisk/rig"}, nil},
		{"test/asterisk/hearing", nil, []string{cmp}},
		{"test/asterisk/sip", []string{"test/asterisk/hearing"}, []string{cmp}},
		{"test/asterisk", nil, []string{"ari", "internal/doctor", "internal/media", "test/contract", "test/asterisk/hearing",
			"test/asterisk/rig", "test/asterisk/sip", cmp, nats, natsServer, pgx}},
		{"bench/ways/telephone", nil, nil}, {"bench/ways/fastagi", nil, nil}, {"bench/ways/floor", []string{websocket}, nil},
		{"bench/begin", nil, nil}, {"bench/figures", nil, nil}, {"bench/chart", nil, nil}, {"bench/program", nil, nil},
		{"bench/ways/unkept", []string{"app", "internal/store"}, nil},
		{"bench/lab", []string{"bench/program", "test/asterisk/rig"}, nil},
		{"bench/ways", []string{"bench/begin", "bench/figures", "bench/lab", "bench/program", "bench/ways/telephone"}, nil},
		{"bench/alone", []string{"bench/begin", "bench/figures", "bench/program", "test/fake-ari"}, nil},
		{"bench/originations", []string{"bench/begin", "bench/figures", "bench/lab", "bench/program"}, nil},
		{"bench/soak", []string{"bench/begin", "bench/figures", "bench/lab", "bench/program", "bench/ways/telephone"}, nil},
		{"bench/all", []string{"bench/begin", "bench/chart", "bench/figures"}, nil},
		{"bench", nil, []string{"app", "ari", "flows", "flows/flowtest", "flows/source", "flows/steps", "internal/cluster",
			"internal/queue", "internal/queue/queuetest", "internal/store", "internal/store/filestore",
			"internal/store/natsstore", "internal/suite", "test/fake-ari", natsServer, sys}},
	}
}

// Law: an import goes down, never up; every package stands in the table, and
// nothing stands there that does not exist.
func TestArrows(t *testing.T) {
	rows := map[string]row{}
	for _, r := range arrows() {
		for _, name := range r.may {
			if _, above := rows[name]; !above && !foreign(name) {
				t.Errorf("the arrow %s → %s points up: the row of %s must stand above", r.folder, name, name)
			}
		}
		if _, twice := rows[r.folder]; twice {
			t.Errorf("%s stands twice in the table", r.folder)
		}
		rows[r.folder] = r
	}
	seen := map[string]bool{}
	for _, file := range goFiles(t) {
		folder := file.folder()
		r, known := rows[folder]
		if !known && !seen[folder] {
			t.Errorf("the package %s has no row in the table of arrows", folder)
		}
		seen[folder] = true
		for _, spec := range file.syntax.Imports {
			if known && !r.allows(spec, file.isTest()) {
				t.Errorf("%s:%d: %s may not import %s", file.path, file.line(spec), folder, spec.Path.Value)
			}
		}
	}
	for folder := range rows {
		if !seen[folder] {
			t.Errorf("the row of %s is stale: there is no such package", folder)
		}
	}
}

// allows tells whether an import is one of the row's.
func (r row) allows(spec *ast.ImportSpec, test bool) bool {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return false
	}
	allowed := r.may
	if test {
		allowed = append(slices.Clone(r.may), append(r.tests, r.folder)...)
	}
	if ours, isOurs := strings.CutPrefix(name+"/", module+"/"); isOurs {
		return slices.Contains(allowed, path.Clean(ours))
	}
	return !foreign(name) || slices.ContainsFunc(allowed, func(one string) bool {
		return name == one || strings.HasPrefix(name, one+"/")
	})
}

// foreign tells a module of others from a folder and from the standard library: it begins with a host.
func foreign(name string) bool {
	host, _, _ := strings.Cut(name, "/")
	return strings.Contains(host, ".") && host != "."
}
