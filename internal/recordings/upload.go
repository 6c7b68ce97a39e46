package recordings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Upload is a web server as a target: each recording is the body of a request.
type Upload struct {
	// URL is below which they are put; Name is the rest of the path.
	URL  string
	Name Name
	// Method is PUT or POST.
	Method string
	// Header goes with each request.
	Header map[string]string
	// Client makes the requests.
	Client *http.Client
}

// put sends a recording with its checksum. Everything but 2xx is a refusal.
func (u Upload) put(ctx context.Context, r request, sound []byte) error {
	path, err := u.Name.of(r)
	if err != nil {
		return err
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	ask, err := http.NewRequestWithContext(ctx, u.Method, strings.TrimRight(u.URL, "/")+"/"+strings.Join(parts, "/"),
		bytes.NewReader(sound))
	if err != nil {
		return errors.New("delivering a recording: its URL is none") // the cause repeats it, with its secrets
	}
	sum := sha256.Sum256(sound)
	ask.Header.Set("Content-Type", contentType(r.Format))
	ask.Header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	ask.Header.Set("X-Content-SHA256", hex.EncodeToString(sum[:]))
	ask.Header.Set("X-Recording-Name", r.Name)
	ask.Header.Set("X-Recording-Call", oddInWord.ReplaceAllString(r.Call, "_"))
	ask.Header.Set("X-Recording-Leg", oddInWord.ReplaceAllString(r.Leg, "_"))
	ask.Header.Set("X-Recording-Began", r.Began.UTC().Format(time.RFC3339))
	for name, value := range u.Header {
		ask.Header.Set(name, value)
	}
	answer, err := u.Client.Do(ask)
	if err != nil {
		if fault := (*url.Error)(nil); errors.As(err, &fault) {
			err = fault.Err // without the URL
		}
		return fmt.Errorf("delivering a recording: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(answer.Body, answerMax))
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("delivering a recording: the server says %d: %.200q", answer.StatusCode, said)
	}
	return nil
}

// sweep deletes nothing: what is at a web server is the server's.
func (Upload) sweep(context.Context, time.Time) (int, error) { return 0, nil }

// contentType is that of a format.
func contentType(format string) string {
	switch strings.ToLower(format) {
	case "wav", "wav16", "wav49":
		return "audio/wav"
	case "ogg":
		return "audio/ogg"
	case "gsm":
		return "audio/gsm"
	case "ulaw", "alaw":
		return "audio/basic"
	}
	return "application/octet-stream"
}
