package sip

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func scenarios() map[string]Call {
	return map[string]Call{
		"info": {To: "200", From: "555" + EachNumber, Script: Script{
			Answered(), Pause(time.Second), Press("1#"), Pause(time.Second), Hangup(),
		}},
		"rfc4733": {To: "+49301234", Keys: RFC4733, Script: Script{
			Ringing(), Answered(), Press("12"), Press("*"), ExpectBye(),
		}},
		"cause":     {To: "200", Script: Script{Answered(), HangupWith(27)}},
		"cancelled": {To: "200", Script: Script{Trying(), Pause(20 * time.Millisecond), Cancel()}},
		"listening": {To: "200", Listen: true, Script: Script{Answered(), Pause(time.Second), Hangup()}},
		"refer":     {To: "200", Script: Script{Answered(), Refer("300"), Told(100), Told(200), ExpectBye()}},
		"referred":  {To: "200", Script: Script{Answered(), ExpectRefer(), ExpectBye()}},
		"refused":   {To: "200", Script: Script{Refused(486)}},
		"early":     {To: "200", Listen: true, Script: Script{EarlyMedia(), Pause(time.Second), Refused(486)}},
	}
}

// Law: a call renders to the scenario that somebody looked at.
func TestRenderGolden(t *testing.T) {
	for name, call := range scenarios() {
		t.Run(name, func(t *testing.T) {
			got, err := render(call, "/captures")
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".xml")
			if *update {
				if err := os.WriteFile(golden, []byte(got.xml), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.xml); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Law: a scenario is well-formed XML, and every capture it plays exists.
func TestRenderIsWhole(t *testing.T) {
	for name, call := range scenarios() {
		t.Run(name, func(t *testing.T) {
			got, err := render(call, "/captures")
			if err != nil {
				t.Fatal(err)
			}
			played := map[string]bool{}
			decoder := xml.NewDecoder(strings.NewReader(got.xml))
			for {
				token, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if start, ok := token.(xml.StartElement); ok && start.Name.Local == "exec" {
					played[start.Attr[0].Value] = true
				}
			}
			for path := range played {
				if len(got.captures[path]) == 0 {
					t.Errorf("plays %s, which is not written", path)
				}
			}
			if len(played) != len(got.captures) {
				t.Errorf("plays %d of %d captures", len(played), len(got.captures))
			}
		})
	}
}

// Law: only who sends keys as events offers events.
func TestEventsAreOfferedForRFC4733Only(t *testing.T) {
	for keys, want := range map[Keying]bool{INFO: false, RFC4733: true} {
		script := Script{Answered(), Press("1"), Hangup()}
		got, err := render(Call{To: "200", Keys: keys, Script: script}, "/c")
		if err != nil {
			t.Fatal(err)
		}
		if offers := strings.Contains(got.xml, "telephone-event"); offers != want {
			t.Errorf("%v: offers events: %v", keys, offers)
		}
		if sends := strings.Contains(got.xml, "\nINFO "); sends == want {
			t.Errorf("%v: sends INFO: %v", keys, sends)
		}
	}
}

// Law: a request of the dialogue has a number of its own, in order.
func TestSequenceNumbersRise(t *testing.T) {
	got, err := render(Call{To: "200", Script: Script{Answered(), Press("12"), Press("3"), Hangup()}}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for line := range strings.Lines(got.xml) {
		if number, found := strings.CutPrefix(line, "CSeq: "); found {
			numbers = append(numbers, strings.TrimSpace(number))
		}
	}
	want := []string{"1 INVITE", "1 ACK", "2 INFO", "3 INFO", "4 INFO", "5 BYE"}
	if diff := cmp.Diff(want, numbers); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
