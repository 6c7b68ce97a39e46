package jobs

import (
	"maps"
	"strings"
	"testing"
)

// Law: a call file of Asterisk is read as Asterisk reads it.
func TestParseCallFile(t *testing.T) {
	file, findings := ParseCallFile("# a comment\n; another\n\nChannel: PJSIP/0123@trunk\nCallerid: \"Ann Lee\" <100>\nWaitTime: 20 ; seconds\n"+
		"RetryTime: 60\nMaxRetries: 3\nContext: internal\nExtension: 200\nPriority: 2\nSetvar: A=1=2\nSet: __B=x y # inherited\nSetvar: C=a\\;b#c\n"+
		"Setvar: PJSIP_HEADER(add,X-Id)=7\nAccount: sales\nAlwaysDelete: Yes\nArchive: yes\n", "ivr")
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	o, p := file.Order, file.Plan
	if o.Endpoint != "PJSIP/0123@trunk" || o.CallerName != "Ann Lee" || o.CallerNumber != "100" || o.Context != "internal" || o.Extension != "200" || o.Priority != "2" {
		t.Errorf("the order is %+v", o)
	}
	if p.WaitTime != 20 || p.RetryTime != 60 || p.MaxRetries != 3 {
		t.Errorf("the plan is %+v", p)
	}
	want := map[string]string{"A": "1=2", "__B": "x y", "C": "a;b#c", "PJSIP_HEADER(add,X-Id)": "7", "CHANNEL(accountcode)": "sales"}
	if !maps.Equal(o.Variables, want) {
		t.Errorf("the variables are %v", o.Variables)
	}
	file, findings = ParseCallFile("channel: PJSIP/1\r\nEXTENSION: 5\r\n", "ivr")
	if len(findings) > 0 || file.Order.Context != "default" || file.Order.Priority != "1" || file.Plan != (Plan{RetryTime: 300, WaitTime: 45}) {
		t.Errorf("the defaults: %+v, %v", file, findings)
	}
	file, findings = ParseCallFile("Channel: PJSIP/1\nApplication: stasis\nData: ivr, main\nCallerid: 100\n", "ivr")
	if len(findings) > 0 || file.Order.Flow != "main" || file.Order.Context != "" || file.Order.CallerNumber != "100" {
		t.Errorf("a flow: %+v, %v", file, findings)
	}
}

// Law: what is wrong with a call file is said with its line and with what would have been accepted.
func TestParseCallFileRefuses(t *testing.T) {
	const fine = "Channel: PJSIP/1\nExtension: 5\n"
	for text, want := range map[string]string{
		"":                                "the file is empty",
		"Channel: PJSIP/1\nExtension: 50": "line 0: the last line is not ended, as of a file that is half written",
		"Channel: PJSIP/1\n":              "neither Application nor Extension",
		"Exten":                           "",
		"Extension: 5\n":                  "there is no Channel: nobody to call",
		"Channel PJSIP/1\n":               `line 1: "Channel PJSIP/1" is no key`,
		fine + "Setvar: CHANNEL(hangup_handler_push)=a,1,1\n":    "sets no variable",
		fine + "Colour: red\n":                                   `line 3: unknown key "Colour"; accepted: Channel, Callerid`,
		fine + "WaitTime: soon\n":                                `line 3: "soon" is no whole number from 1 to 300`,
		fine + "MaxRetries: -1\n":                                "no whole number from 0",
		fine + "RetryTime: 0\n":                                  "no whole number from 1",
		fine + "Codecs: ulaw\n":                                  "codecs cannot be chosen",
		fine + "Setvar: A\n":                                     "sets no variable",
		fine + "Setvar: SHELL(rm -rf)=1\n":                       "of functions there are CALLERID, CHANNEL, CDR, PJSIP_HEADER",
		fine + "Setvar: CDR(${SHELL(a)})=1\n":                    "sets no variable",
		fine + "Callerid: A <1\n":                                "is no caller id",
		fine + "Callerid: A\"B <1>\n":                            "is no caller id",
		fine + "Application: Stasis\n":                           "Application excludes Context and Extension",
		fine + "Context: a,b\n":                                  "neither commas nor spaces",
		fine + "Account: a\x01\n":                                "signs that cannot be printed",
		"Channel: PJSIP/1\nApplication: System\nData: rm\n":      "the application System cannot be run from here; accepted: Application: Stasis with Data: ivr,FLOW",
		"Channel: PJSIP/1\nApplication: Stasis\nData: other,a\n": "accepted: Data: ivr,FLOW",
		"Channel: PJSIP/1\nApplication: Stasis\nData: ivr\n":     "accepted: Data: ivr,FLOW",
		"\xff\n": "the file is no text",
		"Channel: " + strings.Repeat("1", lineMost) + "\n": "longer than 4096 bytes",
		strings.Repeat("\n", linesMost+1) + "a":            "more than 500 lines",
	} {
		_, findings := ParseCallFile(text, "ivr")
		var said []string
		for _, finding := range findings {
			said = append(said, finding.String())
		}
		if want = strings.TrimPrefix(want, "line 0: "); len(said) == 0 || !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("%q: %q, want %q", text, said, want)
		}
	}
}

// Law: no text breaks the parser; a file without findings names one target and
// one place, and one that is cut short anywhere but at the end of a line is refused.
func FuzzParseCallFile(f *testing.F) {
	f.Add("Channel: PJSIP/1\nExtension: 5\nSetvar: A=b\n")
	f.Add("Channel: PJSIP/1\nApplication: Stasis\nData: ivr,main\nCallerid: \"A\" <1>\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, findings := ParseCallFile(text, "ivr")
		if len(findings) > 0 {
			return
		}
		if err := file.Order.check(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if err := file.Plan.fill(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		for name, value := range file.Order.Variables {
			if strings.ContainsAny(name+value, "\r\n\x00") {
				t.Errorf("%q has the variable %q = %q", text, name, value)
			}
		}
		for i := range text {
			if i > 0 && text[i-1] != '\n' {
				if _, findings := ParseCallFile(text[:i], "ivr"); len(findings) == 0 {
					t.Fatalf("%q is taken", text[:i])
				}
			}
		}
	})
}

// Law: no text breaks the reading of a job; one that is read makes sense.
func FuzzParseJob(f *testing.F) {
	f.Add([]byte(`{"id": "a", "status": "waiting", "order": {"endpoint": "PJSIP/1", "flow": "main"}, "plan": {"window": {"from": "09:00", "to": "18:00"}}}`))
	f.Add([]byte(`{"id": "a", "plan": {"max_retries": -1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		job, err := parseJob(text)
		if err != nil {
			return
		}
		if job.Order.Endpoint == "" || job.Plan.MaxRetries < 0 || job.Plan.WaitTime < 1 {
			t.Errorf("%s is %+v", text, job)
		}
	})
}
