package app

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions/canary"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// trying is a daemon with a stable version, and a canary beside it that is begun.
func trying(t *testing.T, text string, share float64, body func(h *house)) {
	t.Helper()
	recorded(t, speaking("stable"), recording, func(h *house) {
		h.tries(text, share)
		body(h)
	})
}

// beside is where canaries lie.
func (h *house) beside() string { return filepath.Join(filepath.Dir(h.path), "new.yaml") }

// tries begins a canary.
func (h *house) tries(text string, share float64) {
	h.t.Helper()
	put(h.t, h.beside(), text)
	put(h.t, filepath.Join(filepath.Dir(h.path), "people.csv"), "number,name\n100,ann\n")
	if _, err := h.app.canaryAt(context.Background(), "new.yaml", share); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// caller is one of many; a few of them withhold their number.
func (h *house) caller(i int) *fakeari.Call {
	caller := fakeari.Caller{App: "ivr", Exten: "200", Number: fmt.Sprintf("+1555%06d", i*7)}
	if i%50 == 49 {
		caller.Number = ""
	}
	return h.srv.Call(caller)
}

// first is what a caller hears first, of two words.
func (h *house) first(c *fakeari.Call) string {
	h.t.Helper()
	time.Sleep(time.Second)
	h.settle()
	for _, word := range []string{"stable", "canary", "sorry-youre-having-problems"} {
		for _, heard := range c.Heard() {
			if heard.Media == "sound:"+word {
				return word
			}
		}
	}
	h.t.Fatalf("a caller hears nothing:\n%s", h.logged())
	return ""
}

func (h *house) measured(text string) {
	h.t.Helper()
	recorder := httptest.NewRecorder()
	h.app.metrics.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(recorder.Body.String(), text+"\n") {
		h.t.Errorf("the metrics lack %q", text)
	}
}

// Law: about the share of the callers gets the canary, and each of them the same each time.
func TestAShareOfTheCallersGetsTheCanary(t *testing.T) {
	trying(t, speaking("canary"), 10, func(h *house) {
		const callers = 150
		on, sides := 0, map[int]string{}
		for round := range 2 {
			for i := range callers {
				c := h.caller(i)
				side := h.first(c)
				if round == 0 && side == "canary" {
					on++
				}
				if sides[i] != "" && sides[i] != side && i%50 != 49 {
					t.Errorf("caller %d was on %s and is on %s", i, sides[i], side)
				}
				sides[i] = side
				c.Press("1")
				h.ends(c, fakeari.EndHangup, 16)
			}
		}
		if on < callers/10*6/10 || on > callers/10*14/10 {
			t.Errorf("%d of %d callers get the canary", on, callers)
		}
		s := h.app.status().Canary
		if s == nil || s.Share != 10 || s.Number != 2 || s.Canary.Calls+s.Stable.Calls != 2*callers || s.Canary.Failed+s.Stable.Failed > 0 {
			t.Errorf("the status is %+v", s)
		}
		h.measured("ariapp_canary_share 10")
		h.measured(fmt.Sprintf(`ariapp_canary_calls_total{outcome="fine",share="canary"} %d`, s.Canary.Calls))
		h.wantKept("1 start, live; 2 canary for 10 %, 10 %")
	})
}

// failing is a canary whose flow goes wrong at a key.
const failing = outer + "tables: {people: {file: people.csv}}\nnumbers: {\"200\": main}\n" +
	"flows: {main: [answer, {menu: {prompt: canary, first_timeout: 3h, choices: {1: {play: \"${'../' + 'x'}\"}}}}]}\n"

// Law: a canary that fails is sent back by itself: at once, told with the reason,
// and calls under way on it go on there.
func TestACanaryThatFailsIsSentBack(t *testing.T) {
	trying(t, failing, 20, func(h *house) {
		var during *fakeari.Call
		failed, i := 0, 0
		for ; h.app.status().Canary != nil && i < 500; i++ {
			c := h.caller(i)
			if h.first(c) == "canary" {
				if during == nil {
					during = c // it is under way when the canary is sent back
					continue
				}
				c.Press("1")
				h.ends(c, fakeari.EndHangup, 41)
				failed++
				continue
			}
			c.Press("1")
			h.ends(c, fakeari.EndHangup, 16)
		}
		s := h.app.status()
		if s.Canary != nil || s.Returned == nil || s.Returned.Number != 2 || !strings.Contains(s.Returned.Why, "3 of its 3 calls failed") {
			t.Fatalf("after %d calls, %d of which have failed, the status is %+v %+v", i, failed, s.Canary, s.Returned)
		}
		h.mustLog("the canary was sent back")
		h.measured(`ariapp_canary_returns_total{reason="errors"} 1`)
		h.measured("ariapp_canary_share 0")
		h.wantKept("1 start, live; 2 canary for 20 %, sent back")
		if during == nil || alive() != 1 {
			t.Fatalf("no call was under way, or its version is closed: %d are alive", alive())
		}
		during.Press("1")
		h.hears(during, "sound:sorry-youre-having-problems")
		h.ends(during, fakeari.EndHangup, 41)
		for j := range 50 { // all of them are on the stable version again
			c := h.caller(j)
			if side := h.first(c); side != "stable" {
				t.Fatalf("caller %d is on %s", j, side)
			}
			c.Press("1")
			h.ends(c, fakeari.EndHangup, 16)
		}
		if n := alive(); n != 0 {
			t.Errorf("the canary's table is still read: %d", n)
		}
	})
}

// Law: so is one whose callers hang up early, once there are enough of them.
func TestACanaryThatCallersLeaveIsSentBack(t *testing.T) {
	trying(t, speaking("canary"), 50, func(h *house) {
		for i := 0; h.app.status().Canary != nil && i < 500; i++ {
			c := h.caller(i)
			side := h.first(c)
			switch {
			case side == "canary":
				c.Hangup(16) // a second after they entered
			case i%10 == 0:
				c.Hangup(16)
			default:
				c.Press("1")
			}
			h.ends(c, fakeari.EndHangup, 16)
		}
		if s := h.app.status(); s.Returned == nil || !strings.Contains(s.Returned.Why, "hung up early") {
			t.Fatalf("the status is %+v %+v", s.Canary, s.Returned)
		}
		h.measured(`ariapp_canary_returns_total{reason="early_hangups"} 1`)
	})
}

// Law: a canary that is as good as the other stays, though callers hang up early on both; late is not early.
func TestAGoodCanaryStays(t *testing.T) {
	trying(t, speaking("canary"), 50, func(h *house) {
		for i := range 200 {
			c := h.caller(i)
			h.first(c)
			if i%3 > 0 {
				time.Sleep(canary.EarlyWithin)
			}
			c.Hangup(16)
			h.ends(c, fakeari.EndHangup, 16)
		}
		s := h.app.status().Canary
		if s == nil || s.Canary.Calls < 70 || s.Canary.Early > s.Canary.Calls/2 || s.Canary.Early < s.Canary.Calls/5 {
			t.Errorf("the status is %+v", s)
		}
	})
}

// Law: a canary that does not know the number does worse: these callers are lost.
func TestACanaryWithoutTheNumberIsSentBack(t *testing.T) {
	trying(t, strings.Replace(speaking("canary"), `"200": main`, `"300": main`, 1), 50, func(h *house) {
		for i := 0; h.app.status().Canary != nil && i < 100; i++ {
			c := h.caller(i)
			time.Sleep(time.Second)
			c.Press("1")
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			if _, err := c.AwaitEnd(ctx); err != nil {
				t.Fatal(err)
			}
			cancel()
			h.settle()
		}
		if s := h.app.status(); s.Returned == nil {
			t.Errorf("the status is %+v", s.Canary)
		}
	})
}

// Law: a canary that is stopped is used no more, and one that is promoted is for
// all, also after a restart; the file counts again when it changes.
func TestStoppingAndPromoting(t *testing.T) {
	trying(t, speaking("canary"), 50, func(h *house) {
		begun := h.onSide("canary")
		if err := h.app.StopCanary(context.Background()); err != nil {
			t.Fatal(err)
		}
		begun.Press("1")
		h.hears(begun, "sound:canary-one")
		h.ends(begun, fakeari.EndHangup, 16)
		for i := range 10 {
			c := h.caller(i)
			if side := h.first(c); side != "stable" {
				t.Errorf("caller %d is on %s", i, side)
			}
			c.Press("1")
			h.ends(c, fakeari.EndHangup, 16)
		}
		for _, command := range []func(context.Context) error{h.app.StopCanary, h.app.PromoteCanary} {
			if err := command(context.Background()); !errors.Is(err, ErrNoCanary) {
				t.Error(err)
			}
		}

		h.tries(speaking("canary"), 10)
		if err := h.app.PromoteCanary(context.Background()); err != nil {
			t.Fatal(err)
		}
		h.says("canary")
		h.wantKept("1 start; 2 promoted canary, live, pinned")
		h.again(speaking("stable"), recordingWatching)
		h.says("canary")
		h.back(0, 1)
		h.says("stable")
		h.write(speaking("mended"))
		time.Sleep(settled)
		h.says("mended")
	})
}

// onSide is a caller who is on that side.
func (h *house) onSide(side string) *fakeari.Call {
	h.t.Helper()
	for i := range 100 {
		c := h.caller(i)
		if h.first(c) == side {
			return c
		}
		c.Press("1")
		h.ends(c, fakeari.EndHangup, 16)
	}
	h.t.Fatalf("nobody is on %s", side)
	return nil
}

// Law: another stable version begins the comparison anew; the canary that is the
// stable version now is none any more.
func TestAReloadBesideACanary(t *testing.T) {
	trying(t, speaking("canary"), 50, func(h *house) {
		h.onSide("canary").Hangup(16)
		h.settle()
		old := h.onSide("stable")
		h.reload(speaking("another"))
		if s := h.app.status().Canary; s == nil || s.Canary != (monitor.Counts{}) || s.Stable != (monitor.Counts{}) {
			t.Errorf("the status is %+v", s)
		}
		old.Hangup(16)
		h.ends(old, fakeari.EndHangup, 16)
		if s := h.app.status().Canary; s == nil || s.Stable.Calls > 0 {
			t.Errorf("a call of before counts: %+v", s)
		}
		h.reload(speaking("canary"))
		h.mustLog("the canary is what all callers get now")
		if s := h.app.status().Canary; s != nil {
			t.Errorf("the status is %+v", s)
		}
		h.says("canary")
	})
}

// Law: what cannot be a canary is refused, and nothing changes; the canary before stays.
func TestWhatIsNoCanary(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "new.yaml")
	put(t, elsewhere, speaking("elsewhere"))
	trying(t, speaking("canary"), 50, func(h *house) {
		put(t, filepath.Join(filepath.Dir(h.path), "bad.yaml"), "flows: {main: [anser]}\n")
		put(t, filepath.Join(filepath.Dir(h.path), "tabled.yaml"), speaking("tabled")+"tables: {people: {file: nobody.csv}}\n")
		if err := os.Symlink(elsewhere, filepath.Join(filepath.Dir(h.path), "link.yaml")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			file  string
			share float64
			want  error
		}{
			{"link.yaml", 10, ErrElsewhere},
			{"ivr.yaml", 10, ErrSameFile}, {elsewhere, 10, ErrElsewhere}, {"../new.yaml", 10, ErrElsewhere}, {"..", 10, ErrElsewhere},
			{"new.yaml", 0, canary.ErrShare}, {"new.yaml", 51, canary.ErrShare}, {"nosuch.yaml", 10, nil}, {"bad.yaml", 10, nil}, {"tabled.yaml", 10, nil},
		} {
			_, err := h.app.canaryAt(context.Background(), c.file, c.share)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || c.want == ErrSameFile && !strings.Contains(err.Error(), "the canary "+h.path) {
				t.Errorf("%s for %g %%: %v, want %v", c.file, c.share, err, c.want)
			}
		}
		if s := h.app.status().Canary; s == nil || s.Number != 2 {
			t.Errorf("the status is %+v", s)
		}
		begun := h.onSide("canary")
		begun.Hangup(16)
		h.ends(begun, fakeari.EndHangup, 16)
	})
	file, _, err := Parse("ivr.yaml", speaking("one"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []Canary{{file, 0}, {nil, 10}} {
		if _, err := New(Options{File: file, Canary: &bad}); err == nil {
			t.Errorf("%+v is a canary", bad)
		}
	}
}

// Law: a daemon can begin with a canary, but not with one that it has sent back;
// one that cannot be begun keeps nobody from being served.
func TestBeginningWithACanary(t *testing.T) {
	recorded(t, speaking("stable"), recording, func(h *house) {
		with := func(text string) func(*Options) {
			put(t, h.beside(), text)
			file, _, err := Load(h.beside())
			if err != nil {
				t.Fatal(err)
			}
			return func(o *Options) { o.Record, o.Canary = true, &Canary{file, 50} }
		}
		put(t, filepath.Join(filepath.Dir(h.path), "people.csv"), "number,name\n100,ann\n")
		h.again(speaking("stable"), with(failing))
		for i := 0; h.app.status().Canary != nil && i < 100; i++ {
			c := h.caller(i)
			h.first(c)
			c.Press("1")
			time.Sleep(20 * time.Second)
		}
		h.again(speaking("stable"), with(failing))
		h.mustLog("the canary is not begun, as it was sent back before")
		if s := h.app.status(); s.Canary != nil || s.Returned == nil || !strings.Contains(s.Returned.Why, "failed") {
			t.Errorf("the status is %+v %+v", s.Canary, s.Returned)
		}
		h.again(speaking("stable"), with(speaking("canary")))
		begun := h.onSide("canary")
		begun.Press("1")
		h.ends(begun, fakeari.EndHangup, 16)
		h.again(speaking("stable"), with(speaking("tabled")+"tables: {people: {file: nobody.csv}}\n"))
		h.mustLog("all callers get the stable version")
		h.says("stable")
	})
}

// Law: a canary's own prompts are served as long as it is at work, and those of the stable version too.
func TestTheSoundsOfACanary(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"prompts", "other"} { // of different lengths, so that they have different addresses
		put(t, filepath.Join(folder, name, "en", "welcome.wav"), string(beep())+strings.Repeat("\x00", 2*len(name)))
	}
	own := func(sounds string) string {
		return outer + "prompts: {url: 'http://sounds.example', folder: " + sounds + "}\n" + twoFlows
	}
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), own("prompts"), recording, func(h *house) {
		put(t, h.beside(), own("other"))
		if _, err := h.app.canaryAt(context.Background(), "new.yaml", 50); err != nil {
			t.Fatal(err)
		}
		heard := map[string]bool{}
		for half := range 3 { // the last time more than a day after the first
			if half > 0 {
				time.Sleep(13 * time.Hour)
			}
			for i := range 6 {
				c := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: fmt.Sprint(100 + i)})
				h.ends(c, fakeari.EndHangup, 16)
				for _, sound := range c.Heard() {
					heard[strings.TrimPrefix(sound.Media, "sound:http://sounds.example")] = true
				}
			}
			if len(heard) != 2 {
				t.Fatalf("after %d half days callers have heard %v", half, heard)
			}
			for path := range heard {
				recorder := httptest.NewRecorder()
				if h.app.sounds.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", path, nil)); recorder.Code != 200 {
					t.Errorf("after %d half days %s gives %d", half, path, recorder.Code)
				}
			}
		}
	})
}

// Law: a file that is read again and has not changed is no new beginning: a canary
// that fails is sent back however often that is.
func TestReloadsDoNotSaveACanary(t *testing.T) {
	trying(t, failing, 50, func(h *house) {
		for i := 0; h.app.status().Canary != nil && i < 100; i++ {
			old := h.app.now.Load()
			c := h.caller(i)
			h.first(c)
			h.reload(speaking("stable"))
			if h.app.now.Load() == old {
				t.Fatal("nothing was reloaded")
			}
			c.Press("1") // it ends on a generation that is not the present one
			time.Sleep(20 * time.Second)
			h.settle()
		}
		if s := h.app.status(); s.Canary != nil || s.Returned == nil || !strings.Contains(s.Returned.Why, "failed") {
			t.Errorf("the status is %+v %+v", s.Canary, s.Returned)
		}
	})
}

// Law: who begins a canary hears what was begun, and what that took the place of.
func TestACanaryTakesThePlaceOfAnother(t *testing.T) {
	trying(t, speaking("canary"), 50, func(h *house) {
		before := h.app.status().Canary
		put(t, filepath.Join(filepath.Dir(h.path), "newer.yaml"), speaking("newer"))
		begun, err := h.app.canaryAt(context.Background(), "newer.yaml", 5)
		if err != nil || begun.Number != 3 || begun.Share != 5 || filepath.Base(begun.Path) != "newer.yaml" || begun.Replaced == nil ||
			*begun.Replaced != (monitor.Tried{File: before.File, Share: 50}) {
			t.Errorf("%+v, replaced %+v, %v", begun, begun.Replaced, err)
		}
	})
}
