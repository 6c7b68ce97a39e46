//go:build linux && asterisk

package asterisk

import (
	"os"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const dialplanFile = `
app: {name: "${env.RIG_APP}", answer_delay: 0s}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: none}
numbers: {"7940": main}
flows:
  main:
    on_hangup: {log: "left with ${steps.d.status}"}
    steps:
      - dialplan:
          id: d
          STEP
      - log: "visit ${steps.d.status} ${steps.d.got}"
      - continue: {context: onward, extension: "done"}
`

// visiting is a daemon whose number 7940 sends the caller on a visit; the dialplan knows the way back.
func visiting(t *testing.T, step string) *daemon {
	t.Helper()
	step = strings.ReplaceAll(step, "\n", "\n          ")
	if strings.Contains(step, "variables: {") {
		step = strings.Replace(step, "variables: {", "variables: {VISIT_APP: '${env.RIG_APP}', ", 1)
	} else {
		step += "\n          variables: {VISIT_APP: '${env.RIG_APP}'}"
	}
	// A flow has no environment: the file is written with the name in it.
	text := strings.ReplaceAll(strings.Replace(dialplanFile, "STEP", step, 1), "'${env.RIG_APP}'", lab.App)
	return start(t, writeFile(t, text, t.TempDir(), "ivr.yaml"))
}

// agi puts a program where Asterisk can start it, and returns its path there.
func agi(t *testing.T, text string) string {
	t.Helper()
	folder, err := machine.Inside("/tmp")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.CreateTemp(folder, "visit-*.sh")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(file.Name()) })
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file.Name(), 0o755); err != nil {
		t.Fatal(err)
	}
	return "/tmp/" + file.Name()[strings.LastIndexByte(file.Name(), '/')+1:]
}

// agiProgram answers one AGI session: it sets a variable of the caller's number.
const agiProgram = `#!/bin/sh
while read -r line && [ -n "$line" ]; do
  case "$line" in agi_callerid:*) number=${line#agi_callerid: };; esac
done
echo "SET VARIABLE VISIT_AGI_SAYS \"hello $number\""
read -r answer
`

// Law: the dialplan does with the caller what it can, and the flow goes on with what came of it.
func TestVisits(t *testing.T) {
	quiet := sip.Script{sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}
	for _, c := range []struct {
		name, step, log string
		script          sip.Script
	}{
		{"variables both ways", "context: visits\nextension: echo\nresult: {got: VISIT_SAYS}\nvariables: {VISIT_ASKS: \"from ${call.from}\"}",
			"visit done from 7940 Ring", quiet},
		{"a function", "context: visits\nextension: echo\nresult: {got: CALLERID(num)}", "visit done 7940", quiet},
		{"AMD hears nobody", "context: visits\nextension: amd\nresult: {got: AMDSTATUS}", "visit done MACHINE", quiet},
		{"AGI", "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: " + agi(t, agiProgram) + "}",
			"visit done hello 7940", quiet},
		{"time is up", "context: visits\nextension: stays\nresult: {got: VISIT_SAYS}\ntimeout: 2s", "visit timeout ", quiet},
		{"time is up, and nobody is sent back", "context: visits-without-end\nextension: stays\nresult: {got: X}\ntimeout: 2s",
			"left with hangup", quiet},
		{"hung up there", "context: visits\nextension: ends\nresult: {got: X}", "left with hangup", sip.Script{sip.Refused(403)}},
		{"no such extension", "context: visits\nextension: nowhere\nresult: {got: X}", "left with hangup", sip.Script{sip.Refused(603)}},
		{"the caller hangs up there", "context: visits\nextension: stays\nresult: {got: X}", "left with hangup",
			sip.Script{sip.Answered(), sip.Pause(beat), sip.Hangup()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := visiting(t, c.step)
			if _, err := phone().Place(t.Context(), sip.Call{To: "7940", From: "7940", Script: c.script}); err != nil {
				t.Error(err)
			}
			d.awaitLogged(t, c.log, 1)
			d.awaitIdle(t, 1)
		})
	}
}
