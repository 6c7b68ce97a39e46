//go:build linux && asterisk

package asterisk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ariapp/ariapp/ari"
)

const (
	// goesOnWithin is how soon the calls of a dead instance go on at others.
	goesOnWithin = 10 * time.Second
	// asteriskName is the lab's Asterisk in all files of these tests.
	asteriskName = "asterisk"
)

// meetingPlace is the NATS server by which instances share calls.
type meetingPlace struct {
	folder string
	host   string
	port   int
	*server.Server
}

// newMeetingPlace is a server until the test ends, at an address of this machine.
func newMeetingPlace(t *testing.T, host, folder string) *meetingPlace {
	t.Helper()
	m := &meetingPlace{folder: folder, host: host, port: -1}
	m.open(t)
	t.Cleanup(m.close)
	return m
}

// open begins it, again at the same port and with the same folder.
func (m *meetingPlace) open(t *testing.T) {
	t.Helper()
	running, err := server.NewServer(&server.Options{Host: m.host, Port: m.port, JetStream: true, StoreDir: m.folder,
		NoLog: true, NoSigs: true, JetStreamMaxStore: 64 << 30, JetStreamMaxMemory: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	running.Start()
	if !running.ReadyForConnections(awaitTimeout) {
		t.Fatal("NATS is not ready")
	}
	m.Server, m.port = running, running.Addr().(*net.TCPAddr).Port
}

func (m *meetingPlace) close() {
	m.Shutdown()
	m.WaitForShutdown()
}

// kept is a record of a call under way.
type keptCall struct {
	Owner struct{ Instance, Boot string }
	Body  struct {
		Asterisk, Channel string
		Estate            struct {
			Away       bool
			Prefix     string
			Recordings map[string]string
		}
	}
}

// team is instances that share calls, each a process.
type team struct {
	*relay // looks at Asterisk; its daemon is one that runs
	place  *meetingPlace
	now    map[string]*daemon // those that run, by name
	data   map[string]string
	conn   *nats.Conn
	js     jetstream.JetStream
	// more is what an instance has in its environment of its own: another way to NATS, TEAM_NATS, or to Asterisk, RIG_URL.
	more map[string][]string
	// on are the islands on which instances run that do not run on this machine's own network.
	on map[string]*island
	// programs are what instances run that run another ariapp than the one under test.
	programs map[string]string
}

const clusterHead = `
cluster: {nats: "${env.TEAM_NATS}", secret: "0123456789abcdef0123"}
`

// teamOf is instances on a file that begins with partyHead, up and known to each other.
func teamOf(t *testing.T, text string, names ...string) *team {
	t.Helper()
	tm := newTeam(t, text)
	tm.begin(t, names...)
	return tm
}

// newTeam is one of which nobody runs yet.
func newTeam(t *testing.T, text string) *team {
	t.Helper()
	return newTeamAt(t, "127.0.0.1", text)
}

// newTeamOn is one whose NATS server has its files in this folder.
func newTeamOn(t *testing.T, folder, text string) *team {
	t.Helper()
	return teamBy(t, newMeetingPlace(t, "127.0.0.1", folder), text)
}

// newTeamAt is one that meets at an address of this machine.
func newTeamAt(t *testing.T, host, text string) *team {
	t.Helper()
	return teamBy(t, newMeetingPlace(t, host, t.TempDir()), text)
}

// teamBy is one that meets at a NATS server.
func teamBy(t *testing.T, place *meetingPlace, text string) *team {
	t.Helper()
	emptyRecordings(t)
	file := writeFile(t, partyHead+clusterHead+text, t.TempDir(), "ivr.yaml")
	tm := &team{relay: &relay{file: file}, place: place, now: map[string]*daemon{}, data: map[string]string{},
		more: map[string][]string{}, on: map[string]*island{}}
	var err error
	tm.conn, err = nats.Connect(place.ClientURL(), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tm.conn.Close)
	if tm.js, err = jetstream.New(tm.conn); err != nil {
		t.Fatal(err)
	}
	return tm
}

// begin starts instances, again those that have run, and returns when all who run see each other and one has the entry.
func (tm *team) begin(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		tm.beginAlone(t, name)
	}
	tm.awaitAll(t)
}

// beginAlone starts an instance and waits for nobody else.
func (tm *team) beginAlone(t *testing.T, name string) {
	t.Helper()
	if tm.data[name] == "" {
		tm.data[name] = t.TempDir()
		if err := os.WriteFile(filepath.Join(tm.data[name], "instance"), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	more := append([]string{"TEAM_NATS=" + tm.place.ClientURL()}, tm.more[name]...)
	program := []string{cmp.Or(tm.programs[name], binary)}
	if island := tm.on[name]; island != nil {
		program = append(island.command(), program...)
	}
	tm.now[name] = startBy(t, program, more, tm.data[name], tm.file)
	tm.relay.daemon = tm.now[name]
}

// awaitAll waits until those who run, and nobody else, are members, and one has the entry.
func (tm *team) awaitAll(t *testing.T) {
	t.Helper()
	want := slices.Sorted(maps.Keys(tm.now))
	tm.eventually(t, 2*awaitTimeout, fmt.Sprintf("the members to be %v, and one with the entry", want), func() bool {
		holder, _ := tm.holder(t)
		return slices.Equal(tm.members(t), want) && slices.Contains(want, holder)
	})
	pass(t, time.Second) // each looks twice a second
}

// eventually waits longer than awaitFor does.
func (tm *team) eventually(t *testing.T, patience time.Duration, what string, isSo func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for !isSo() {
		select {
		case <-time.After(awaitTick):
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// items are the values of a bucket that instances use, none when it cannot be read.
func (tm *team) items(t *testing.T, bucket string) map[string][]byte {
	t.Helper()
	items := map[string][]byte{}
	kv, err := tm.js.KeyValue(t.Context(), bucket)
	if err != nil {
		return items
	}
	watching, err := kv.WatchAll(t.Context(), jetstream.IgnoreDeletes())
	if err != nil {
		return items
	}
	defer func() { _ = watching.Stop() }()
	for {
		select {
		case entry := <-watching.Updates():
			if entry == nil {
				return items
			}
			items[entry.Key()] = entry.Value()
		case <-time.After(time.Second):
			return map[string][]byte{}
		}
	}
}

// members are the names of the instances that tell of themselves.
func (tm *team) members(t *testing.T) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(tm.items(t, "ariapp_members")))
}

// holder is who has the lab's entry.
func (tm *team) holder(t *testing.T) (name, boot string) {
	t.Helper()
	var entry struct {
		Holder struct{ Instance, Boot string }
	}
	_ = json.Unmarshal(tm.items(t, "ariapp_entries")[asteriskName], &entry)
	return entry.Holder.Instance, entry.Holder.Boot
}

// calls are those under way, by channel.
func (tm *team) calls(t *testing.T) map[string]keptCall {
	t.Helper()
	calls := map[string]keptCall{}
	for _, value := range tm.items(t, "ariapp_calls") {
		var one keptCall
		if err := json.Unmarshal(value, &one); err != nil {
			t.Error(err)
		}
		calls[one.Body.Channel] = one
	}
	return calls
}

// shares is how many calls each has.
func (tm *team) shares(t *testing.T) map[string]int {
	t.Helper()
	shares := map[string]int{}
	for _, one := range tm.calls(t) {
		shares[one.Owner.Instance]++
	}
	return shares
}

// awaitCalls waits until so many are under way.
func (tm *team) awaitCalls(t *testing.T, calls int) {
	t.Helper()
	tm.eventually(t, 2*awaitTimeout, fmt.Sprintf("%d calls to be kept", calls), func() bool { return len(tm.calls(t)) == calls })
}

// loses kills an instance; another of those that run is looked through then.
func (tm *team) loses(t *testing.T, name string) {
	t.Helper()
	tm.now[name].kill(t)
	tm.without(name)
}

// leaves has an instance end by itself.
func (tm *team) leaves(t *testing.T, name string) {
	t.Helper()
	tm.now[name].terminate(t)
	tm.now[name].awaitStopped(t)
	tm.without(name)
}

func (tm *team) without(name string) {
	tm.relay.former = append(tm.relay.former, tm.now[name])
	delete(tm.now, name)
	for _, other := range tm.now {
		tm.relay.daemon = other
	}
}

// takesOver waits until an instance that was killed has no call any more, and returns how long that took.
func (tm *team) takesOver(t *testing.T, dead string) time.Duration {
	t.Helper()
	begun := time.Now()
	tm.eventually(t, 2*goesOnWithin, "the calls of "+dead+" to have another owner", func() bool { return tm.shares(t)[dead] == 0 })
	took := time.Since(begun)
	if took > goesOnWithin {
		t.Errorf("the calls of %s went on after %v", dead, took)
	}
	return took
}

// endings counts, by call, how often the journals of all have its end, and by call and status.
func (tm *team) endings(t *testing.T) map[string]int {
	t.Helper()
	ends := map[string]int{}
	for _, data := range tm.data {
		one := relay{daemon: &daemon{data: data}}
		for call, times := range one.endings(t) {
			ends[call] += times
		}
	}
	return ends
}

// over waits until so many calls have ended and nothing is left: no channel, bridge, recording but these, and no record.
// Each call has ended once over all journals.
func (tm *team) over(t *testing.T, calls int, recordings ...string) {
	t.Helper()
	tm.eventually(t, 2*awaitTimeout, fmt.Sprintf("the end of %d calls", calls), func() bool { return len(tm.endings(t)) >= calls })
	tm.awaitNothing(t)
	tm.awaitCalls(t, 0)
	tm.eventually(t, awaitTimeout, "the recordings to be "+fmt.Sprint(recordings), func() bool {
		stored, err := tm.client.Recordings.ListStored(t.Context())
		names := []string{}
		for _, one := range stored {
			names = append(names, one.Name)
		}
		slices.Sort(names)
		return err == nil && fmt.Sprint(names) == fmt.Sprint(recordings)
	})
	ends := tm.endings(t)
	if len(ends) != calls {
		t.Errorf("%d calls have ended, and %d were made", len(ends), calls)
	}
	for call, times := range ends {
		if times != 1 {
			t.Errorf("the journals have %d ends of the call %s", times, call)
		}
	}
}

// talking waits for the bridge in which two talk.
func (tm *team) talking(t *testing.T) ari.Bridge {
	t.Helper()
	var talk ari.Bridge
	tm.awaitFor(t, "two to talk", func() bool {
		bridges, err := tm.client.Bridges.List(t.Context())
		for _, bridge := range bridges {
			if talk = bridge; err == nil && len(bridge.Channels) == 2 && !strings.Contains(fmt.Sprint(bridge.Channels), "tap") {
				return true
			}
		}
		return false
	})
	return talk
}

// awaitNothing waits until Asterisk has no channel and no bridge.
func (tm *team) awaitNothing(t *testing.T) {
	t.Helper()
	var channels []ari.Channel
	var bridges []ari.Bridge
	deadline := time.Now().Add(2 * awaitTimeout)
	for time.Now().Before(deadline) {
		var err error
		if channels, err = tm.client.Channels.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		if bridges, err = tm.client.Bridges.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(channels) == 0 && len(bridges) == 0 {
			return
		}
		pass(t, awaitTick)
	}
	t.Errorf("left in Asterisk: %+v, %+v", channels, bridges)
}

// told counts a text in the logs of all.
func (tm *team) told(text string) int {
	count := 0
	for _, d := range slices.Concat(tm.former, slices.Collect(maps.Values(tm.now))) {
		count += strings.Count(d.logged(), text)
	}
	return count
}
