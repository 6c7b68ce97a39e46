package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// line is a Caller of tests: it writes down when it called whom, and does what it is told.
type line struct {
	mu      sync.Mutex
	folder  string
	called  []string
	unkept  []string
	results []func(Order) (Ringing, error)
}

func (l *line) Call(_ context.Context, order Order, ring time.Duration, by string) (Ringing, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.called = append(l.called, fmt.Sprintf("%s %s %v", time.Now().Format("15:04:05"), order.Endpoint, ring))
	if id := strings.Fields(by)[1]; !strings.Contains(textOf(filepath.Join(l.folder, id+suffix)), `"status": "dialling"`) {
		l.unkept = append(l.unkept, id)
	}
	if len(l.results) == 0 {
		return answered(0), nil
	}
	result := l.results[0]
	l.results = l.results[1:]
	return result(order)
}

// calls are those that were made.
func (l *line) calls() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.called)
}

// will tells what comes of the next calls.
func (l *line) will(results ...func(Order) (Ringing, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results = append(l.results, results...)
}

func textOf(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// answered is a call that somebody takes, and that lasts so long.
func answered(lasts time.Duration) Ringing {
	ended := make(chan struct{})
	return Ringing{ID: "call-1", Ended: ended, Wait: func(context.Context) (bool, string, error) {
		time.AfterFunc(lasts, func() { close(ended) })
		return true, "", nil
	}}
}

// unanswered rings for a while; then the cause is why nobody answered.
func unanswered(rings time.Duration, cause string) func(Order) (Ringing, error) {
	return func(Order) (Ringing, error) {
		return Ringing{ID: "call-1", Wait: func(ctx context.Context) (bool, string, error) {
			select {
			case <-time.After(rings):
				return false, cause, nil
			case <-ctx.Done():
				return false, "", context.Cause(ctx)
			}
		}}, nil
	}
}

func fails(err error) func(Order) (Ringing, error) {
	return func(Order) (Ringing, error) { return Ringing{}, err }
}

// desk are jobs that run in a bubble.
type desk struct {
	t    *testing.T
	opts Options
	line *line
	jobs *Jobs
	stop func()
}

func newDesk(t *testing.T, opts Options, results ...func(Order) (Ringing, error)) *desk {
	t.Helper()
	if opts.Folder == "" {
		opts.Folder = t.TempDir()
	}
	d := &desk{t: t, opts: opts, line: &line{folder: opts.Folder, results: results}}
	if opts.Caller == nil {
		d.opts.Caller = d.line
	}
	d.open()
	return d
}

// open begins to run; the desk closes with the test.
func (d *desk) open() {
	d.t.Helper()
	jobs, err := Open(d.opts)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		jobs.Run(ctx)
	}()
	d.jobs = jobs
	d.stop = sync.OnceFunc(func() {
		cancel()
		<-done
		jobs.Close()
	})
	d.t.Cleanup(d.stop)
}

var order = Order{Endpoint: "PJSIP/100", Flow: "main"}

func (d *desk) add(order Order, plan Plan) string {
	d.t.Helper()
	job, err := d.jobs.Add(order, plan, "test")
	if err != nil {
		d.t.Fatal(err)
	}
	return job.ID
}

// listed are the jobs of a status, all for none.
func listed(t testing.TB, j *Jobs, status Status) []Job {
	t.Helper()
	list, err := j.All(t.Context(), status)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// want looks at a job after a while, in memory and on the disk.
func (d *desk) want(id string, after time.Duration, status Status, reason string, attempts ...string) {
	d.t.Helper()
	time.Sleep(after)
	synctest.Wait()
	job, err := d.jobs.One(d.t.Context(), id)
	var results []string
	for _, attempt := range job.Attempts {
		results = append(results, attempt.Result)
	}
	if err != nil || job.Status != status || !strings.Contains(job.Reason, reason) || !slices.Equal(results, attempts) {
		d.t.Errorf("the job is %s (%s) after %q, want %s (%s) after %q", job.Status, job.Reason, results, status, reason, attempts)
	}
	where := id + suffix
	if status.Over() {
		where = filepath.Join(archive, where)
	}
	if text := textOf(filepath.Join(d.opts.Folder, where)); !strings.Contains(text, fmt.Sprintf(`"status": %q`, status)) {
		d.t.Errorf("on the disk: %s", text)
	}
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	if len(d.line.unkept) > 0 {
		d.t.Errorf("called before it was on the disk: %v", d.line.unkept)
	}
}

func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// Law: a call is tried again as its plan says, and ends completed, expired, failed or cancelled; each attempt is on the disk before it is made.
func TestWhatBecomesOfAJob(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t, Options{})
		d.want(d.add(order, Plan{}), time.Second, Completed, "", "answered")
		d.line.will(unanswered(45*time.Second, "no_answer"))
		d.want(d.add(order, Plan{}), time.Minute, Expired, "1 attempts are used up; the last: nobody answered: no_answer", "no_answer")
		d.line.will(unanswered(10*time.Second, "user_busy"), fails(errors.New("Asterisk says 500")))
		id := d.add(order, Plan{MaxRetries: 2, RetryTime: 60, WaitTime: 20})
		d.want(id, 11*time.Second, Waiting, "user_busy", "user_busy")
		d.want(id, 58*time.Second, Waiting, "user_busy", "user_busy")
		d.want(id, 2*time.Second, Waiting, "Asterisk says 500", "user_busy", "failed")
		d.want(id, time.Minute, Completed, "", "user_busy", "failed", "answered")
		d.line.will(fails(fmt.Errorf("%w: no rule allows it", ErrNever)))
		d.want(d.add(order, Plan{MaxRetries: 5}), time.Second, Failed, "no rule allows it", "refused")
	})
}

// Law: what could not be asked for uses up no attempt.
func TestLater(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t, Options{}, fails(&LaterError{After: time.Now().Add(time.Minute), Err: errors.New("five calls a minute")}))
		id := d.add(order, Plan{})
		d.want(id, time.Second, Waiting, "five calls a minute")
		d.want(id, 58*time.Second, Waiting, "five calls a minute")
		d.want(id, 2*time.Second, Completed, "", "answered")
	})
}

// Law: an attempt that rang when the process ended counts as made: after a restart it is tried again after the retry time, if there are tries left.
func TestRestart(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t, Options{}, unanswered(time.Hour, ""), unanswered(time.Hour, ""))
		once, again := d.add(order, Plan{}), d.add(order, Plan{MaxRetries: 1})
		waits := d.add(order, Plan{NotBefore: time.Now().Add(time.Minute)})
		time.Sleep(time.Second)
		d.stop()
		if text := textOf(filepath.Join(d.opts.Folder, once+suffix)); !strings.Contains(text, `"status": "dialling"`) {
			t.Errorf("on the disk: %s", text)
		}
		d.open()
		d.want(once, time.Second, Expired, "the daemon ended while it rang", "interrupted")
		d.want(again, 200*time.Second, Waiting, "the daemon ended while it rang", "interrupted")
		d.want(waits, 0, Completed, "", "answered")
		if len(d.line.calls()) != 3 {
			t.Errorf("called %v", d.line.calls())
		}
		d.want(again, 100*time.Second, Completed, "", "interrupted", "answered")
		if _, err := Open(d.opts); err == nil {
			t.Error("two work on one folder")
		}
	})
}

// Law: nothing is called before its time, outside of its hours, or when it is too late.
func TestTimes(t *testing.T) {
	inBubble(t, func(t *testing.T) { // the clock of a bubble begins at midnight UTC, on a Saturday
		var open atomic.Bool
		d := newDesk(t, Options{Open: func(_ context.Context, name string, _ time.Time) (bool, error) {
			if name == "broken" {
				return true, errors.New("the store is away")
			}
			return open.Load(), nil
		}})
		now := time.Now()
		morning := d.add(order, Plan{Window: &Window{From: "09:00", To: "10:00", Zone: "UTC", Days: []string{"sat"}}})
		schedule := d.add(order, Plan{Window: &Window{Schedule: "office"}})
		unknown := d.add(order, Plan{Window: &Window{Schedule: "broken"}, NotAfter: now.Add(10 * time.Hour)})
		d.want(morning, 8*time.Hour, Waiting, "")
		open.Store(true)
		d.want(schedule, time.Minute, Completed, "", "answered")
		d.want(morning, 59*time.Minute+30*time.Second, Completed, "", "answered")
		d.want(unknown, 30*time.Minute, Waiting, "")
		d.want(unknown, time.Hour, Expired, "not_after has passed")
		if len(d.line.calls()) != 2 || !strings.HasPrefix(d.line.calls()[1], now.Add(9*time.Hour).Format("15:04")) {
			t.Errorf("called %v", d.line.calls())
		}
	})
}

// Law: a window is open from its first minute to its last; the part after midnight belongs to the day before.
func TestWindow(t *testing.T) {
	night := Window{From: "22:00", To: "02:00", Zone: "Europe/Berlin", Days: []string{"fri"}}
	day := Window{From: "09:00", To: "18:00", Zone: "UTC"}
	for _, c := range []struct {
		w    Window
		at   string
		want bool
	}{
		{day, "2026-01-02T08:59:59Z", false}, {day, "2026-01-02T09:00:00Z", true}, {day, "2026-01-02T17:59:59Z", true}, {day, "2026-01-02T18:00:00Z", false},
		{night, "2026-01-02T20:59:00Z", false}, {night, "2026-01-02T21:00:00Z", true}, {night, "2026-01-03T00:30:00Z", true},
		{night, "2026-01-03T01:00:00Z", false}, {night, "2026-01-03T21:30:00Z", false}, {night, "2026-01-02T00:30:00Z", false},
		{Window{From: "09:00", To: "18:00", Zone: "Nowhere/X"}, "2026-01-02T12:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.w.open(at); got != c.want {
			t.Errorf("%+v at %s: %v", c.w, c.at, got)
		}
	}
}

// Law: a job that makes no sense, or calls whom nobody may call, is refused before it is taken.
func TestAddRefuses(t *testing.T) {
	refusals := 0
	jobs, err := Open(Options{Folder: t.TempDir(), Refused: func() { refusals++ }, Allowed: func(o Order) error {
		if o.Endpoint != order.Endpoint {
			return ErrNever
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer jobs.Close()
	now := time.Now()
	cases := []struct {
		order Order
		plan  Plan
		want  string
	}{
		{Order{Flow: "main"}, Plan{}, "nobody is to be called"},
		{Order{Endpoint: "PJSIP/100"}, Plan{}, "needs one of a flow"},
		{Order{Endpoint: "PJSIP/100", Flow: "a", Connect: "b"}, Plan{}, "needs one of a flow"},
		{Order{Endpoint: "PJSIP/900", Flow: "a"}, Plan{}, "the call is refused"},
		{order, Plan{MaxRetries: -1}, "max_retries is -1"}, {order, Plan{MaxRetries: 1001}, "max_retries is 1001"},
		{order, Plan{WaitTime: -1}, "wait_time is -1"}, {order, Plan{RetryTime: -5}, "retry_time is -5"},
		{order, Plan{NotBefore: now, NotAfter: now}, "not_after is not after not_before"},
		{order, Plan{Window: &Window{}}, "either a schedule, or from and to"},
		{order, Plan{Window: &Window{Schedule: "office"}}, "there are no schedules"},
		{order, Plan{Window: &Window{Schedule: "a", From: "09:00", To: "10:00"}}, "either a schedule"},
		{order, Plan{Window: &Window{Schedule: "a", Zone: "UTC"}}, "its own zone"},
		{order, Plan{Window: &Window{From: "9h", To: "10:00"}}, `"9h" is no time of the day`},
		{order, Plan{Window: &Window{From: "09:00", To: "09:00"}}, "are the same"},
		{order, Plan{Window: &Window{From: "09:00", To: "10:00", Zone: "X/Y"}}, "no zone"},
		{order, Plan{Window: &Window{From: "09:00", To: "10:00", Days: []string{"monday"}}}, "days are sun, mon"},
	}
	for _, c := range cases {
		if job, err := jobs.Add(c.order, c.plan, "test"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v %+v is %+v, %v, want %q", c.order, c.plan, job, err, c.want)
		}
	}
	if refusals != len(cases) || len(listed(t, jobs, "")) != 0 {
		t.Errorf("%d refusals are counted, %d jobs are there", refusals, len(listed(t, jobs, "")))
	}
}

// Law: a job that waits can be cancelled; one that rings is not tried again; one that is over stays what it is.
func TestCancel(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t, Options{}, unanswered(10*time.Second, "user_busy"))
		rings := d.add(order, Plan{MaxRetries: 3})
		waits := d.add(order, Plan{NotBefore: time.Now().Add(time.Hour)})
		time.Sleep(time.Second)
		if _, err := d.jobs.Cancel(waits, "ann"); err != nil {
			t.Error(err)
		}
		if job, err := d.jobs.Cancel(rings, "ann"); err != nil || job.Status != Dialling {
			t.Errorf("%+v, %v", job, err)
		}
		d.want(waits, 0, Cancelled, "cancelled by ann")
		d.want(rings, 10*time.Second, Cancelled, "cancelled", "user_busy")
		if _, err := d.jobs.Cancel(waits, "ann"); !errors.Is(err, ErrOver) {
			t.Error(err)
		}
		if _, err := d.jobs.Cancel("nobody", "ann"); !errors.Is(err, ErrUnknown) {
			t.Error(err)
		}
	})
}

// Law: no more jobs call at once than may, and their calls begin at the pace.
func TestPace(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var ends []func(Order) (Ringing, error)
		for range 5 {
			ends = append(ends, func(Order) (Ringing, error) { return answered(10 * time.Second), nil })
		}
		d := newDesk(t, Options{AtOnce: 2, PerSecond: 0.5}, ends...)
		for i := range 5 {
			d.add(Order{Endpoint: fmt.Sprintf("PJSIP/10%d", i), Flow: "main"}, Plan{})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		want := []string{"00:00:00 PJSIP/100 45s", "00:00:02 PJSIP/101 45s", "00:00:10 PJSIP/102 45s", "00:00:12 PJSIP/103 45s", "00:00:20 PJSIP/104 45s"}
		var got []string
		for _, call := range d.line.calls() {
			at, err := time.ParseInLocation("15:04:05", call[:8], time.Local)
			if err != nil {
				t.Fatal(err)
			}
			_, offset := time.Now().Zone()
			got = append(got, at.Add(-time.Duration(offset)*time.Second).Format("15:04:05")+call[8:])
		}
		if !slices.Equal(got, want) {
			t.Errorf("called %q, want %q", got, want)
		}
	})
}

// Law: of jobs that are over the youngest are kept, in memory and on the disk.
func TestKeep(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t, Options{Keep: 2})
		var ids []string
		for range 4 {
			ids = append(ids, d.add(order, Plan{}))
			time.Sleep(time.Second)
		}
		d.add(order, Plan{NotBefore: time.Now().Add(time.Hour)})
		time.Sleep(time.Minute)
		synctest.Wait()
		var left []string
		for _, job := range listed(t, d.jobs, Completed) {
			left = append(left, job.ID)
		}
		if want := []string{ids[3], ids[2]}; !slices.Equal(left, want) || len(listed(t, d.jobs, "")) != 3 {
			t.Errorf("kept %v, want %v", left, want)
		}
		if files, err := os.ReadDir(filepath.Join(d.opts.Folder, archive)); err != nil || len(files) != 2 {
			t.Errorf("on the disk: %v, %v", files, err)
		}
	})
}

// Law: a file that holds no job is put aside; a job that was being archived when the process died is over.
func TestLoad(t *testing.T) {
	path := t.TempDir()
	f := folder{path}
	if err := f.make(); err != nil {
		t.Fatal(err)
	}
	over := &Job{ID: "job-a", Status: Completed, Order: order}
	if err := f.save(t.Context(), over); err != nil {
		t.Fatal(err)
	}
	rings := *over
	rings.Status = Dialling
	if err := f.save(t.Context(), &rings); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"job-b.json": `{"id": "job-b", "sta`, "job-c.json": `{"id": "job-d"}`, ".job-1": "half", "README": "x"} {
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	jobs, put, err := f.load()
	if err != nil || len(jobs) != 1 || jobs[0].Status != Completed || len(put) != 2 {
		t.Errorf("loaded %v, put aside %v, %v", jobs, put, err)
	}
	for name, there := range map[string]bool{"job-a.json": false, "archive/job-a.json": true, "broken/job-b.json": true, "broken/job-c.json": true, ".job-1": false, "README": true} {
		if _, err := os.Stat(filepath.Join(path, name)); (err == nil) != there {
			t.Errorf("%s is there: %v", name, err == nil)
		}
	}
}
