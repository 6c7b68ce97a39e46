package metrics

import (
	"errors"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/ariapp/ariapp/flows"
)

// exposed is what Prometheus reads.
func exposed(t testing.TB, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// wants checks that these lines are among what is exposed.
func wants(t *testing.T, m *Metrics, lines ...string) {
	t.Helper()
	text := exposed(t, m)
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			own := regexp.MustCompile(`(?m)^ariapp_.*$`).FindAllString(text, -1)
			t.Errorf("there is no %s in\n%s", line, strings.Join(own, "\n"))
			return
		}
	}
}

// Law: what should be seen as an increase when it happens first is there as zero.
func TestZeroesAreThereFromTheBeginning(t *testing.T) {
	wants(t, New("1.2.3"), `ariapp_calls_active 0`, `ariapp_calls_total{outcome="failed"} 0`,
		`ariapp_calls_refused_total{reason="overloaded"} 0`, `ariapp_prompts_total{outcome="failed"} 0`,
		`ariapp_reloads_total{result="failure"} 0`, `ariapp_canary_share 0`,
		`ariapp_canary_calls_total{outcome="failed",share="canary"} 0`,
		`ariapp_canary_calls_total{outcome="early_hangup",share="stable"} 0`,
		`ariapp_canary_returns_total{reason="errors"} 0`, `ariapp_journal_lost_total 0`, `ariapp_records_lost_total 0`,
		`ariapp_recordings_waiting 0`, `ariapp_recordings_failed_total 0`,
		`ariapp_lag_seconds_count 0`)
}

// Law: each method counts what it says.
func TestCounting(t *testing.T) {
	m := New("1.2.3")
	m.Entered()
	m.Entered()
	m.Left("hung-up")
	m.Refused("no_number")
	m.Request("crm.example:443", "2xx", 30*time.Millisecond)
	m.Request("", "refused", 0)
	m.Lag(20 * time.Millisecond)
	m.CanaryShare(12.5)
	m.CanaryCall("canary", "failed")
	m.JournalLost(func() int64 { return 7 })
	m.RecordsLost(func() int64 { return 8 })
	m.Recordings(func() RecordingCounts { return RecordingCounts{1, 2, 3, 4, 5, 6} })
	m.CanaryReturned("early_hangups")
	wants(t, m, `ariapp_canary_share 12.5`, `ariapp_canary_calls_total{outcome="failed",share="canary"} 1`,
		`ariapp_canary_returns_total{reason="early_hangups"} 1`, `ariapp_journal_lost_total 7`,
		`ariapp_records_lost_total 8`, `ariapp_recordings_waiting 1`, `ariapp_recordings_late 2`,
		`ariapp_recordings_delivered_total 3`, `ariapp_recordings_failed_total 4`, `ariapp_recordings_retries_total 5`,
		`ariapp_recordings_bytes_total 6`)
	wants(t, m, `ariapp_calls_active 1`, `ariapp_calls_total{outcome="hung-up"} 1`,
		`ariapp_calls_refused_total{reason="no_number"} 1`,
		`ariapp_http_requests_total{host="crm.example:443",outcome="2xx"} 1`,
		`ariapp_http_requests_total{host="none",outcome="refused"} 1`,
		`ariapp_http_request_seconds_bucket{host="crm.example:443",le="0.01"} 0`,
		`ariapp_http_request_seconds_bucket{host="crm.example:443",le="0.05"} 1`,
		`ariapp_lag_seconds_bucket{le="0.01"} 0`, `ariapp_lag_seconds_bucket{le="0.025"} 1`)
	if text := exposed(t, m); !strings.Contains(text, `version="1.2.3"`) || !strings.Contains(text, "go_goroutines ") ||
		!strings.Contains(text, "process_open_fds ") {
		t.Error("the program, the runtime or the process is missing")
	}
}

// Law: a connection is a reconnection only if there was one before, and it was lost.
func TestLinks(t *testing.T) {
	m := New("")
	m.Link("one", false)
	wants(t, m, `ariapp_asterisk_up{asterisk="one"} 0`, `ariapp_asterisk_reconnects_total{asterisk="one"} 0`)
	m.Link("one", true)
	m.Link("one", true)
	m.Link("two", true)
	wants(t, m, `ariapp_asterisk_up{asterisk="one"} 1`, `ariapp_asterisk_reconnects_total{asterisk="one"} 0`)
	m.Link("one", false)
	m.Link("one", false)
	m.Link("one", true)
	m.Link("one", true)
	wants(t, m, `ariapp_asterisk_up{asterisk="one"} 1`, `ariapp_asterisk_reconnects_total{asterisk="one"} 1`,
		`ariapp_asterisk_up{asterisk="two"} 1`, `ariapp_asterisk_reconnects_total{asterisk="two"} 0`)
}

// Law: a failed load shows until one goes well, and the time is that of the last good one.
func TestReloads(t *testing.T) {
	m := New("")
	m.Reloaded(errors.New("bad"))
	wants(t, m, `ariapp_reload_last_successful 0`, `ariapp_reloads_total{result="failure"} 1`,
		`ariapp_reload_last_success_timestamp_seconds 0`)
	m.Reloaded(nil)
	wants(t, m, `ariapp_reload_last_successful 1`, `ariapp_reloads_total{result="success"} 1`)
	if strings.Contains(exposed(t, m), "\nariapp_reload_last_success_timestamp_seconds 0\n") {
		t.Error("the time of the good load is missing")
	}
}

// Law: one version of the file is shown at a time.
func TestTheVersionOfTheFile(t *testing.T) {
	m := New("")
	m.Flows("abc")
	m.Flows("def")
	wants(t, m, `ariapp_flows_info{version="def"} 1`)
	if strings.Contains(exposed(t, m), `version="abc"`) {
		t.Error("the version before is still shown")
	}
}

// Law: Prometheus' own rules for names and units hold.
func TestNamesAreAsPrometheusLikesThem(t *testing.T) {
	m := New("1")
	tellAll(m)
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
}

// tellAll has a sample of everything.
func tellAll(m *Metrics) {
	m.Entered()
	m.Left("ended")
	m.Refused("draining")
	m.OutboundRefused("premium")
	m.APIRefused("403")
	m.JobRefused()
	m.Link("one", true)
	m.Flows("abc")
	m.Reloaded(nil)
	m.Request("crm.example:443", "2xx", time.Second)
	m.Lag(time.Millisecond)
	for _, f := range aCall("c1") {
		m.Fact(f)
	}
}

// aCall are the facts of a short call.
func aCall(id string) []flows.Fact {
	return []flows.Fact{
		{Kind: flows.FlowBegun, Call: id, Flow: "main"},
		{Kind: flows.StepBegun, Call: id, Type: "menu"},
		{Kind: flows.PromptBegun, Call: id, Type: "menu", Text: "welcome"},
		{Kind: flows.PromptCut, Call: id, Type: "menu", Took: time.Second},
		{Kind: flows.KeyWas, Call: id, Type: "menu", Text: "1"},
		{Kind: flows.StepEnded, Call: id, Type: "menu", Outcome: "ok", Took: 2 * time.Second},
		{Kind: flows.FlowBegun, Call: id, Flow: "sales"},
		{Kind: flows.StepFailed, Call: id, Type: "http", Text: "no"},
		{Kind: flows.PromptEnded, Call: id, Type: "play", Outcome: "done", Took: time.Second},
		{Kind: flows.WalkEnded, Call: id, Outcome: "ended", Took: 5 * time.Second},
	}
}

// Law: it may be told by many at once; nothing is lost.
func TestManyCallsAtOnce(t *testing.T) {
	m := New("")
	var calls sync.WaitGroup
	for i := range 16 {
		calls.Go(func() {
			for j := range 100 {
				m.Entered()
				for _, f := range aCall(string(rune('a'+i)) + string(rune('0'+j))) {
					m.Fact(f)
				}
				m.Link("one", j%2 == 0)
				m.Flows("abc")
				m.Left("ended")
			}
		})
	}
	calls.Wait()
	wants(t, m, `ariapp_calls_active 0`, `ariapp_calls_total{outcome="ended"} 1600`,
		`ariapp_walks_total{flow="main",outcome="ended"} 1600`, `ariapp_steps_total{kind="menu",outcome="ok"} 1600`)
	if n := len(m.begun.young) + len(m.begun.old); n != 0 {
		t.Errorf("%d calls are remembered that are over", n)
	}
}

// BenchmarkFact is one fact of a call, of a kind that is counted.
func BenchmarkFact(b *testing.B) {
	m := New("")
	for _, f := range aCall("c1") {
		b.Run(string(f.Kind)+"-"+f.Type, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Fact(f)
			}
		})
	}
	b.Run("parallel", func(b *testing.B) {
		f := flows.Fact{Kind: flows.StepEnded, Type: "menu", Outcome: "ok", Took: time.Second}
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				m.Fact(f)
			}
		})
	})
}
