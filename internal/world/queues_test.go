package world

import (
	"reflect"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: the day of queues is that of the office, where the file says where that is, else the machine's.
func TestDayOfQueues(t *testing.T) {
	settings := config.Default()
	if got := QueueRules(settings).Config.Zone; got != time.Local {
		t.Errorf("without a zone it is %v", got)
	}
	zone, err := time.LoadLocation("Africa/Cairo")
	if err != nil {
		t.Fatal(err)
	}
	settings.App.Zone = zone
	if got := QueueRules(settings).Config.Zone; got != zone {
		t.Errorf("the zone is %v", got)
	}
}

// Law: call-backs are compared as outbound reads numbers: as they are dialled in its country, where it names one.
func TestNumbersOfCallBacks(t *testing.T) {
	for list, want := range map[string][2]bool{"": {true, false}, "premium: none, ": {true, false}, "premium: [usual, DE], ": {true, true},
		"premium: [DE, FR], ": {true, false}} {
		s := newSite(t, map[string]string{"ivr.yaml": "outbound: {" + list + "per_day: 1}\nnumbers: {1: main}\nflows: {main: [hangup]}\n"})
		same := QueueRules(s.config).Config.SameNumber
		for i, one := range [][2]string{{"004930901820", "+4930901820"}, {"030901820", "+4930901820"}} {
			if got := same(one[0]) == same(one[1]); got != want[i] {
				t.Errorf("%q: %s and %s are one: %v", list, one[0], one[1], got)
			}
		}
	}
}

// Law: who wants to be called back may leave a number that outbound lets one call by the queue's endpoint, and no other.
func TestNumbersThatMayBeCalledBack(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": `
queues: {sales: {callback: {endpoint: 'PJSIP/{number}@trunk'}}, plain: {}}
outbound: {allow: [PJSIP/_0X.@trunk], deny: [PJSIP/0111@trunk]}
numbers: {"1": main}
flows: {main: [{queue: sales}]}
`})
	allows := QueueRulesOf(s.doc, s.config).Queues["sales"].Callback.Allows
	for number, want := range map[string]bool{"030901820": true, "0111": false, "0900123456": false, "200": false} {
		if got := allows(number); got != want {
			t.Errorf("%s: %v, want %v", number, got, want)
		}
	}
}

// Law: the queue of which the file says nothing is the one of which the engine is told nothing: the defaults of the two,
// each with a table of its own, are the same.
func TestDefaultsAreThoseOfTheEngine(t *testing.T) {
	c := config.DefaultQueue("sales")
	want := queue.DefaultQueue()
	want.Name, want.Callback = "sales", queue.Callbacks{}
	if got := queueOf(&c); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	doc, _ := source.Parse("f", "asterisk: {password: x}\nqueues: {sales: {callback: {endpoint: 'PJSIP/{number}@t'}}}\n")
	read, findings := config.Read(doc, func(string) (string, bool) { return "", false })
	if len(findings) > 0 || len(read.Queues) != 1 {
		t.Fatal(findings, len(read.Queues))
	}
	if got, want := queueOf(&read.Queues[0]).Callback, queue.DefaultQueue().Callback; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
