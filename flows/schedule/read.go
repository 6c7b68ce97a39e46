package schedule

import (
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Key is the top key of ivr.yaml that holds schedules.
const Key = "schedules"

var nameForm = regexp.MustCompile(`^[\p{L}\p{N}_-]+$`)

// Read reads the value of the key `schedules`: a mapping of names to schedules.
// open reads an iCal file; a relative path comes joined to the folder of the
// YAML file that names it. Every schedule that has a name is in the map; one
// with errors among its findings is closed for ever.
func Read(node *source.Node, report *source.Report, open func(path string) ([]byte, error)) map[string]*Schedule {
	schedules := map[string]*Schedule{}
	if node == nil || node.Kind == source.Empty {
		return schedules
	}
	if node.Kind != source.Map {
		report.WrongType(node, Key, "a mapping of names to schedules")
		return schedules
	}
	for key, item := range node.All() {
		s := &Schedule{name: key.Value, zone: time.UTC, dates: map[date]string{}, single: map[date]*exception{}}
		r := &reader{report: report, open: open, schedule: s}
		if !nameForm.MatchString(key.Value) {
			r.wrongType(key, "the name of a schedule", "a name of letters, digits, - and _")
		}
		r.read(key, item)
		schedules[key.Value] = s
	}
	return schedules
}

// reader is one pass over one schedule.
type reader struct {
	report   *source.Report
	open     func(path string) ([]byte, error)
	schedule *Schedule
	// day is where each day of the week was read.
	day [7]*source.Node
}

// read reads one schedule; name is its key.
func (r *reader) read(name, n *source.Node) {
	if n.Kind != source.Map {
		r.wrongType(n, "the schedule "+name.Value, "a mapping with zone and weekly")
		return
	}
	if n.Get("zone") == nil {
		r.errorf(name, "missing-field", "the schedule %s needs zone: the zone of its clock, such as Europe/Berlin",
			name.Value)
	}
	parts := map[string]func(*source.Node){
		"zone": r.zone, "weekly": r.weekly, "exceptions": r.exceptions, "holidays": func(*source.Node) {}}
	for key, item := range n.All() {
		if part, ok := parts[key.Value]; ok {
			part(item)
			continue
		}
		r.unknown(key, "unknown-key", "key of a schedule", slices.Sorted(maps.Keys(parts)))
	}
	if item := n.Get("holidays"); item != nil { // times without a zone are in the schedule's, so that comes first
		r.holidays(item)
	}
	if !r.schedule.faulty {
		r.warn(name)
	}
}

func (r *reader) zone(n *source.Node) {
	const wanted = "a zone of the IANA database, such as Europe/Berlin"
	if n.Kind != source.Scalar {
		r.wrongType(n, "zone", wanted)
		return
	}
	zone, err := loadZone(n.Value)
	if err != nil {
		r.errorf(n, "unknown-zone", "there is no zone %q; zone must be %s", n.Value, wanted)
		return
	}
	r.schedule.zone = zone
	r.warnOfZone(n)
}

// loadZone finds a zone by its name. The machine's own is none: the same file must mean the same everywhere.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errLocal
	}
	return time.LoadLocation(name)
}

// The findings that close a schedule.

func (r *reader) errorf(n *source.Node, rule, format string, args ...any) {
	r.schedule.faulty = true
	r.report.Errorf(n, rule, format, args...)
}

func (r *reader) wrongType(n *source.Node, what, wanted string) {
	r.schedule.faulty = true
	r.report.WrongType(n, what, wanted)
}

func (r *reader) unknown(n *source.Node, rule, what string, accepted []string) {
	r.schedule.faulty = true
	r.report.Unknown(n, rule, what, accepted)
}
