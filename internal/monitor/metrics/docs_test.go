package metrics

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

const page = "../../../docs/operating/README.md"

var (
	fqName = regexp.MustCompile(`fqName: "([^"]*)"`)
	// labels are a description's.
	labels = regexp.MustCompile(`variableLabels: \{([^}]*)\}`)
	row    = regexp.MustCompile("(?m)^\\| `(ariapp_[a-z_]+)` \\| ([^|]*) \\| ([^|]+) \\|$")
	named  = regexp.MustCompile(`\bariapp_[a-z_]+\b`)
	suffix = regexp.MustCompile(`_(bucket|count|sum)$`)
)

// described are the names of all metrics of ours, with their labels.
func described() map[string]string {
	found := map[string]string{}
	for _, one := range newInstruments().all() {
		descriptions := make(chan *prometheus.Desc, 16)
		one.Describe(descriptions)
		close(descriptions)
		for description := range descriptions {
			text := description.String()
			names := strings.Split(labels.FindStringSubmatch(text)[1], ",")
			found[fqName.FindStringSubmatch(text)[1]] = strings.Join(slices.DeleteFunc(names, func(s string) bool { return s == "" }), ", ")
		}
	}
	return found
}

// Law: the operators' page has every metric, with its labels and a meaning, and names none that is not there.
func TestThePageHasEveryMetric(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	metrics, rows := described(), map[string]bool{}
	if len(metrics) < 15 {
		t.Fatalf("only %d metrics are described", len(metrics))
	}
	for _, match := range row.FindAllStringSubmatch(string(text), -1) {
		name, shown := match[1], strings.ReplaceAll(match[2], "`", "")
		if rows[name] {
			t.Errorf("%s stands twice in the table", name)
		}
		rows[name] = true
		if shown == "–" {
			shown = ""
		}
		if want, there := metrics[name]; there && shown != want {
			t.Errorf("%s has the labels %q, the page says %q", name, want, shown)
		}
	}
	for name := range metrics {
		if !rows[name] {
			t.Errorf("%s is not in the page's table", name)
		}
	}
	for _, name := range named.FindAllString(string(text), -1) {
		if _, there := metrics[name]; !there && metrics[suffix.ReplaceAllString(name, "")] == "" && !rows[suffix.ReplaceAllString(name, "")] {
			t.Errorf("the page names %s, which there is not", name)
		}
	}
	for name := range rows {
		if _, there := metrics[name]; !there {
			t.Errorf("the table has %s, which there is not", name)
		}
	}
}
