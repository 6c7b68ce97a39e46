package speech

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// beep is a sound that an engine may give.
func beep() audio.Sound {
	s := audio.Sound{Samples: make([]int16, 800)}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 * math.Sin(float64(i)/3))
	}
	return s
}

// fake is an engine that needs a second for a text, counts, and refuses what says so.
type fake struct {
	mu            sync.Mutex
	renders       map[string]int
	running, most int
}

func (f *fake) Engine() string { return "fake" }

func (f *fake) Render(ctx context.Context, voice, language, text string) ([]byte, string, error) {
	f.mu.Lock()
	f.renders[voice+"/"+language+"/"+text]++
	f.running++
	f.most = max(f.most, f.running)
	f.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running--
	switch {
	case strings.HasPrefix(text, "refuse"):
		return nil, "", errors.New("no such voice")
	case text == "garbage":
		return []byte("<html>an error page, not a sound</html>"), ".wav", nil
	case text == "silence":
		return audio.Sound{Samples: make([]int16, 800)}.WAV(), ".wav", nil
	}
	return beep().WAV(), ".wav", nil
}

func newSpeaker(t *testing.T) (*Speaker, *fake) {
	t.Helper()
	cache, err := audio.OpenCache(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	engine := &fake{renders: map[string]int{}}
	return &Speaker{Renderer: engine, Cache: cache, Voice: "v", Voices: map[string]string{"pt": "maria"}}, engine
}

// Law: a text is rendered once, by the voice of its language, however often it is asked for and by whom.
func TestATextIsRenderedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		speaker, engine := newSpeaker(t)
		texts := []Text{{"en", "hello"}, {"pt-BR", "olá"}, {"en", "hello"}, {"de", "hello"}}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				spoken, failures := speaker.Render(t.Context(), texts)
				if len(spoken) != 3 || len(failures) != 0 {
					t.Errorf("%v, %v", spoken, failures)
				}
			})
		}
		both.Wait()
		want := map[string]int{"v/en/hello": 1, "maria/pt-BR/olá": 1, "v/de/hello": 1}
		if fmt.Sprint(engine.renders) != fmt.Sprint(want) {
			t.Errorf("rendered: %v", engine.renders)
		}
		other := &Speaker{Renderer: engine, Cache: speaker.Cache, Voice: "v"}
		spoken, _ := other.Render(t.Context(), texts[:1])
		if engine.renders["v/en/hello"] != 1 || spoken[texts[0]].Analysis.Length != 100*time.Millisecond {
			t.Errorf("after a restart: %v, %v", engine.renders, spoken)
		}
	})
}

// Law: all failures are told, in order, and the rest is rendered nevertheless.
func TestAllFailuresAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		speaker, _ := newSpeaker(t)
		texts := []Text{{"en", "refuse 1"}, {"en", "fine"}, {"en", "garbage"}, {"en", " "}, {"en", "silence"}, {"en", "a\x00"},
			{"en", strings.Repeat("x", TextMax+1)}, {"en", "refuse 2"}, {"en", "\xff"}}
		spoken, failures := speaker.Render(t.Context(), texts)
		if _, fine := spoken[texts[1]]; !fine || len(spoken) != 1 {
			t.Errorf("rendered: %v", spoken)
		}
		var got []string
		for _, failure := range failures {
			got = append(got, failure.Err.Error())
		}
		want := []string{"no such voice", "no sound: it is called .wav, but is text", "the text is empty", "is silent",
			"control character", "at most 4096 are spoken", "no such voice", "not UTF-8"}
		if len(got) != len(want) {
			t.Fatalf("failures: %q", got)
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("failure %d is %q; want: %s", i, got[i], want[i])
			}
		}
	})
}

// Law: a few texts are rendered at once, no more.
func TestRendersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		speaker, engine := newSpeaker(t)
		var texts []Text
		for i := range 10 {
			texts = append(texts, Text{"en", fmt.Sprint("number ", i)})
		}
		began := time.Now()
		spoken, _ := speaker.Render(t.Context(), texts)
		if len(spoken) != 10 || engine.most != parallel || time.Since(began) != 10/parallel*time.Second {
			t.Errorf("%d rendered, %d at once, in %v", len(spoken), engine.most, time.Since(began))
		}
	})
}

// Law: too many texts are failures, told without rendering them.
func TestTextsAreBounded(t *testing.T) {
	b := &batch{failed: map[Text]error{}}
	texts := make([]Text, TextsMax+2)
	for i := range texts {
		texts[i] = Text{"en", fmt.Sprint(i)}
	}
	if list := b.unique(append(texts, texts...)); len(list) != TextsMax+2 || len(b.failed) != 2 {
		t.Errorf("%d texts, %d failures", len(list), len(b.failed))
	}
}

// Law: when ctx ends, everything not rendered is a failure that says why.
func TestRenderEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		speaker, _ := newSpeaker(t)
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		texts := []Text{{"en", "a"}, {"en", "b"}, {"en", "c"}, {"en", "d"}, {"en", "e"}}
		spoken, failures := speaker.Render(ctx, texts)
		if len(spoken) != 2 || len(failures) != 3 || !errors.Is(failures[2].Err, context.DeadlineExceeded) {
			t.Errorf("%v, %v", spoken, failures)
		}
	})
}
