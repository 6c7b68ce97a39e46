package speech

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Service is an engine that is reached over HTTP: a text is posted, the answer is a sound file.
type Service struct {
	// URL may hold {language} and {voice}, escaped as a part of a query.
	URL string
	// Header is sent with each request; its values are never shown.
	Header map[string]string
	// Body is a template in which {text}, {language} and {voice} are put, each
	// within quotes of its own in JSON. "" posts the text itself.
	Body string
	// ContentType is that of Body: "" for application/json where Body begins with {, else text/plain.
	ContentType string
	// Extension tells what is answered, where the answer's Content-Type does not; "" for wav.
	Extension string
	// Timeout is for one text, 0 for [TimeoutDefault].
	Timeout time.Duration
	// Client sends the requests; nil for one that follows no redirection.
	Client *http.Client
}

// Check tells what is wrong with the settings.
func (s Service) Check() error {
	parsed, err := url.Parse(fill(s.URL, "v", "l", "t", asIs))
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return errors.New("the service's address is no http:// or https:// URL")
	}
	if err := errors.Join(checkTemplate(s.URL), checkTemplate(s.Body)); err != nil {
		return err
	}
	if s.Body == "" {
		return nil
	}
	if !strings.Contains(s.Body, "{text}") {
		return errors.New("the service's body does not hold {text}")
	}
	if s.isJSON() && !json.Valid([]byte(fill(s.Body, "v", "l", "t", jsonInside))) {
		return errors.New(`the service's body is no JSON; a placeholder stands in quotes, such as "{text}"`)
	}
	return nil
}

// Engine is the address and what is posted; of the address's query, which may
// hold a key, only a digest.
func (s Service) Engine() string {
	address, query, _ := strings.Cut(s.URL, "?")
	digest := sha256.Sum256([]byte(query))
	return fmt.Sprintf("service %q %x %q %q", address, digest[:8], s.Body, s.contentType())
}

func (s Service) contentType() string {
	switch {
	case s.ContentType != "":
		return s.ContentType
	case strings.HasPrefix(strings.TrimSpace(s.Body), "{"):
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

func (s Service) isJSON() bool { return strings.Contains(s.contentType(), "json") }

// Render asks the service once.
func (s Service) Render(ctx context.Context, voice, language, text string) ([]byte, string, error) {
	if err := s.Check(); err != nil {
		return nil, "", err
	}
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = TimeoutDefault
	}
	timed, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := s.request(timed, voice, language, text)
	if err != nil {
		return nil, "", err
	}
	answer, err := s.client().Do(request)
	if err != nil {
		return nil, "", s.failed(ctx, timed, err, timeout)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("the service %s answers %s%s", s.place(), answer.Status, complaint(answer.Body))
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, answerMax+1))
	switch {
	case err != nil:
		return nil, "", s.failed(ctx, timed, err, timeout)
	case len(data) == 0:
		return nil, "", fmt.Errorf("the service %s answers nothing", s.place())
	case len(data) > answerMax:
		return nil, "", fmt.Errorf("the service %s answers more than %d bytes", s.place(), answerMax)
	}
	return data, s.extensionOf(answer.Header.Get("Content-Type")), nil
}

func (s Service) request(ctx context.Context, voice, language, text string) (*http.Request, error) {
	body := text
	if s.Body != "" {
		escape := asIs
		if s.isJSON() {
			escape = jsonInside
		}
		body = fill(s.Body, voice, language, text, escape)
	}
	address := fill(s.URL, voice, language, text, url.QueryEscape)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, errors.New("the service's address is no URL")
	}
	request.Header.Set("Content-Type", s.contentType())
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		request.Header.Set(name, s.Header[name])
	}
	return request, nil
}

func (s Service) client() *http.Client {
	if s.Client != nil {
		return s.Client
	}
	// Header may hold a key, which is for the service named and nobody else.
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// failed says why nothing came, without the address's query, which may hold a key.
func (s Service) failed(ctx, timed context.Context, err error, timeout time.Duration) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case timed.Err() != nil:
		return fmt.Errorf("the service %s took longer than %v: %w", s.place(), timeout, context.DeadlineExceeded)
	}
	return fmt.Errorf("asking the service %s: %w", s.place(), err)
}

// place is the service's host.
func (s Service) place() string {
	if parsed, err := url.Parse(fill(s.URL, "", "", "", asIs)); err == nil {
		return parsed.Host
	}
	return "of speech"
}

// extensionOf takes the answer's own word for its format, where it has one that tells.
func (s Service) extensionOf(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err == nil && s.Extension == "" {
		switch kind {
		case "audio/mpeg", "audio/mp3":
			return ".mp3"
		case "audio/ogg", "application/ogg", "audio/opus":
			return ".ogg"
		case "audio/flac", "audio/x-flac":
			return ".flac"
		}
	}
	return extensionOr(s.Extension)
}

// jsonInside is a text as it stands between the quotes of JSON.
func jsonInside(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return ""
	}
	quoted := strings.TrimSpace(b.String())
	return quoted[1 : len(quoted)-1]
}

// complaint is the beginning of a refusal on one line, after a colon.
func complaint(body io.Reader) string {
	text, _ := io.ReadAll(io.LimitReader(body, complaintMax))
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(string(text), "?"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if runes := []rune(line); len(runes) > complaintShown {
		line = string(runes[:complaintShown]) + "…"
	}
	if line == "" {
		return ""
	}
	return ": " + line
}
