//go:build linux && asterisk

package asterisk

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// superviseRecorded is superviseFile with talks that are recorded into FOLDER.
func superviseRecorded(folder string) string {
	return strings.NewReplacer("ALLOW", "listen, whisper, barge", "ANNOUNCE", "", "main: [", "main: [{record_call: {name: talk}}, ").
		Replace(superviseFile) + "recordings: {folder: " + folder + ", name: \"{name}.{format}\", delete: true}\n"
}

// recordBridge records the bridge of the talk until the function that it gives is called, which gives the recording.
func (x *watched) recordBridge(t *testing.T, name string) (stop func() string) {
	t.Helper()
	bridges, err := x.client.Bridges.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(bridges, func(b ari.Bridge) bool { return slices.Contains(b.Channels, x.id) })
	if at < 0 {
		t.Fatalf("the caller is in no bridge: %+v", bridges)
	}
	if _, err := x.client.Bridges.Record(t.Context(), bridges[at].ID, ari.BridgesRecordParams{Name: name, Format: "wav",
		IfExists: ari.Ptr(ari.BridgesRecordIfExists("overwrite"))}); err != nil {
		t.Fatal(err)
	}
	return func() string {
		if err := x.client.Recordings.Stop(t.Context(), name); err != nil {
			t.Error(err)
		}
		path := filepath.Join(t.TempDir(), name+".wav")
		x.awaitFor(t, "the bridge's recording", func() bool {
			data, err := x.client.Recordings.GetStoredFile(t.Context(), name)
			return err == nil && os.WriteFile(path, data, 0o600) == nil
		})
		if err := x.client.Recordings.DeleteStored(t.Context(), name); err != nil {
			t.Error(err)
		}
		return path
	}
}

// Law: with 5 the agent hears the supervisor, and neither the caller nor a recording of the call or of the bridge does;
// with 6 all do.
func TestSupervisorKeys(t *testing.T) {
	for _, c := range []struct {
		keys   []string
		modes  []string
		caller bool // hears the supervisor, and so do the recordings
	}{{[]string{"5"}, []string{"whisper"}, false}, {[]string{"5", "6"}, []string{"whisper", "barge"}, true}} {
		t.Run(strings.Join(c.keys, ""), func(t *testing.T) {
			emptyRecordings(t)
			folder := t.TempDir()
			x := superviseIn(t, superviseRecorded(folder))
			boss := answerer(t, sip.Manner{Speaks: true, Hertz: bossHertz})
			stop := x.recordBridge(t, "bridge-"+strings.Join(c.keys, ""))
			command := x.spies(t, boss, "listen")
			for i, key := range c.keys {
				if err := boss.Press(key); err != nil {
					t.Error(err)
				}
				x.awaitFor(t, "the supervisor to "+c.modes[i], func() bool {
					return strings.Contains(command.printed(), ": "+c.modes[i]+"\n")
				})
				awaitSeldom(t, "the call to show how", func() bool {
					_, shown, is := strings.Cut(x.through("calls", "show", x.id), "supervisors")
					return is && strings.Contains(shown, c.modes[i])
				})
				if err := boss.Stay(2 * time.Second); err != nil {
					t.Error(err)
				}
			}
			bridge := stop()
			if err := inOrder(boss.Hangup, func() error { return x.caller.Stay(time.Second) }, x.caller.Hangup); err != nil {
				t.Error(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("%v: %s", err, command.printed())
			}
			ended(t, x.agent)
			x.awaitIdle(t, 1)
			agent, caller, heard := x.agent.Close(), x.caller.Close(), boss.Close()
			talk, between := recorded(t, awaitFile(t, x.daemon, folder, "talk.wav")), recorded(t, bridge)
			for _, one := range []struct {
				what  string
				long  time.Duration
				hears bool
			}{
				{"the agent hears the supervisor", pitched(agent, bossHertz), true},
				{"the caller hears the supervisor", pitched(caller, bossHertz), c.caller},
				{"the recording of the call has the supervisor", pitched(talk, bossHertz), c.caller},
				{"the recording of the bridge has the supervisor", pitched(between, bossHertz), c.caller},
				{"the recording of the call has the caller", pitched(talk, callerHertz), true},
				{"the recording of the call has the agent", pitched(talk, agentHertz), true},
				{"the recording of the bridge has the caller", pitched(between, callerHertz), true},
				{"the recording of the bridge has the agent", pitched(between, agentHertz), true},
				{"the supervisor hears the caller", pitched(heard, callerHertz), true},
				{"the supervisor hears the agent", pitched(heard, agentHertz), true},
			} {
				if one.hears != (one.long >= time.Second) || !one.hears && one.long > 100*time.Millisecond {
					t.Errorf("%s: %v", one.what, one.long)
				}
			}
		})
	}
}

// Law: behind a talk the supervisor stays, and hears the next one of the agent.
func TestSupervisorFollows(t *testing.T) {
	x := superviseTalk(t, "listen", "")
	boss := answerer(t, sip.Manner{Speaks: true, Hertz: bossHertz})
	command := x.spies(t, boss, "listen")
	if err := x.caller.Hangup(); err != nil {
		t.Error(err)
	}
	ended(t, x.agent)
	uri := x.agent.URI()
	port, err := strconv.ParseUint(uri[strings.LastIndexByte(uri, ':')+1:], 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	x.agent.Close()
	x.awaitFor(t, "the supervisor to wait", func() bool { return strings.Contains(command.printed(), "waiting for the next talk\n") })
	agent := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz, Port: uint16(port)})
	caller := answerer(t, sip.Manner{Speaks: true, Hertz: secondHertz})
	bring(t, caller, "7872", "7800")
	if err := agent.Up(inTime(t)); err != nil {
		t.Fatal(err)
	}
	x.awaitFor(t, "the supervisor to hear the next talk", func() bool { return strings.Count(command.printed(), ": listen\n") == 2 })
	if err := inOrder(func() error { return boss.Stay(2 * time.Second) }, boss.Hangup, caller.Hangup); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("%v: %s", err, command.printed())
	}
	ended(t, agent)
	x.awaitIdle(t, 2)
	if heard := boss.Close(); pitched(heard, secondHertz) < time.Second {
		t.Errorf("the next caller was heard for %v", pitched(heard, secondHertz))
	}
}
