package lint_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

var update = flag.Bool("update", false, "write the *.out files anew")

// found are the findings of a text, by compiler, schedules and rules, ignores observed.
func found(t *testing.T, name, text string) source.Findings {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse(name, text)
	report := source.NewReport(doc)
	outside := lint.Outside{Schedules: schedule.Read(doc.Root.Get(schedule.Key), report, nil), Prompts: promptsOf(doc)}
	program, more := flows.Compile(doc, registry.Within(flows.Outside{Secrets: secretsOf(doc), Names: namesOf(doc)}))
	findings = append(append(findings, report.Findings()...), more...)
	if program == nil || findings.HasErrors() {
		return lint.Heed(doc, findings, false).Sorted()
	}
	findings = append(findings, lint.Check(doc, program, outside)...)
	return lint.Heed(doc, findings, true).Sorted()
}

func secretsOf(doc *source.Document) map[string]flows.Secret {
	secrets := map[string]flows.Secret{}
	for key, value := range doc.Root.Get("secrets").All() {
		secrets[key.Value] = flows.NewSecret(value.Value)
	}
	return secrets
}

// namesOf are the names of what stands outside of the flows; a section that is not there is not checked.
func namesOf(doc *source.Document) map[string][]string {
	names := map[string][]string{}
	for sort, section := range map[string]string{"schedule": schedule.Key, "table": "tables", "parking": "parking",
		"mailbox": "mailboxes"} {
		for key := range doc.Root.Get(section).All() {
			names[sort] = append(names[sort], key.Value)
		}
	}
	return names
}

func written(findings source.Findings) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Format() + "\n")
	}
	return b.String()
}

// Law: of what is right a rule says nothing, and of what is wrong just what stands beside it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := written(found(t, filepath.Base(file), string(text)))
			if strings.HasPrefix(filepath.Base(file), "ok") {
				if got != "" {
					t.Errorf("findings in what is right:\n%s", got)
				}
				return
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".out"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if rule := "[" + filepath.Base(filepath.Dir(file)) + "]"; !strings.Contains(got, rule) {
				t.Errorf("the rule %s finds nothing", rule)
			}
		})
	}
}

// Law: every rule has cases, right ones and wrong ones.
func TestEveryRuleHasCases(t *testing.T) {
	for _, rule := range lint.Rules() {
		for _, kind := range []string{"ok", "err"} {
			files, err := filepath.Glob(filepath.Join("testdata", rule.Name, kind+"*.yaml"))
			if err != nil || len(files) == 0 {
				t.Errorf("%s has no %s*.yaml", rule.Name, kind)
			}
		}
	}
}

// Law: the examples of a page are what it says: one with a finding of the rule, one without any.
func TestExamples(t *testing.T) {
	for _, rule := range append(lint.Rules(), lint.Held()...) {
		t.Run(rule.Name, func(t *testing.T) {
			if got := written(found(t, "ivr.yaml", rule.Good)); got != "" && !rule.Beside {
				t.Errorf("the good example has findings:\n%s", got)
			}
			got := found(t, "ivr.yaml", rule.Bad)
			seen := rule.Beside
			for _, f := range got {
				seen = seen || f.Rule == rule.Name && f.Severity == rule.Severity
			}
			if !seen {
				t.Errorf("the bad example has no such finding:\n%s", written(got))
			}
		})
	}
}
