package config

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: the sample of a queue in the shipped file is one that is read, beside the queue that the file has, and what it
// says of a plain queue is what holds without it.
func TestTheSampleOfQueues(t *testing.T) {
	data, err := os.ReadFile("../../ivr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "\nqueues:\n")
	text, _, _ = strings.Cut(text, "\n# Values that")
	text = regexp.MustCompile(`(?m)^  # `).ReplaceAllString("queues:\n  sales: {}\n"+text, "  ")
	c, findings := read(t, "asterisk: {password: x}\nschedules: {office: {}}\n"+strings.ReplaceAll(text, "${env.PIN_1001}", "4711"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	sample := slices.IndexFunc(c.Queues, func(q Queue) bool { return q.Name == "support" })
	if len(c.Queues) != 3 || sample < 0 || len(c.Agents) != 3 || c.QueueLog.File == "" || len(c.Supervise.Allow) != 3 {
		t.Fatalf("%+v", c)
	}
	got, want := c.Queues[sample], DefaultQueue("support")
	// These have no default, and so stand there with something.
	got.Routing, got.Confirm, got.Record, got.Callback, got.External.URL, got.Supervise = nil, nil, nil, nil, "", nil
	got.Periodic.Media, got.AgentAnnounce, got.CallerIDPrefix = nil, nil, ""
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes((*source.Node)(nil))); diff != "" {
		t.Error(diff)
	}
}
