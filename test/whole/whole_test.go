package whole

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/hours"
	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/suite"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const (
	shipped = "../../ivr.yaml"
	tests   = "../../ivr_test.yaml"
	// least is how many scenarios are taken whole, so that the test cannot pass by finding none.
	least = 6
)

// TestTheSamePath walks scenarios both ways.
func TestTheSamePath(t *testing.T) {
	file, findings, err := app.Load(shipped)
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	beside, findings, err := file.World(store.NewMemory(), true, nil)
	if err != nil || beside == nil {
		t.Fatal(err, findings)
	}
	defer func() { _ = beside.Close() }()
	setting := suite.Setting(file, beside)
	whole := 0
	for _, c := range cases(t) {
		if !slices.Contains(c.Tags, "whole") {
			continue
		}
		whole++
		t.Run(c.Title(), func(t *testing.T) {
			alone := scenario.Run(t.Context(), setting, c)
			for _, failure := range alone.Failures {
				t.Errorf("alone: %v: %s", failure.Pos, failure.Message)
			}
			path, end := throughTheDaemon(t, file, setting, c)
			if diff := cmp.Diff(pathOf(alone.Facts), path); diff != "" {
				t.Errorf("the path, -alone +whole:\n%s", diff)
			}
			if end != alone.Outcome.Status {
				t.Errorf("alone the call %s, whole it %s", alone.Outcome.Status, end)
			}
		})
	}
	if whole < least {
		t.Errorf("%d scenarios have the tag whole, at least %d should", whole, least)
	}
}

func cases(t *testing.T) []*scenario.Case {
	t.Helper()
	doc, findings, err := source.Load(tests)
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	if report.HasErrors() {
		t.Fatal(report.Findings())
	}
	return file.Cases
}

// pathOf are the addresses of the steps begun.
func pathOf(facts []flows.Fact) []string {
	var path []string
	for _, f := range facts {
		if f.Kind == flows.StepBegun {
			path = append(path, f.Step)
		}
	}
	return path
}

// throughTheDaemon takes the call to a daemon on a stand-in for Asterisk, in
// virtual time too, and returns its path and how the walk ended.
func throughTheDaemon(t *testing.T, file *app.File, setting scenario.Setting, c *scenario.Case) (path []string,
	end flows.Status) {
	synctest.Test(t, func(t *testing.T) {
		if !c.Given.At.IsZero() {
			time.Sleep(time.Until(c.Given.At)) // nothing runs yet: it is one jump
		}
		server := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", Sounds: sounds(c),
			DefaultSound: promptLength(c)})
		var mu sync.Mutex
		var facts []flows.Fact
		daemon, err := app.New(app.Options{File: onTheFake(t, file), Store: opened(t, file, c), DialContext: server.DialContext,
			Observe: func(f flows.Fact) {
				mu.Lock()
				defer mu.Unlock()
				facts = append(facts, f)
			}})
		if err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		running.Go(func() {
			if err := daemon.Run(context.WithoutCancel(t.Context())); err != nil {
				t.Errorf("the daemon ended: %v", err)
			}
		})
		<-daemon.Ready()
		play(t, server, setting, c)
		if err := daemon.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		running.Wait()
		server.Close()
		path = pathOf(facts)
		if last := len(facts) - 1; last >= 0 && facts[last].Kind == flows.WalkEnded {
			end = flows.Status(facts[last].Outcome)
		}
	})
	return path, end
}

// onTheFake is the file with the stand-in for its Asterisk.
func onTheFake(t *testing.T, file *app.File) *app.File {
	changed := *file
	changed.Config.App.Data = t.TempDir()
	changed.Config.Asterisk = []config.Asterisk{{Name: "fake", URL: "http://pbx:8088/ari", Username: "ariapp",
		Password: "secret", Transport: "http", Orphans: "adopt"}}
	return &changed
}

// opened is a store in which the schedules are as the case gives them.
func opened(t *testing.T, file *app.File, c *scenario.Case) flows.Store {
	kept := store.NewMemory()
	byHand := hours.New(file.Schedules, kept)
	for _, s := range c.Given.Schedules {
		if err := byHand.Override(t.Context(), s.Name, s.Status, time.Time{}, "the test"); err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

// sounds are the lengths of the prompts that the case gives, by the names of their sounds.
func sounds(c *scenario.Case) map[string]time.Duration {
	lengths := map[string]time.Duration{}
	for _, p := range c.Given.Prompts {
		lengths[p.Prompt] = p.Length
	}
	return lengths
}

func promptLength(c *scenario.Case) time.Duration {
	if c.Given.PromptLength == 0 {
		return scenario.DefaultPromptLength
	}
	return c.Given.PromptLength
}

// play does what the case's caller does.
func play(t *testing.T, server *fakeari.Server, setting scenario.Setting, c *scenario.Case) {
	ctx := t.Context()
	call := server.Call(fakeari.Caller{App: "ivr", ID: "whole", Exten: c.Given.To, Context: "from-trunk",
		Number: c.Given.From, Name: c.Given.FromName, Language: "en"})
	for _, act := range c.Acts {
		switch act.Kind {
		case scenario.Expect, scenario.Await:
			if err := call.AwaitHeard(ctx, firstSound(t, setting, act.Want, c)); err != nil {
				t.Fatal(err)
			}
		case scenario.Press:
			time.Sleep(act.After)
			for i, key := range act.Keys {
				if i > 0 {
					time.Sleep(flowtest.KeyGap)
				}
				call.Press(string(key))
			}
		case scenario.Wait:
			time.Sleep(act.For)
		case scenario.HangUp:
			time.Sleep(act.After)
			call.Hangup(16)
		default:
			t.Fatalf("%v: %q cannot be taken whole", act.Pos, act.Kind)
		}
	}
	if _, err := call.AwaitEnd(ctx); err != nil {
		t.Error(err)
	}
}

// firstSound is the sound that tells that what is wanted begins.
func firstSound(t *testing.T, setting scenario.Setting, want scenario.Want, c *scenario.Case) string {
	switch want.Sort {
	case scenario.Prompt, scenario.Said:
		list, err := setting.Spell("en", want.Text)
		if err != nil {
			t.Fatal(err)
		}
		return list[0]
	case scenario.Sounds:
		return "sound:" + strings.TrimPrefix(want.Sounds[0], "sound:")
	}
	t.Fatalf("%s: the expectation of a %s cannot be taken whole", c.Title(), want.Sort)
	return ""
}
