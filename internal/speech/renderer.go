package speech

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Renderer is an engine that speaks.
type Renderer interface {
	// Engine names the engine and its settings: texts of equal engines sound equal.
	Engine() string
	// Render gives the text as a sound file: its content, and its extension as [audio.Decoder] knows it.
	Render(ctx context.Context, voice, language, text string) (data []byte, extension string, err error)
}

// placeholder is what stands in a template for a value of a render; ${text} is the same as {text}.
var placeholder = regexp.MustCompile(`\$?\{[A-Za-z_]+\}`)

// placeholders are the accepted ones.
func placeholders() []string { return []string{"{text}", "{language}", "{voice}"} }

// checkTemplate refuses a placeholder that nothing would fill.
func checkTemplate(template string) error {
	for _, found := range placeholder.FindAllString(template, -1) {
		if !slices.Contains(placeholders(), strings.TrimPrefix(found, "$")) {
			return fmt.Errorf("unknown placeholder %s; accepted: %s", found, strings.Join(placeholders(), ", "))
		}
	}
	return nil
}

// fill puts the values into a template, each as escape makes it.
func fill(template, voice, language, text string, escape func(string) string) string {
	return placeholder.ReplaceAllStringFunc(template, func(found string) string {
		switch strings.TrimPrefix(found, "$") {
		case "{text}":
			return escape(text)
		case "{language}":
			return escape(language)
		case "{voice}":
			return escape(voice)
		}
		return found
	})
}

func asIs(s string) string { return s }

// extensionOr is the extension with its dot, .wav for none.
func extensionOr(extension string) string {
	if extension == "" {
		return ".wav"
	}
	return "." + strings.TrimPrefix(strings.ToLower(extension), ".")
}
