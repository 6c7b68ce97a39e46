//go:build linux && asterisk

package asterisk

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const visitFlow = `on_hangup: {log: "NAME: left with ${steps.d.status}"}
steps:
  - dialplan:
      id: d
      STEP
  - log: "NAME: visit ${steps.d.status} ${steps.d.got}"
  - continue: {context: onward, extension: "done"}`

// visit is a flow that sends the caller on a visit; the dialplan knows the way back.
func visit(name, step string) string {
	app := "variables: {VISIT_APP: " + lab.App
	if strings.Contains(step, "variables: {") {
		step = strings.Replace(step, "variables: {", app+", ", 1)
	} else {
		step += "\n" + app + "}"
	}
	return strings.NewReplacer("NAME", name, "STEP", strings.ReplaceAll(step, "\n", "\n      ")).Replace(visitFlow)
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

// fastAGI is a server of one AGI session over the network, and returns its address: it sets a variable of the name that
// it was asked by, and of the caller's number.
func fastAGI(t *testing.T) string {
	t.Helper()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serveAGI(server) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), <-ended); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return server.Addr().String()
}

// serveAGI serves one session.
func serveAGI(server net.Listener) error {
	session, err := server.Accept()
	if err != nil {
		return err
	}
	defer session.Close()
	if err := session.SetDeadline(time.Now().Add(awaitTimeout)); err != nil {
		return err
	}
	lines, asked := bufio.NewScanner(session), map[string]string{}
	for lines.Scan() && lines.Text() != "" {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		asked[name] = value
	}
	fmt.Fprintf(session, "SET VARIABLE VISIT_AGI_SAYS \"%s says hello to %s\"\n", asked["agi_network_script"], asked["agi_callerid"])
	if lines.Scan(); !strings.HasPrefix(lines.Text(), "200 result=1") {
		return fmt.Errorf("setting a variable: %q, %w", lines.Text(), lines.Err())
	}
	return nil
}

// Law: the dialplan does with the caller what it can, and the flow goes on with what came of it.
func TestVisits(t *testing.T) {
	quiet := sip.Script{sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}
	cases := []struct {
		name, step, log string
		script          sip.Script
	}{
		{"variables both ways", "context: visits\nextension: echo\nresult: {got: VISIT_SAYS}\nvariables: {VISIT_ASKS: \"from ${call.from}\"}",
			"visit done from 7940 Ring", quiet},
		{"a function", "context: visits\nextension: echo\nresult: {got: CALLERID(num)}", "visit done 7940", quiet},
		{"AMD hears nobody", "context: visits\nextension: amd\nresult: {got: AMDSTATUS}", "visit done MACHINE", quiet},
		{"AGI", "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: " + agi(t, agiProgram) + "}",
			"visit done hello 7940", quiet},
		{"FastAGI", "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: 'agi://" + fastAGI(t) + "/greet'}",
			"visit done greet says hello to 7940", quiet},
		{"time is up", "context: visits\nextension: stays\nresult: {got: VISIT_SAYS}\ntimeout: 2s", "visit timeout ", quiet},
		{"time is up, and nobody is sent back", "context: visits-without-end\nextension: stays\nresult: {got: X}\ntimeout: 2s",
			"left with hangup", quiet},
		{"hung up there", "context: visits\nextension: ends\nresult: {got: X}", "left with hangup", sip.Script{sip.Refused(403)}},
		{"no such extension", "context: visits\nextension: nowhere\nresult: {got: X}", "left with hangup", sip.Script{sip.Refused(603)}},
		{"the caller hangs up there", "context: visits\nextension: stays\nresult: {got: X}", "left with hangup",
			sip.Script{sip.Answered(), sip.Pause(beat), sip.Hangup()}},
	}
	var flows []string
	for _, c := range cases {
		flows = append(flows, visit(c.name, c.step))
	}
	d := abreast(t, "", flows)
	t.Run("calls", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				if _, err := phone().Place(t.Context(), sip.Call{To: numbered(i), From: "7940", Script: c.script}); err != nil {
					t.Error(err)
				}
				d.awaitLogged(t, c.name+": "+c.log, 1)
			})
		}
	})
	d.awaitIdle(t, len(cases))
}
