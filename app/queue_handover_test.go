package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: whoever has waited too long while the instance that decides is taken out of service, or stopped, has waited too
// long once: records and wallboards count what they are told.
func TestWhoWaitsTooLongAtAHandOver(t *testing.T) {
	text := strings.Replace(queuedCalls, "sales: [{queue: sales}", "sales: [{queue: {queue: sales, max_wait: 20s}}", 1)
	for _, how := range []string{"drain", "stop"} {
		t.Run(how, func(t *testing.T) {
			var facts notedFacts
			inCluster(t, text, nil, func(s *shared) {
				s.note = facts.note
				for _, name := range []string{"n1", "n2", "n3"} {
					s.begin(name)
				}
				phones(s.srv)
				begun := time.Now()
				var callers []*fakeari.Call
				for range 60 { // one after the other comes to the end of its wait while it happens
					callers = append(callers, s.call("200"))
					time.Sleep(25 * time.Millisecond)
				}
				decides := ""
				for name, h := range s.houses {
					if h.hall().hall.Reigns() {
						decides = name
					}
				}
				time.Sleep(time.Until(begun.Add(20 * time.Second)))
				if how == "stop" {
					s.stop(decides)
				} else if _, err := s.houses[decides].app.DrainInstance(t.Context(), "", false); err != nil {
					t.Fatal(err)
				}
				for _, c := range callers {
					s.any().ends(c, fakeari.EndHangup, 16)
				}
				time.Sleep(time.Minute)
				ends := map[string][]queue.Result{}
				for _, f := range facts.ofKind(queue.EntryEnded) {
					ends[f.Entry] = append(ends[f.Entry], f.Result)
				}
				for id, results := range ends {
					if len(results) != 1 || results[0] != queue.TimedOut {
						t.Errorf("the place %s has ended as %v", id, results)
					}
				}
				if len(ends) != len(callers) {
					t.Errorf("%d of %d places have ended\n%s", len(ends), len(callers), s.logged())
				}
			})
		})
	}
}
