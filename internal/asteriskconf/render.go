package asteriskconf

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates/*.tmpl
var templates embed.FS

// Files returns the names that [Render] knows, in the order in which one sets
// an Asterisk up.
func Files() []string {
	return []string{"http.conf", "ari.conf", "extensions.conf", "pjsip.conf"}
}

// Render returns the text of one file. It fails with [ErrUnknownFile] or
// [ErrInvalidOption].
func Render(name string, o Options) (string, error) {
	if !slices.Contains(Files(), name) {
		return "", fmt.Errorf("%w: %q: known are %s", ErrUnknownFile, name, strings.Join(Files(), ", "))
	}
	if err := o.Validate(); err != nil {
		return "", err
	}
	file := name + ".tmpl"
	parsed, err := template.New(file).ParseFS(templates, "templates/"+file)
	if err != nil {
		return "", fmt.Errorf("parsing template of %s: %w", name, err)
	}
	var text strings.Builder
	if err := parsed.Execute(&text, o); err != nil {
		return "", fmt.Errorf("rendering %s: %w", name, err)
	}
	return text.String(), nil
}
