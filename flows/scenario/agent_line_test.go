package scenario

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// Law: what an agent does can be written in a line, with the words of test files; what is wrong is told with what would
// have been right.
func TestParseAgent(t *testing.T) {
	half, none := 30*time.Second, time.Duration(0)
	for line, want := range map[string]Dialled{
		"1001 answers":                               {Endpoint: "1001", Answers: true},
		"1001 answers after 4s":                      {Endpoint: "1001", Answers: true, After: 4 * time.Second},
		" *\tanswers, after 4s, talks 30s":           {Endpoint: "*", Answers: true, After: 4 * time.Second, HangUp: &half},
		"1001 answers presses 1# after 2s, talks 0s": {Endpoint: "1001", Answers: true, Keys: "1#", PressAfter: 2 * time.Second, HangUp: &none},
		"1001 busy":                                  {Endpoint: "1001", Status: "busy"},
		"1001 rejects after 3s":                      {Endpoint: "1001", Status: "rejected", After: 3 * time.Second},
		"1001 unavailable":                           {Endpoint: "1001", Status: "unavailable"},
		"* nobody":                                   {Endpoint: "*", Status: "no_answer"},
	} {
		if got, err := ParseAgent(line); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", line, got, err, want)
		}
	}
	for line, says := range map[string]string{
		"":                               "an agent is missing",
		"1001":                           `"" is nothing that an agent does`,
		"1001 sings":                     `"sings" is nothing that an agent does`,
		"1001 answers after":             "nothing stands behind after",
		"1001 answers after soon":        `after "soon": write a duration such as 4s`,
		"1001 answers after -1s":         "0s to 744h0m0s",
		"1001 answers 4s":                `"4s" means nothing here`,
		"1001 busy talks 3s":             `"talks" means nothing here`,
		"1001 answers presses x":         `"x": write keys`,
		"1001 answers talks 3s after 1s": `"after" means nothing here`,
	} {
		if got, err := ParseAgent(line); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %+v, %v; want %q", line, got, err, says)
		}
	}
	if _, err := ParseAgents([]string{"1001 busy", "* nobody", "1001 answers"}); err == nil || !strings.Contains(err.Error(), "the agent 1001 is there twice") {
		t.Errorf("twice the same is %v", err)
	}
}

func FuzzParseAgent(f *testing.F) {
	f.Add("1001 answers after 4s, presses 1 after 2s, talks 30s")
	f.Add("* rejects after 3s")
	f.Fuzz(func(t *testing.T, line string) {
		one, err := ParseAgent(line)
		if err != nil {
			return
		}
		if one.Endpoint == "" || one.Answers == (one.Status != "") || one.After < 0 || one.PressAfter < 0 {
			t.Errorf("%q is %+v", line, one)
		}
		_ = one.Callee() // of what it can make no telephone it panics
	})
}
