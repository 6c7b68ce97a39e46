package speech

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ariapp/ariapp/internal/audio"
)

// Text is something to say in a language.
type Text struct{ Language, Text string }

// Spoken is a rendered text: its key in the cache and what is known of its sound.
type Spoken struct {
	Key      string
	Analysis audio.Analysis
}

// Failure is a text that could not be rendered, and why.
type Failure struct {
	Text Text
	Err  error
}

// Speaker renders texts with one engine and keeps them in a cache.
type Speaker struct {
	// Renderer is the engine.
	Renderer Renderer
	// Voices are the voices by language; a language without one has that of its
	// parent (pt for pt-BR), then Voice.
	Voices map[string]string
	// Voice is the voice of all other languages; "" for what the language is called.
	Voice string
	// Cache keeps what was rendered.
	Cache audio.Cache
	// Decoder reads what the engine gives.
	Decoder audio.Decoder

	made sync.Once
	turn chan struct{} // holds the turn of the one Render that runs, so that no text is rendered twice
}

// VoiceOf is the voice that a language has.
func (s *Speaker) VoiceOf(language string) string {
	for part := language; part != ""; part = parent(part) {
		if voice, found := s.Voices[part]; found {
			return voice
		}
	}
	if s.Voice == "" {
		return language
	}
	return s.Voice
}

// parent cuts a language's last part off: pt for pt-BR, nothing for pt.
func parent(language string) string {
	at := strings.LastIndexByte(language, '-')
	return language[:max(at, 0)]
}

// Render renders the texts that are not in the cache, and gives all that are
// there then. Each text that failed is among the failures, in the order of texts.
func (s *Speaker) Render(ctx context.Context, texts []Text) (map[Text]Spoken, []Failure) {
	s.made.Do(func() { s.turn = make(chan struct{}, 1) })
	batch := &batch{speaker: s, spoken: map[Text]Spoken{}, failed: map[Text]error{}}
	unique := batch.unique(texts)
	select {
	case s.turn <- struct{}{}:
		batch.run(ctx, unique)
		<-s.turn
	case <-ctx.Done():
		for _, text := range unique {
			batch.failed[text] = context.Cause(ctx)
		}
	}
	var failures []Failure
	for _, text := range unique {
		if err := batch.failed[text]; err != nil {
			failures = append(failures, Failure{text, err})
		}
	}
	return batch.spoken, failures
}

// key names the sound of a text.
func (s *Speaker) key(text Text) string {
	return audio.Key("speech", s.Renderer.Engine(), s.VoiceOf(text.Language), text.Language, text.Text)
}

// one gives a text from the cache, or renders it.
func (s *Speaker) one(ctx context.Context, text Text) (Spoken, error) {
	if err := check(text.Text); err != nil {
		return Spoken{}, err
	}
	key := s.key(text)
	if sound, found := s.Cache.Get(key); found {
		return Spoken{key, sound.Analyse()}, nil
	}
	if ctx.Err() != nil {
		return Spoken{}, context.Cause(ctx)
	}
	data, extension, err := s.Renderer.Render(ctx, s.VoiceOf(text.Language), text.Language, text.Text)
	if err != nil {
		return Spoken{}, err
	}
	sound, err := s.Decoder.Decode(ctx, "speech"+extension, data)
	if err != nil {
		return Spoken{}, fmt.Errorf("what the engine gave is no sound: %w", err)
	}
	analysis := sound.Analyse()
	if analysis.IsSilent() {
		return Spoken{}, errors.New("what the engine gave is silent; does it know the language and the voice?")
	}
	return Spoken{key, analysis}, s.Cache.Put(key, sound)
}

// check refuses what is no text to say.
func check(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return errors.New("the text is empty")
	case len(text) > TextMax:
		return fmt.Errorf("the text has %d bytes; at most %d are spoken", len(text), TextMax)
	case !utf8.ValidString(text):
		return errors.New("the text is not UTF-8")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return errors.New("the text holds a control character")
	}
	return nil
}
