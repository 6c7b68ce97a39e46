package voicemail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// suite holds an index to its laws. another opens the same one once more, as a second process would.
func suite(t *testing.T, fresh func(*testing.T) (one, another index)) {
	for name, law := range map[string]func(*testing.T, index, index){
		"a row comes back as it was": rowsComeBack, "no more than may be": neverTooMany, "changes are whole": changesAreWhole,
		"what is due": dueInOrder, "who enters": wrongPINsAreCounted, "sharing a recording": sharing,
	} {
		t.Run(name, func(t *testing.T) {
			one, another := fresh(t)
			law(t, one, another)
		})
	}
}

func full(id string) row {
	return row{box: "100", id: id, folder: "INBOX", from: "+49 30 <1>", fromName: "Zoë '; --", at: morning(),
		took: 1500 * time.Millisecond, urgent: true, state: delivered, asterisk: "pbx", recording: "voicemail/100/" + id,
		format: "wav", fetched: true, deleted: morning().Add(time.Second), mailed: true, tries: 3, due: morning().Add(time.Hour)}
}

// Law: what was written is read as it was, by another process too, and once whatever is tried.
func rowsComeBack(t *testing.T, one, another index) {
	ctx := t.Context()
	want := full("a")
	for range 2 { // the second time it is there already
		if err := one.add(ctx, want, 1); err != nil {
			t.Fatal(err)
		}
	}
	got, err := another.rows(ctx, "100")
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%v\n%+v, want\n%+v", err, got, want)
	}
	bare := row{box: "100", id: "b", state: expected}
	if err := another.add(ctx, bare, 0); err != nil {
		t.Fatal(err)
	}
	err = one.change(ctx, "100", "b", func(r *row) bool {
		if *r != bare {
			t.Errorf("%+v, want %+v", *r, bare)
		}
		*r = full("b")
		return true
	})
	if got, _ := another.rows(ctx, "100"); err != nil || len(got) != 2 || !slices.Contains(got, full("b")) {
		t.Errorf("%v, %+v", err, got)
	}
	if err := one.change(ctx, "100", "a", func(r *row) bool { r.folder = "never"; return false }); err != nil {
		t.Error(err)
	}
	if err := one.change(ctx, "200", "a", func(*row) bool { return true }); !errors.Is(err, errGone) {
		t.Errorf("another mailbox's row: %v", err)
	}
	if _, err := one.remove(ctx, "100", "a"); err != nil {
		t.Error(err)
	}
	if _, err := another.remove(ctx, "100", "a"); !errors.Is(err, errGone) {
		t.Errorf("removed twice: %v", err)
	}
	if rows, err := one.rows(ctx, "nobody"); err != nil || len(rows) != 0 {
		t.Errorf("%v %v", rows, err)
	}
}

// Law: however many calls come at once, a mailbox takes as many messages as it may; what was deleted and greetings do not count.
func neverTooMany(t *testing.T, one, another index) {
	ctx := t.Context()
	for _, r := range []row{full("gone"), {box: "100", id: "g", folder: greetingFolder + "busy"}} {
		if err := one.add(ctx, r, 0); err != nil {
			t.Fatal(err)
		}
	}
	const callers, most = 40, 7
	var wg sync.WaitGroup
	results := make([]error, callers)
	for i := range callers {
		wg.Go(func() {
			index := one
			if i%2 == 1 {
				index = another
			}
			results[i] = index.add(ctx, row{box: "100", id: fmt.Sprint(i), folder: "INBOX", state: expected}, most)
		})
	}
	wg.Wait()
	in := 0
	for _, err := range results {
		if err == nil {
			in++
		} else if !errors.Is(err, flows.ErrMailboxFull) {
			t.Errorf("refused with %v", err)
		}
	}
	if rows, err := one.rows(ctx, "100"); in != most || err != nil || len(rows) != most+2 {
		t.Errorf("%d came in, %d are there, %v", in, len(rows), err)
	}
}

// Law: a change of a row sees the one before, whoever made it.
func changesAreWhole(t *testing.T, one, another index) {
	ctx := t.Context()
	if err := one.add(ctx, row{box: "100", id: "a"}, 0); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			index := one
			if i%2 == 1 {
				index = another
			}
			if err := index.change(ctx, "100", "a", func(r *row) bool { r.tries++; return true }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if rows, err := another.rows(ctx, "100"); err != nil || rows[0].tries != 20 {
		t.Errorf("%v %v", rows, err)
	}
}

// Law: work comes in the order in which it is due, and none before its time.
func dueInOrder(t *testing.T, one, _ index) {
	ctx := t.Context()
	for i, minutes := range []int{3, 1, 2, 9} {
		r := row{box: "100", id: fmt.Sprint(i), due: morning().Add(time.Duration(minutes) * time.Minute)}
		if err := one.add(ctx, r, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := one.add(ctx, row{box: "100", id: "never"}, 0); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]string{9: "1 2 0 ", 2: "1 2 "} {
		rows, err := one.due(ctx, morning().Add(3*time.Minute), most)
		got := ""
		for _, r := range rows {
			got += r.id + " "
		}
		if err != nil || got != want {
			t.Errorf("%d: %q %v, want %q", most, got, err, want)
		}
	}
}

// Law: no attempt at a PIN is lost, and what its owner chose stays.
func wrongPINsAreCounted(t *testing.T, one, another index) {
	ctx := t.Context()
	chosen := access{salt: []byte{1}, hash: []byte{2, 3}, configured: []byte{4}, until: morning()}
	if err := one.enter(ctx, "100", func(a *access) bool { *a = chosen; return true }); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			index := one
			if i%2 == 1 {
				index = another
			}
			if err := index.enter(ctx, "100", func(a *access) bool { a.wrong++; return true }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	err := another.enter(ctx, "100", func(a *access) bool {
		if a.wrong != 20 || !slices.Equal(a.hash, chosen.hash) || !slices.Equal(a.salt, chosen.salt) || !a.until.Equal(morning()) {
			t.Errorf("%+v", a)
		}
		return false
	})
	if err != nil {
		t.Error(err)
	}
}

// Law: the last row with a recording is told from the others.
func sharing(t *testing.T, one, another index) {
	ctx := t.Context()
	for _, box := range []string{"100", "200"} {
		if err := one.add(ctx, row{box: box, id: "a", recording: "r"}, 0); err != nil {
			t.Fatal(err)
		}
	}
	for i, box := range []string{"100", "200"} {
		n, err := another.sharers(ctx, "r")
		last, err2 := another.remove(ctx, box, "a")
		if err := errors.Join(err, err2); err != nil || n != 2-i || last != (i == 1) {
			t.Errorf("%s: %d share it, last %v, %v", box, n, last, err)
		}
	}
}

// Law: memory is an index as the suite says.
func TestMemory(t *testing.T) {
	suite(t, func(*testing.T) (index, index) {
		m := newMemoryIndex()
		return m, m
	})
}

// Law: a full mailbox refuses one more place, and a message that has one is never refused.
func TestAPlaceIsKept(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	ctx := context.Background()
	for i, want := range []error{nil, flows.ErrMailboxFull} {
		if err := h.office.Expect(ctx, message("300", fmt.Sprint(i), h.now)); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", i, err, want)
		}
	}
	if box, _, err := h.office.Mailbox(ctx, "300", "pbx"); err != nil || !box.Full || box.New != 0 {
		t.Errorf("%+v, %v", box, err)
	}
	for range 2 { // once or twice, it is one message
		if err := h.office.Deliver(ctx, message("300", "0", h.now)); err != nil {
			t.Error(err)
		}
	}
	if box, _, err := h.office.Mailbox(ctx, "300", "pbx"); err != nil || !box.Full || box.New != 1 {
		t.Errorf("%+v, %v", box, err)
	}
	if err := h.office.Forward(ctx, "100", "0", "300"); err == nil {
		t.Error("a message that is not there was forwarded")
	}
	h.leave("100", "x", 5)
	if err := h.office.Forward(ctx, "100", "x", "300"); !errors.Is(err, flows.ErrMailboxFull) {
		t.Errorf("forwarded to a full mailbox: %v", err)
	}
	if err := h.office.Discard(ctx, "300", "0", true); err != nil {
		t.Error(err)
	}
	if err := h.office.Forward(ctx, "100", "x", "300"); err != nil {
		t.Errorf("after the deletion: %v", err)
	}
}

// Law: no mailbox takes what is none of its recordings, and no odd number is a mailbox.
func TestWhatIsRefused(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	for name, change := range map[string]func(*flows.VoiceMessage){
		"another mailbox's": func(m *flows.VoiceMessage) { m.Recording.Name = "voicemail/200/a" },
		"a path":            func(m *flows.VoiceMessage) { m.Recording.Name = "voicemail/100/../../x" },
		"another folder":    func(m *flows.VoiceMessage) { m.Recording.Name = "calls/a" },
		"nothing":           func(m *flows.VoiceMessage) { m.Recording.Name = "" },
		"an odd format":     func(m *flows.VoiceMessage) { m.Recording.Format = "wav/../x" },
		"no mailbox":        func(m *flows.VoiceMessage) { m.Mailbox = "999" },
		"no number":         func(m *flows.VoiceMessage) { m.Mailbox = ".." },
	} {
		m := message("100", "a", h.now)
		change(&m)
		for what, do := range map[string]func(context.Context, flows.VoiceMessage) error{"expect": h.office.Expect,
			"deliver": h.office.Deliver, "withdraw": h.office.Withdraw} {
			if err := do(t.Context(), m); err == nil {
				t.Errorf("%s: %s took it", name, what)
			}
		}
	}
	if err := h.office.Greet(t.Context(), "100", "../x", flows.StoredRecording{}); err == nil {
		t.Error("an odd greeting was taken")
	}
	if err := h.office.File(t.Context(), "100", "a", "../x"); err == nil {
		t.Error("an odd folder was taken")
	}
	if rows, _ := h.post.index.rows(t.Context(), "100"); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}
