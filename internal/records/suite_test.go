package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// place is where a suite has a database of its own.
type place struct {
	dsn    DSN
	folder string
}

// suite is what holds of both databases.
func suite(t *testing.T, fresh func(*testing.T) place) {
	for name, test := range map[string]func(*testing.T, place){
		"calls": wholeCalls, "again": writtenAgain, "lost": lostCalls, "stale": staleCalls, "old": oldCalls, "filters": filters, "taken up": takenUp, "left legs": leftLegs, "alone": endedAlone, "anew": startedAnew,
		"finding": finding, "schema": schemaOfTheFuture, "nothing": nothingYet, "refusal": refusals,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

// morning is when the calls of a suite begin.
func morning() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 123456000, time.UTC) }

// clock is the time of a suite.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) pass(d time.Duration) time.Time {
	c.at = c.at.Add(d)
	return c.at
}

func (p place) open(t *testing.T, c *clock) *Records {
	t.Helper()
	r := p.again(t, c)
	r.EndLost()
	return r
}

// again opens records, and leaves it open what becomes of the calls of the process before.
func (p place) again(t *testing.T, c *clock) *Records {
	t.Helper()
	r, err := Open(Options{Folder: p.folder, DSN: p.dsn, Keep: 90 * 24 * time.Hour, Events: true, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (p place) reader(t *testing.T) *Reader {
	t.Helper()
	r, err := OpenReader(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// list are the rows that a filter wants.
func (p place) list(t *testing.T, filter Filter) []Row {
	t.Helper()
	var rows []Row
	for row, err := range p.reader(t).Ended(context.Background(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

func closed(t *testing.T, r *Records) {
	t.Helper()
	if err := r.Close(); err != nil || r.Lost() != 0 {
		t.Errorf("closing: %v, %d lost", err, r.Lost())
	}
}

// day writes a day's calls: answered with two legs, busy, given up, and one that is under way.
func day(r *Records, c *clock) {
	for i, to := range []string{"200", "201", "_2%!", "203"} {
		begun := caller(fmt.Sprint("1.", i))
		begun.Call.From, begun.Call.To, begun.Call.Started = fmt.Sprint(100+i), to, c.pass(time.Minute)
		begun.Call.FromName = "Zoë \"O'Hara\" \x00?\xff"
		live := r.Begin(begun)
		tell := func(after time.Duration, kind flows.FactKind, f flows.Fact) {
			f.Kind, f.At = kind, c.pass(after)
			live.Observe(f)
		}
		tell(time.Second, flows.StepBegun, flows.Fact{Step: "main/1", Type: "dial"})
		switch i {
		case 0:
			tell(1500*time.Millisecond, flows.AnswerBegun, flows.Fact{Step: "main/1"})
			tell(0, flows.LegDialled, flows.Fact{Leg: "leg-a", Text: "PJSIP/a", Step: "main/1"})
			tell(0, flows.LegDialled, flows.Fact{Leg: "leg-b", Text: "PJSIP/b", Step: "main/1"})
			tell(2*time.Second, flows.LegRang, flows.Fact{Leg: "leg-a"})
			tell(time.Second, flows.LegEnded, flows.Fact{Leg: "leg-b", Outcome: "busy", Text: "486"})
			tell(time.Second, flows.LegAnswered, flows.Fact{Leg: "leg-a"})
			tell(0, flows.PartyJoined, flows.Fact{Leg: "leg-a", Text: "bridge-1"})
			tell(30*time.Second, flows.LegEnded, flows.Fact{Leg: "leg-a", Outcome: "normal", Took: 30 * time.Second})
			live.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, true)
		case 1:
			live.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseBusy}, false)
		case 2:
			c.pass(5 * time.Second)
			live.End(flows.Outcome{Status: flows.HungUp, Cause: flows.CauseNormal}, false)
		case 3:
			tell(time.Second, flows.LegDialled, flows.Fact{Leg: "leg-c", Text: "PJSIP/c"})
			tell(time.Second, flows.LegAnswered, flows.Fact{Leg: "leg-c"})
			tell(3*time.Second, flows.KeyWas, flows.Fact{Text: "*", Outcome: flows.Masked})
		}
	}
}

// wholeCalls: rows and events come back as they were written.
func wholeCalls(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	rows := p.list(t, Filter{Legs: true})
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprint(row.Dst, " ", row.Party, " ", row.Disposition, " ", row.Duration, " ", row.BillSec, " ", row.Cause, " ", row.Result))
	}
	want := []string{"_2%! 0 NO ANSWER 6 0 normal hung-up", "201 0 BUSY 1 0 busy ended", "PJSIP/b 2 BUSY 3 0 busy ended",
		"PJSIP/a 1 ANSWERED 34 30 normal ended", "200 0 ANSWERED 36 34 normal ended"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	whole, err := p.reader(t).Whole(context.Background(), "1.0")
	if err != nil || len(whole.Legs) != 2 || len(whole.Events) != 11 {
		t.Fatalf("%v, got %+v", err, whole)
	}
	if call := whole.Call; call.CLID != "\"Zoë \"O'Hara\" \uFFFD?\uFFFD\" <100>" || !call.Start.Equal(morning().Add(time.Minute)) ||
		call.Start.Location() != time.UTC || call.Path != "main/1" || call.Steps != 1 || call.DstChannel != "leg-a" {
		t.Errorf("got %+v", call)
	}
	if e := whole.Events[9]; e.Kind != "leg-ended" || e.Took != 30_000 || e.Leg != "leg-a" || e.Outcome != "normal" || e.Seq != 10 {
		t.Errorf("got %+v", e)
	}
	if under, err := p.reader(t).Whole(context.Background(), "1.3"); err != nil || !under.Call.End.IsZero() || under.Call.Result != "" {
		t.Errorf("the call that is under way: %+v, %v", under.Call, err)
	}
}

// writtenAgain: what is written twice, in whichever order, is there once, as it was last.
func writtenAgain(t *testing.T, p place) {
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	ctx := context.Background()
	for range 2 { // the schema, too
		if err := d.ready(ctx); err != nil {
			t.Fatal(err)
		}
	}
	row := func(rev int64, result string) line {
		return line{Row: &Row{ID: "c", Call: "c", Rev: rev, Start: morning(), Seen: morning(), End: morning(), Result: result}}
	}
	event := line{Event: &Event{Call: "c", Seq: 1, At: morning(), Kind: "entered"}}
	for _, lines := range [][]line{{row(2, "two"), row(1, "one"), event, event}, {row(1, "one"), event}, {row(3, "three"), row(2, "two")}, {row(3, "other")}} {
		if err := d.apply(ctx, lines); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := p.reader(t).Whole(ctx, "c")
	if err != nil || whole.Call.Result != "three" || len(whole.Events) != 1 {
		t.Errorf("%v, got %+v", err, whole)
	}
}

// lostCalls: a call that was cut off has one ending, at the last thing that is known, and the path that its events tell.
func lostCalls(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	last := c.at
	closed(t, r) // as a kill would, it leaves the call under way without an end
	c.pass(time.Hour)
	for range 2 {
		again := p.open(t, c)
		closed(t, again)
	}
	rows := p.list(t, Filter{Linked: "1.3"})
	if len(rows) != 2 {
		t.Fatalf("got %+v", rows)
	}
	leg, call := rows[0], rows[1]
	if call.Result != Lost || !call.End.Equal(last) || call.Disposition != NoAnswer || call.Duration != 6 || call.Path != "main/1" {
		t.Errorf("the call: %+v", call)
	}
	if leg.Result != Lost || !leg.End.Equal(last) || leg.Disposition != Answered || leg.BillSec != 3 {
		t.Errorf("the leg: %+v", leg)
	}
	if got := len(p.list(t, Filter{})); got != 4 {
		t.Errorf("%d calls of 4", got)
	}
}

// staleCalls: the calls of a daemon that does not come back are ended by another one, two days later; what it writes
// then, should it live, counts.
func staleCalls(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	elsewhere := place{p.dsn, t.TempDir()}
	if p.dsn == "" {
		elsewhere.dsn = DSN("sqlite:" + p.dsn.path(p.folder))
	}
	for _, row := range []struct {
		after time.Duration
		want  int
	}{{staleAfter - time.Hour, 3}, {2 * time.Hour, 4}} {
		c.pass(row.after)
		closed(t, elsewhere.open(t, c))
		if got := len(p.list(t, Filter{})); got != row.want {
			t.Errorf("%d calls are over, want %d", got, row.want)
		}
	}
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	lost := p.list(t, Filter{Linked: "1.3"})
	alive := lost[len(lost)-1]
	if alive.Result != Lost || alive.Party != 0 {
		t.Fatalf("got %+v", alive)
	}
	alive.Rev, alive.Result = alive.Rev+1, "ended"
	if err := d.apply(context.Background(), []line{{Row: &alive}}); err != nil {
		t.Fatal(err)
	}
	if got := p.list(t, Filter{Dst: "203"}); len(got) != 1 || got[0].Result != "ended" {
		t.Errorf("got %+v", got)
	}
}

// oldCalls: what is older than is kept goes, with its legs and events.
func oldCalls(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	c.pass(91 * 24 * time.Hour)
	again := p.open(t, c)
	begun := caller("2.1")
	begun.Call.Started = c.at
	again.Begin(begun).End(flows.Outcome{Status: flows.Ended}, true)
	closed(t, again)
	if rows := p.list(t, Filter{Legs: true}); len(rows) != 1 || rows[0].UniqueID != "2.1" {
		t.Errorf("got %+v", rows)
	}
	if _, err := p.reader(t).Whole(context.Background(), "1.0"); !errors.Is(err, ErrNoCall) {
		t.Errorf("an old call: %v", err)
	}
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	left := 0
	if err := d.QueryRow(`SELECT COUNT(*) FROM ariapp_events`).Scan(&left); err != nil || left != 2 {
		t.Errorf("%d events are left, %v", left, err)
	}
}

// filters: each filter takes what it says.
func filters(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	for name, row := range map[string]struct {
		filter Filter
		want   string
	}{
		"all":           {Filter{}, "1.2 1.1 1.0"},
		"newest":        {Filter{Limit: 2}, "1.2 1.1"},
		"from":          {Filter{From: morning().Add(time.Minute)}, "1.2 1.1 1.0"},
		"from later":    {Filter{From: morning().Add(time.Minute + time.Microsecond)}, "1.2 1.1"},
		"from elsewhen": {Filter{From: morning().Add(time.Minute).In(time.FixedZone("x", 7200))}, "1.2 1.1 1.0"},
		"to":            {Filter{To: morning().Add(time.Minute)}, ""},
		"src":           {Filter{Src: "101"}, "1.1"},
		"src with star": {Filter{Src: "10*"}, "1.2 1.1 1.0"},
		"dst with star": {Filter{Dst: "*0*"}, "1.1 1.0"},
		"no wildcard":   {Filter{Dst: "_2%!"}, "1.2"},
		"underline":     {Filter{Dst: "_*"}, "1.2"},
		"per cent":      {Filter{Dst: "*%!"}, "1.2"},
		"busy":          {Filter{Disposition: Busy}, "1.1"},
		"busy legs":     {Filter{Disposition: Busy, Legs: true}, "1.1 leg-b"},
		"long":          {Filter{MinDuration: 36 * time.Second}, "1.0"},
		"longer":        {Filter{MinDuration: 36*time.Second + 1}, ""},
		"linked":        {Filter{Linked: "1.0"}, "leg-b leg-a 1.0"},
		"endpoint":      {Filter{Dst: "PJSIP/*", Legs: true}, "leg-b leg-a"},
		"quote":         {Filter{Src: "'; DROP TABLE ariapp_cdr; --"}, ""},
	} {
		var got []string
		for _, one := range p.list(t, row.filter) {
			got = append(got, one.UniqueID)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: got %v, want %s", name, got, row.want)
		}
	}
}

// finding: a call is found by its id, how that begins, its channel, or one of its legs; nothing else finds one.
func finding(t *testing.T, p place) {
	c := &clock{morning()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	reader := p.reader(t)
	id := p.list(t, Filter{})[0].ID
	for text, want := range map[string]string{id: "1.2", id[:16]: "1.2", "1.2": "1.2", "leg-b": "1.0", "x": "", "%": "", "1.": ""} {
		whole, err := reader.Whole(context.Background(), text)
		if whole.Call.UniqueID != want || (want == "") != errors.Is(err, ErrNoCall) {
			t.Errorf("%q: got %s, %v", text, whole.Call.UniqueID, err)
		}
	}
	for _, text := range []string{"20260302T090", ""} {
		if _, err := reader.Whole(context.Background(), text); !errors.Is(err, ErrSeveral) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// schemaOfTheFuture: a database that a newer program has changed is neither written nor read.
func schemaOfTheFuture(t *testing.T, p place) {
	c := &clock{morning()}
	closed(t, p.open(t, c))
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	ctx := context.Background()
	if err := d.inside(ctx, func(tx *sql.Tx) error { return d.setVersion(ctx, tx, len(migrations())+1) }); err != nil {
		t.Fatal(err)
	}
	r := p.open(t, c)
	r.Begin(caller("1.1")).End(flows.Outcome{Status: flows.Ended}, true)
	if err := r.Close(); err == nil || !strings.Contains(err.Error(), "this program knows up to") {
		t.Errorf("written all the same: %v", err)
	}
	for _, err := range p.reader(t).Ended(ctx, Filter{}) {
		if err == nil || !strings.Contains(err.Error(), "this program knows up to") {
			t.Errorf("read all the same: %v", err)
		}
	}
}

// nothingYet: a reader who comes first is told so, and makes nothing.
func nothingYet(t *testing.T, p place) {
	reader, err := OpenReader(p.dsn, p.folder)
	if err != nil {
		if !errors.Is(err, ErrNone) {
			t.Error(err)
		}
		return
	}
	defer func() { _ = reader.Close() }()
	for _, err := range reader.Ended(context.Background(), Filter{}) {
		if !errors.Is(err, ErrNone) {
			t.Errorf("there is no table: %v", err)
		}
	}
}

// refusals: an error about a value is told from a database that is away.
func refusals(t *testing.T, p place) {
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := d.ready(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ExecContext(ctx, `INSERT INTO ariapp_events (call, seq) VALUES ('c', 1)`); err == nil || !d.refuses(err) {
		t.Errorf("a value that is missing is no refusal: %v", err)
	}
	if _, err := d.ExecContext(ctx, `SELECT nothing`); err == nil || d.refuses(err) {
		t.Errorf("a wrong statement is a refusal: %v", err)
	}
	if err := d.close(); err != nil {
		t.Error(err)
	}
	err = d.apply(ctx, []line{{Event: &Event{Call: "c", Seq: 1, At: morning()}}})
	if err == nil || d.refuses(err) {
		t.Errorf("a database that is closed refuses: %v", err)
	}
}
