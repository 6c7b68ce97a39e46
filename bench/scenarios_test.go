//go:build bench

package bench

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/ariapp/ariapp/internal/suite"
)

const scenarioText = `
given: {to: "200"}
tests:
  - name: a caller chooses
    acts:
      - expect: ask
      - {press: "9", after: 1s}
      - expect: [wrong, ask]
      - {press: "1", after: 2s}
    end: {status: ended, visited: [main/chosen]}
    rows:
`

const scenarioFlows = `
asterisk: {password: secret}
numbers: {_.: main}
flows:
  main:
    - answer
    - menu: {prompt: ask, choices: {1: {play: {id: chosen, media: thanks}}}, on_nomatch: {play: wrong}}
    - hangup
`

// BenchmarkScenarios is how many scenarios a second `ariapp test` gets through,
// as many at once as there are processors: a menu, a wrong key, the right one.
// Reading the files counts, too.
func BenchmarkScenarios(b *testing.B) {
	const rows = 2000
	folder := b.TempDir()
	text := []byte(scenarioText)
	for i := range rows {
		text = fmt.Appendf(text, "      - {name: caller %d}\n", i)
	}
	for name, content := range map[string][]byte{"ivr.yaml": []byte(scenarioFlows), "ivr_test.yaml": text} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		opened, err := suite.Open([]string{folder})
		if err != nil {
			b.Fatal(err)
		}
		sum, err := opened.Tell(b.Context(), suite.Options{Parallel: runtime.NumCPU()}, &suite.Text{To: io.Discard})
		if err != nil || sum.Passed != rows || len(opened.Findings) > 0 {
			b.Fatal(err, sum, opened.Findings)
		}
		if err := opened.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "scenarios/s")
	b.ReportMetric(0, "ns/op")
}
