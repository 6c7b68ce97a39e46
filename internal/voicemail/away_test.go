package voicemail

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// moody is an index that is away as long as it is told to be.
type moody struct {
	index
	mu    sync.Mutex
	away  error
	tries int
}

func (m *moody) be(away error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *moody) wrong() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tries++
	return m.away
}

func (m *moody) open(context.Context) (index, error) { return m, m.wrong() }

func (m *moody) add(ctx context.Context, r row, most int) error {
	return errors.Join(m.wrong(), m.index.add(ctx, r, most))
}

func (m *moody) change(ctx context.Context, box, id string, change func(*row) bool) error {
	if err := m.wrong(); err != nil {
		return err
	}
	return m.index.change(ctx, box, id, change)
}

func (m *moody) rows(ctx context.Context, box string) ([]row, error) {
	if err := m.wrong(); err != nil {
		return nil, err
	}
	return m.index.rows(ctx, box)
}

func (m *moody) due(ctx context.Context, now time.Time, most int) ([]row, error) {
	if err := m.wrong(); err != nil {
		return nil, err
	}
	return m.index.due(ctx, now, most)
}

func (m *moody) enter(ctx context.Context, box string, change func(*access) bool) error {
	if err := m.wrong(); err != nil {
		return err
	}
	return m.index.enter(ctx, box, change)
}

// process is one process of a daemon that keeps messages in a folder, in a bubble.
type process struct {
	*house
	end func()
}

// begins starts a process with an index that outlives it.
func begins(t *testing.T, folder string, index *moody, a *asterisks, change ...func(*Options)) process {
	t.Helper()
	opts := Options{Folder: folder, Asterisks: a, Send: func(context.Context, mail.Server, mail.Letter) error { return nil }}
	for _, one := range change {
		one(&opts)
	}
	post := newPost(opts, nil)
	var err error
	if post.notes, err = openNotebook(filepath.Join(folder, "places"), post.opts.Log); err != nil {
		t.Fatal(err)
	}
	inner, err := index.open(t.Context())
	if err != nil {
		inner = nil
	}
	post.reachBy(index.open, inner, err)
	settings := boxes()
	post.Use(settings)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		post.Run(ctx)
	}()
	synctest.Wait()
	return process{&house{t: t, post: post, office: post.Office(settings), now: time.Now()}, func() { cancel(); <-done }}
}

func newMoody(away error) *moody { return &moody{index: newMemoryIndex(), away: away} }

func notes(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "places", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

var errDown = errors.New("connection refused")

// Law: with an index that is away at the start messages are taken, noted on disk with their sound, and are in the mailbox
// when it is back, once; nobody looks into a mailbox meanwhile, and more than it may have does no mailbox take.
func TestAnIndexThatIsAwayAtTheStart(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		index, a := newMoody(errDown), &asterisks{keeps: map[string]string{"pbx/voicemail/100/a": "sound", "pbx/voicemail/300/c": "x"}}
		p := begins(t, folder, index, a)
		defer p.end()
		ctx := t.Context()
		if err := p.post.Trouble(); !errors.Is(err, errDown) {
			t.Errorf("trouble is %v", err)
		}
		box, found, err := p.office.Mailbox(ctx, "100", "pbx")
		if err != nil || !found || box.Full || box.Name != "Ann Lee" {
			t.Errorf("%+v, %v, %v", box, found, err)
		}
		p.leave("100", "a", 5)
		p.leave("300", "c", 5)
		if box, _, _ := p.office.Mailbox(ctx, "300", "pbx"); !box.Full {
			t.Error("a mailbox for one message is not full with one")
		}
		if err := p.office.Expect(ctx, message("300", "d", time.Now())); !errors.Is(err, flows.ErrMailboxFull) {
			t.Errorf("a second message for it: %v", err)
		}
		withdrawn := message("100", "w", time.Now())
		if err := errors.Join(p.office.Expect(ctx, withdrawn), p.office.Withdraw(ctx, withdrawn)); err != nil {
			t.Error(err)
		}
		if _, err := p.office.Messages(ctx, "100", flows.FolderNew, "pbx"); !errors.Is(err, errAway) {
			t.Errorf("looking into it: %v", err)
		}
		if _, err := p.office.Unlock(ctx, "100", flows.NewSecret("4711")); !errors.Is(err, errAway) {
			t.Errorf("opening it: %v", err)
		}
		rest(time.Hour)
		if sound, err := os.ReadFile(filepath.Join(folder, "sounds", "100", "a.wav")); err != nil || string(sound) != "sound" {
			t.Errorf("the sound is %q, %v", sound, err)
		}
		if index.tries > 80 {
			t.Errorf("it was looked for %d times in an hour", index.tries)
		}
		index.be(nil)
		rest(lookMost)
		if got := p.inBox("100") + " " + p.inBox("300"); got != "INBOX:a/5s INBOX:c/5s" || p.post.Trouble() != nil {
			t.Errorf("then there is %q, trouble %v", got, p.post.Trouble())
		}
		if left := notes(t, folder); len(left) > 0 {
			t.Errorf("notes stay: %q", left)
		}
		if !slices.Equal(a.deleted, []string{"voicemail/100/w"}) || !slices.Contains(a.lamps, "Stasis:mwi-100 true") {
			t.Errorf("deleted %q, lamps %q", a.deleted, a.lamps)
		}
	})
}

// Law: an index that goes away later, before, within or behind a message, loses none, nor does a process that dies before it is back.
func TestAnIndexThatGoesAway(t *testing.T) {
	for name, when := range map[string]int{"before": 0, "within": 1, "behind": 2} {
		folder := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			index, a := newMoody(nil), &asterisks{keeps: map[string]string{"pbx/voicemail/100/a": "sound"}}
			p := begins(t, folder, index, a)
			ctx, m := t.Context(), message("100", "a", time.Now())
			for i, step := range []func(context.Context, flows.VoiceMessage) error{p.office.Expect, p.office.Deliver} {
				if i == when {
					index.be(errDown)
				}
				if err := step(ctx, m); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			index.be(errDown)
			rest(time.Hour)
			p.end()
			p = begins(t, folder, index, a)
			rest(time.Minute)
			index.be(nil)
			rest(2 * lookMost)
			if got := p.inBox("100"); got != "INBOX:a/5s" {
				t.Errorf("%s: there is %q", name, got)
			}
			if left := notes(t, folder); len(left) > 0 {
				t.Errorf("%s: notes stay: %q", name, left)
			}
			p.end()
		})
	}
}

// Law: what a process did not live to deliver is taken up by the next one at once, whether the caller speaks on or is gone;
// one that goes on with the call keeps it for itself.
func TestAMessageIsTakenUpAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		sound    string
		live, on bool
		want     string
	}{
		"the caller is gone":      {sound: strings.Repeat("x", wavHead+3*wavRate), want: "INBOX:a/3s"},
		"the caller speaks":       {sound: strings.Repeat("x", wavHead+3*wavRate), live: true, want: "INBOX:a/3s"},
		"nothing was recorded":    {want: ""},
		"its call is walked on":   {sound: "x", live: true, on: true, want: ""},
		"the index was away then": {sound: strings.Repeat("x", wavHead+3*wavRate), want: "INBOX:a/3s"},
	} {
		folder := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			index, a := newMoody(nil), &asterisks{keeps: map[string]string{}, live: map[string]bool{}}
			first := begins(t, folder, index, a)
			if strings.Contains(name, "away") {
				index.be(errDown)
			}
			m := message("100", "a", time.Now())
			if err := first.office.Expect(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			rest(5 * time.Second)
			first.end()
			index.be(nil)
			if c.sound != "" {
				a.keeps["pbx/voicemail/100/a"] = c.sound
			}
			a.live["voicemail/100/a"] = c.live
			next := begins(t, folder, index, a)
			if c.on {
				if err := next.office.Expect(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			rest(strayAfter)
			if got := next.inBox("100"); got != c.want || a.live["voicemail/100/a"] != c.on {
				t.Errorf("%s: there is %q, want %q; recorded on: %v", name, got, c.want, a.live["voicemail/100/a"])
			}
			rows, err := next.post.index.rows(t.Context(), "100")
			if places := len(rows); err != nil || places > 0 != (c.want != "" || c.on) {
				t.Errorf("%s: %d places are taken, %v", name, places, err)
			}
			if c.on {
				if err := next.office.Deliver(t.Context(), m); err != nil || next.inBox("100") != "INBOX:a/5s" {
					t.Errorf("%s: %v, there is %q", name, err, next.inBox("100"))
				}
			}
			if left := notes(t, folder); len(left) > 0 {
				t.Errorf("%s: notes stay: %q", name, left)
			}
			next.end()
		})
	}
}

// Law: a file that is no note is put aside, and hinders nothing; a half-written one is removed.
func TestOddNotes(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"100.a.json": "{", ".new-1": "{", "b.json": `{"came":"delivered"}`, "readme": "x"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := openNotebook(folder, newPost(Options{}, nil).opts.Log)
	if err != nil || len(b.open()) > 0 {
		t.Fatalf("%v, %v", b, err)
	}
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	if want := []string{"100.a.json.refused", "b.json.refused", "readme"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("left are %q, %v", names, err)
	}
	odd := message("100", "../a", time.Now())
	if err := b.put(noteOf(string(expected), rowOf(odd))); err == nil {
		t.Error("a note lies elsewhere")
	}
}

// Law: a database that is away is no reason not to begin; one that is named wrongly, or is newer, is.
func TestOpening(t *testing.T) {
	away, err := Open(t.Context(), Options{Folder: t.TempDir(), DSN: "postgres://nobody@127.0.0.1:1/none?sslmode=disable"})
	if err != nil || away.Trouble() == nil {
		t.Errorf("%v, trouble %v", err, away.Trouble())
	}
	if err := away.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(t.Context(), Options{Folder: t.TempDir(), DSN: "postgres://a b c"}); err == nil {
		t.Error("a DSN that is none was taken")
	}
}

// FuzzNote: whatever lies among the notes, what is read of it leads nowhere else and comes back as it was.
func FuzzNote(f *testing.F) {
	f.Add([]byte(`{"came":"delivered","mailbox":"100","id":"a","at":"2026-03-02T09:00:00Z","recording":"voicemail/100/a","format":"wav"}`))
	f.Add([]byte(`{"came":"expected","mailbox":"..","id":"/"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := readNote(data)
		if err != nil {
			return
		}
		if !filepath.IsLocal(n.file()) || strings.ContainsAny(n.file(), `/\`) || !filepath.IsLocal(n.row().file()) {
			t.Errorf("%+v", n)
		}
		if got := noteOf(n.Came, n.row()).row(); got != n.row() {
			t.Errorf("%+v, want %+v", got, n.row())
		}
	})
}

// Law: while the index is away a caller leaves a message as ever, and who wants to listen hears an apology; the flow goes on.
func TestCallersWhileTheIndexIsAway(t *testing.T) {
	for name, c := range map[string]struct{ step, acts, logged, heard string }{
		"leaving":                 {"voicemail: {id: v, mailbox: '100'}", "@vm-intro 5s #", "success ", "vm-theperson digits:100 vm-isunavail vm-intro auth-thankyou"},
		"leaving, and hanging up": {"voicemail: {id: v, mailbox: '100', greeting: none, instructions: false}", "5s hangup", "gone success", ""},
		"listening":               {"voicemail_menu: {id: v}", "@vm-login 100# 4711#", "failed away", "vm-sorry vm-goodbye"},
		"listening without a PIN": {"voicemail_menu: {id: v, mailbox: '100', pin: false}", "", "failed away", "vm-sorry vm-goodbye"},
	} {
		h := newHouse(t, nil)
		h.post.reachBy(newMoody(errDown).open, nil, errDown)
		d := h.dial("      - "+c.step+"\n      - log: '${steps.v.status} ${steps.v.reason}'\n", flowtest.Options{}, strings.ReplaceAll(c.acts, "@", " @"))
		if d.logged() != c.logged && !strings.HasSuffix(d.logged(), "; "+c.logged) || d.heard() != c.heard {
			t.Errorf("%s: logged %q, heard %q\n%s", name, d.logged(), d.heard(), d)
		}
	}
}

// Law: who is in their mailbox when the index goes away hears an apology too.
func TestTheIndexGoesAwayWhileSomebodyListens(t *testing.T) {
	index := newMoody(nil)
	h := newHouse(t, index)
	h.post.reachBy(index.open, index, nil)
	h.leave("100", "a", 5)
	h.leave("100", "b", 5)
	h.heeds = func(f flows.Fact) {
		if f.Kind == flows.PromptBegun && strings.Contains(f.Text, "recording:") {
			index.be(errDown)
		}
	}
	d := h.dial("      - voicemail_menu: {id: v}\n      - log: '${steps.v.status} ${steps.v.reason}'\n", flowtest.Options{},
		"@vm-login 100# 4711# @vm-youhave 1 @recording:voicemail/100/a 1s 7")
	if !strings.HasSuffix(d.logged(), "failed away") || !strings.HasSuffix(d.heard(), "vm-sorry vm-goodbye") {
		t.Errorf("logged %q, heard %q\n%s", d.logged(), d.heard(), d)
	}
}
