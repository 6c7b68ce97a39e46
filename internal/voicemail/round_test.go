package voicemail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// asterisks keep recordings by name, and note lamps and what was deleted.
type asterisks struct {
	mu      sync.Mutex
	keeps   map[string]string
	live    map[string]bool // recordings under way, by name
	down    error
	lamps   []string
	deleted []string
}

func (a *asterisks) Stop(_ context.Context, _, name string) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	was := a.live[name]
	if a.down == nil {
		delete(a.live, name)
	}
	return was && a.down == nil, a.down
}

func (a *asterisks) Fetch(_ context.Context, asterisk, name string) (io.ReadCloser, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down != nil {
		return nil, a.down
	}
	sound, there := a.keeps[asterisk+"/"+name]
	if !there {
		return nil, ErrNoRecording
	}
	return io.NopCloser(strings.NewReader(sound)), nil
}

func (a *asterisks) Delete(_ context.Context, _, name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down == nil {
		a.deleted = append(a.deleted, name)
	}
	return a.down
}

func (a *asterisks) Lamp(_ context.Context, device string, on bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down == nil {
		a.lamps = append(a.lamps, fmt.Sprintf("%s %v", device, on))
	}
	return a.down
}

// letters are those that were sent, as long as nothing is wrong with the server.
type letters struct {
	mu   sync.Mutex
	sent []mail.Letter
	down error
}

func (l *letters) send(_ context.Context, _ mail.Server, letter mail.Letter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down == nil {
		l.sent = append(l.sent, letter)
	}
	return l.down
}

// staffed is a house whose post is at work, in a bubble.
type staffed struct {
	*house
	asterisks *asterisks
	letters   *letters
	folder    string
}

// inBubble runs a test in a bubble with a post at work; time is the bubble's.
func inBubble(t *testing.T, test func(t *testing.T, s staffed)) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := staffed{asterisks: &asterisks{keeps: map[string]string{}}, letters: &letters{}, folder: folder}
		settings := boxes()
		settings.Server, settings.From = &mail.Server{Address: "mail:25"}, "pbx@example.com"
		settings.Subject, settings.Body = "{duration} from {caller_name}", "{name}: {caller} at {date} in {mailbox}"
		settings.Boxes[0].Email, settings.Boxes[0].Attach = []string{"ann@example.com"}, true
		post := newPost(Options{Folder: folder, Asterisks: s.asterisks, Send: s.letters.send}, newMemoryIndex())
		s.house = &house{t: t, post: post, office: post.Office(settings), now: time.Now()}
		ctx, cancel := context.WithCancel(t.Context())
		post.Use(settings)
		done := make(chan struct{})
		go func() {
			defer close(done)
			post.Run(ctx)
		}()
		synctest.Wait()
		test(t, s)
		cancel()
		<-done
		if err := post.Close(); err != nil {
			t.Error(err)
		}
	})
}

// rest lets time pass, until all that it brings is done.
func rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// record has an Asterisk keep what was said.
func (s staffed) record(id, sound string) {
	s.asterisks.mu.Lock()
	defer s.asterisks.mu.Unlock()
	s.asterisks.keeps["pbx/voicemail/100/"+id] = sound
}

// Law: a message's sound is fetched, its owner told with the sound, and the lamp lit until there is nothing new.
func TestAMessageIsTold(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		s.record("a", "sound of a")
		s.leave("100", "a", 65)
		synctest.Wait()
		kept, err := os.ReadFile(filepath.Join(s.folder, "sounds", "100", "a.wav"))
		if err != nil || string(kept) != "sound of a" {
			t.Errorf("kept %q, %v", kept, err)
		}
		if len(s.letters.sent) != 1 {
			t.Fatalf("%d letters", len(s.letters.sent))
		}
		letter := s.letters.sent[0]
		if letter.Subject != "1:05 from Cleo" || !strings.HasPrefix(letter.Body, "Ann Lee: 0301234 at 2000-01-01 ") ||
			string(letter.Attachment) != "sound of a" || !slices.Equal(letter.To, []string{"ann@example.com"}) {
			t.Errorf("%+v", letter)
		}
		if err := s.office.File(t.Context(), "100", "a", flows.FolderOld); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		rest(time.Hour)
		lit := slices.DeleteFunc(s.asterisks.lamps, func(l string) bool { return !strings.HasPrefix(l, "Stasis:mwi-100") })
		if got := strings.Join(slices.Compact(lit), ", "); got != "Stasis:mwi-100 false, Stasis:mwi-100 true, Stasis:mwi-100 false" {
			t.Errorf("lamps: %s", got)
		}
		if len(s.letters.sent) != 1 {
			t.Errorf("%d letters", len(s.letters.sent))
		}
	})
}

// Law: nothing is lost while Asterisk or the mail server is away, and nothing told twice.
func TestNothingIsLostMeanwhile(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		s.asterisks.down, s.letters.down = errors.New("away"), errors.New("away")
		s.record("a", "sound")
		s.leave("100", "a", 5)
		rest(10 * time.Hour)
		s.asterisks.mu.Lock()
		s.asterisks.down = nil
		s.asterisks.mu.Unlock()
		rest(10 * time.Hour)
		s.letters.mu.Lock()
		s.letters.down = nil
		s.letters.mu.Unlock()
		rest(10 * time.Hour)
		if len(s.letters.sent) != 1 || s.inBox("100") != "INBOX:a/5s" || s.asterisks.lamps[len(s.asterisks.lamps)-1] != "Stasis:mwi-100 true" &&
			!slices.Contains(s.asterisks.lamps, "Stasis:mwi-100 true") {
			t.Errorf("%d letters, %q, lamps %v", len(s.letters.sent), s.inBox("100"), s.asterisks.lamps)
		}
	})
}

// Law: a letter is given up after days, the message is not.
func TestALetterIsGivenUp(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		s.letters.down = errors.New("away")
		s.record("a", "sound")
		s.leave("100", "a", 5)
		rest(mailKept + 2*time.Hour)
		s.letters.mu.Lock()
		s.letters.down = nil
		s.letters.mu.Unlock()
		rest(10 * time.Hour)
		if len(s.letters.sent) != 0 || s.inBox("100") != "INBOX:a/5s" {
			t.Errorf("%d letters, %q", len(s.letters.sent), s.inBox("100"))
		}
	})
}

// Law: a message whose process died is delivered with what Asterisk has of it; one of which it has nothing is no message.
func TestAMessageOfADeadProcess(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		s.record("a", strings.Repeat("x", wavHead+3*wavRate))
		for _, id := range []string{"a", "b"} {
			if err := s.office.Expect(t.Context(), message("100", id, time.Now())); err != nil {
				t.Fatal(err)
			}
		}
		rest(lateAfter)
		if got := s.inBox("100"); got != "" {
			t.Errorf("before its time there is %q", got)
		}
		rest(time.Hour)
		rows, err := s.post.index.rows(t.Context(), "100")
		if got := s.inBox("100"); got != "INBOX:a/3s" || err != nil || len(rows) != 1 {
			t.Errorf("there is %q, %v, %v", got, rows, err)
		}
	})
}

// Law: what was deleted can be brought back for a while; then it is gone everywhere, but not what a copy of it needs.
func TestDeletion(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		for _, id := range []string{"a", "b"} {
			s.record(id, "sound")
			s.leave("100", id, 5)
		}
		synctest.Wait()
		ctx := t.Context()
		if err := s.office.Forward(ctx, "100", "b", "200"); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"a", "b"} {
			if err := errors.Join(s.office.Discard(ctx, "100", id, true), s.office.Discard(ctx, "100", id, false),
				s.office.Discard(ctx, "100", id, true)); err != nil {
				t.Fatal(err)
			}
		}
		rest(3 * time.Hour)
		if got := s.inBox("100") + s.inBox("200"); got != "INBOX:new/5s" || !slices.Equal(s.asterisks.deleted, []string{"voicemail/100/a"}) {
			t.Errorf("left %q, deleted %v", got, s.asterisks.deleted)
		}
		for id, there := range map[string]bool{"a": false, "b": true} {
			if _, err := os.Stat(filepath.Join(s.folder, "sounds", "100", id+".wav")); (err == nil) != there {
				t.Errorf("the sound of %s: %v", id, err)
			}
		}
		if len(s.letters.sent) != 2 {
			t.Errorf("%d letters", len(s.letters.sent))
		}
	})
}

// Law: a greeting that was replaced, and what was withdrawn, goes from Asterisk too.
func TestWhatNobodyWants(t *testing.T) {
	inBubble(t, func(t *testing.T, s staffed) {
		ctx := t.Context()
		for _, name := range []string{"u1", "u2", "w"} {
			s.record(name, "sound")
		}
		s.greet("unavailable", "u1")
		rest(time.Minute)
		s.greet("unavailable", "u2")
		m := message("100", "w", time.Now())
		if err := errors.Join(s.office.Expect(ctx, m), s.office.Withdraw(ctx, m)); err != nil {
			t.Fatal(err)
		}
		rest(time.Minute)
		slices.Sort(s.asterisks.deleted)
		if !slices.Equal(s.asterisks.deleted, []string{"voicemail/100/u1", "voicemail/100/w"}) {
			t.Errorf("deleted %v", s.asterisks.deleted)
		}
		if box, _, err := s.office.Mailbox(ctx, "100", "pbx"); err != nil || box.Greetings["unavailable"] != "recording:voicemail/100/u2" {
			t.Errorf("%+v, %v", box, err)
		}
		if len(s.letters.sent) != 0 {
			t.Errorf("%d letters", len(s.letters.sent))
		}
	})
}
