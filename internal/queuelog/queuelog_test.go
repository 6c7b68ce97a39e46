package queuelog

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

var update = flag.Bool("update", false, "write the golden file anew")

func second(n int) time.Time { return time.Unix(1700000000+int64(n), 0) }

// story is a fact of each kind: calls that come to an agent and calls that do not.
func story() []queue.Fact {
	in := func(n int, call string, place int) queue.Fact {
		return queue.Fact{Kind: queue.EntryJoined, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, From: "0301", Position: place, JoinPosition: place}
	}
	rings := func(n int, call, agent string) queue.Fact {
		return queue.Fact{Kind: queue.EntryOffered, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, Agent: agent, Offer: "o" + call + agent}
	}
	fails := func(n int, call, agent string, how queue.OfferState, rang time.Duration) queue.Fact {
		return queue.Fact{Kind: queue.OfferFailed, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, Agent: agent, Offer: "o" + call + agent, State: how, Rang: rang}
	}
	talks := func(n int, call, agent string, waited, rang time.Duration) queue.Fact {
		return queue.Fact{Kind: queue.EntryConnected, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, Agent: agent, Offer: "o" + call + agent, Waited: waited, Rang: rang}
	}
	over := func(n int, call, agent, by, text string, waited, talked time.Duration) queue.Fact {
		return queue.Fact{Kind: queue.TalkEnded, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, Agent: agent, By: by, Text: text, JoinPosition: 1, Waited: waited, Talked: talked}
	}
	ends := func(n int, call string, why queue.Result, place, joined int, waited time.Duration) queue.Fact {
		return queue.Fact{Kind: queue.EntryEnded, At: second(n), Queue: "sales", Entry: "e" + call, Call: call, Result: why, Position: place, JoinPosition: joined, Waited: waited}
	}
	key := ends(40, "7.7", queue.ExitKey, 2, 3, 9*time.Second)
	key.Key = "2"
	gone := ends(41, "7.8", queue.Withdrawn, 1, 1, 5*time.Second)
	gone.Reason = "by anna"
	one := func(n int, kind queue.FactKind, name, agent, reason string) queue.Fact {
		return queue.Fact{Kind: kind, At: second(n), Queue: name, Agent: agent, Reason: reason}
	}
	all := one(52, queue.AgentPaused, "", "1001", "auto_no_answer")
	all.Queues = []string{"sales", "support"}
	back := one(53, queue.AgentResumed, "", "1001", "auto_no_answer")
	back.Queues = all.Queues
	level := one(55, queue.MemberChanged, "sales", "1001", "")
	level.Text = "2"
	dump := fails(33, "7.1", "1002", queue.Rejected, 9*time.Second)
	dump.Taken = true
	out := one(60, queue.AgentOut, "", "1001", "")
	out.Online = 90 * time.Minute
	strange := in(70, "7.13", 1)
	strange.From, strange.Queue = "a|b\nc\r\u2028d\xff", "x|y"
	return []queue.Fact{
		one(0, queue.MemberAdded, "sales", "1001", ""), one(1, queue.AgentIn, "", "1001", ""), one(2, queue.AgentIn, "sales", "1002", ""),
		in(10, "7.1", 1), rings(11, "7.1", "1001"), fails(26, "7.1", "1001", queue.NoAnswer, 15*time.Second), rings(27, "7.1", "1002"),
		talks(31, "7.1", "1002", 21500*time.Millisecond, 4*time.Second), over(91, "7.1", "1002", "agent", "", 21*time.Second, time.Minute),
		over(92, "7.2", "1002", "caller", "", time.Second, 2*time.Second), over(93, "7.3", "1002", "transfer", "200@phones", time.Second, 2*time.Second),
		over(94, "7.3", "1002", "attended", "bridge-1", time.Second, 2*time.Second), over(95, "7.3", "1002", "limit", "", time.Second, 2*time.Second),
		in(30, "7.4", 2), rings(31, "7.4", "1001"), rings(31, "7.4", "1002"), fails(32, "7.4", "1002", queue.Busy, 120*time.Millisecond),
		ends(34, "7.4", queue.Abandoned, 1, 2, 4*time.Second), ends(35, "7.5", queue.TimedOut, 1, 1, time.Minute), ends(36, "7.6", queue.LeftEmpty, 1, 1, time.Minute),
		key, gone, ends(42, "7.9", queue.Failed, 1, 1, 0), fails(43, "7.9", "1001", queue.Canceled, time.Second),
		ends(44, "7.10", queue.Full, 0, 0, 0), ends(45, "7.11", queue.JoinedEmpty, 0, 0, 0), // these were never in it
		one(50, queue.AgentPaused, "sales", "1001", "lunch"), one(51, queue.AgentResumed, "sales", "1001", ""), all,
		back, level, dump, fails(33, "7.1", "1001", queue.Rejected, time.Second), one(54, queue.AgentOut, "sales", "1002", ""), out, one(61, queue.MemberRemoved, "sales", "1001", ""),
		one(62, queue.WrapUpBegun, "sales", "1001", ""), one(63, queue.WrapUpEnded, "sales", "1001", ""), one(64, queue.PriorityChanged, "sales", "", ""),
		strange,
	}
}

// Law: each fact is the line that programs know, in their order and with their fields.
func TestLines(t *testing.T) {
	b, text := newBook(), ""
	for _, f := range story() {
		for _, one := range b.lines(f) {
			text += one + "\n"
		}
	}
	if b.rings != 0 || len(b.ringing) != 0 {
		t.Errorf("of those who ring there are left %d, %v", b.rings, b.ringing)
	}
	const golden = "testdata/queue_log"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || text != string(want) {
		t.Errorf("%v\n%s\nwant\n%s", err, text, want)
	}
}

// read is a file without its first line if that says that queues begin, which is of the clock.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(string(data), "\n")
	if strings.HasSuffix(first, "|NONE|NONE|NONE|QUEUESTART|") {
		return rest
	}
	return string(data)
}

// Law: what was told is in the file when it is closed, behind what another process wrote.
func TestLogIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "queue_log")
	for range 2 {
		l, err := Open(Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		l.Tell(story()[0])
		l.Reloaded(second(5))
		if err := l.Close(); err != nil || l.Lost() != 0 {
			t.Error(err, l.Lost())
		}
		l.Tell(story()[0]) // it is over
		if l.Lost() != 1 || l.Close() != nil {
			t.Error("it is not over")
		}
	}
	text := read(t, path)
	if strings.Count(text, "1700000000|NONE|sales|1001|ADDMEMBER|\n1700000005|NONE|NONE|NONE|CONFIGRELOAD|\n") != 2 || strings.Count(text, "QUEUESTART") != 1 {
		t.Errorf("it holds\n%s", text)
	}
}

// Law: a file that was renamed away, or deleted, gets nothing more: a new one is made.
func TestRenamedAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue_log")
	f := &file{path: path}
	write := func(text string) {
		t.Helper()
		if err := f.write(second(0), []string{text}); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	write("two")
	if read(t, path) != "two\n" || read(t, path+".old") != "one\n" {
		t.Errorf("%q and %q", read(t, path), read(t, path+".old"))
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write("three")
	if read(t, path) != "three\n" {
		t.Error(read(t, path))
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
}

// Law: a full file is put aside whole, and so many of those are kept, the youngest as the first.
func TestRotation(t *testing.T) {
	for keep, want := range map[int]string{0: "6:", 1: "6: 5:1", 2: "6: 5:1 4:2", 9: "6: 5:1 4:2 3:3 2:4 1:5"} {
		path := filepath.Join(t.TempDir(), "queue_log")
		f := &file{path: path, most: 10, keep: keep}
		for n := 1; n <= 6; n++ {
			if err := f.write(second(0), []string{strings.Repeat(strconv.Itoa(n), 8)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.close(); err != nil {
			t.Error(err)
		}
		got := read(t, path)[:1] + ":"
		for n := 1; n <= 9; n++ {
			if data, err := os.ReadFile(path + "." + strconv.Itoa(n)); err == nil {
				got += fmt.Sprintf(" %c:%d", data[0], n)
			}
		}
		if got != want {
			t.Errorf("with keep %d: %s, want %s", keep, got, want)
		}
	}
}

// Law: a disk that takes nothing is tried again after a while, and what was lost meanwhile is counted.
func TestFailingDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "queue_log")
	f := &file{path: path}
	if f.write(second(0), []string{"one"}) == nil {
		t.Error("nobody made the folder")
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if f.write(second(1), []string{"two"}) == nil {
		t.Error("it is tried again at once")
	}
	if err := f.write(second(0).Add(retryEvery), []string{"three"}); err != nil || read(t, path) != "three\n" || f.close() != nil {
		t.Error(err)
	}
	if _, err := Open(Options{Path: t.TempDir()}); err == nil {
		t.Error("a folder was opened")
	}
	if _, err := Open(Options{}); err == nil {
		t.Error("nothing was opened")
	}
}

// Law: who tells something never waits; what does not fit is counted.
func TestNobodyWaits(t *testing.T) {
	l := &Log{lines: make(chan string, 2), book: newBook()} // nobody writes
	for range 5 {
		l.Tell(story()[0])
	}
	if l.Lost() != 3 {
		t.Errorf("%d are lost", l.Lost())
	}
}

// Law: whatever names hold, a line stays one line, of no more fields than it has.
func FuzzLine(f *testing.F) {
	f.Add("0301", "sales", "1001", "2")
	f.Add("a|b\nc", "\x00|", "\u2028", strings.Repeat("ü", 300))
	f.Fuzz(func(t *testing.T, from, name, agent, key string) {
		text := line(second(0), from, name, agent, "EXITWITHKEY", key, "1", "2", "3")
		if strings.Count(text, "|") != 8 || strings.ContainsAny(text, "\n\r\u0085\u2028\u2029") || len(text) > 5*fieldMost {
			t.Errorf("%q", text)
		}
	})
}
