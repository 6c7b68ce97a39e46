package fetch

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// The headers of a signed request: when it was signed, in seconds since 1970,
// and the HMAC-SHA256 of that, a dot and the body.
const (
	HeaderTimestamp = "X-Ariapp-Timestamp"
	HeaderSignature = "X-Ariapp-Signature"

	signatureForm = "sha256="
)

// ErrSignature is wrapped by the errors of Verify.
var ErrSignature = errors.New("the signature does not hold")

// Sign gives the values of both headers.
func Sign(key flows.Secret, at time.Time, body []byte) (timestamp, signature string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return timestamp, signatureForm + hex.EncodeToString(seal(key, timestamp, body))
}

// Verify tells whether a request was signed with the key, at most that long ago
// and at most that far in the future. Who must not take a request twice looks at
// its Idempotency-Key as well: a signature can be sent again while it is fresh.
func Verify(key flows.Secret, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	if flows.Reveal(key) == "" {
		return fmt.Errorf("%w: there is no key", ErrSignature)
	}
	timestamps, signatures := header.Values(HeaderTimestamp), header.Values(HeaderSignature)
	if len(timestamps) != 1 || len(signatures) != 1 {
		return fmt.Errorf("%w: the request needs one %s and one %s", ErrSignature, HeaderTimestamp, HeaderSignature)
	}
	seconds, err := strconv.ParseInt(timestamps[0], 10, 64)
	if err != nil {
		return fmt.Errorf("%w: %s is no number of seconds", ErrSignature, HeaderTimestamp)
	}
	digits, formed := strings.CutPrefix(signatures[0], signatureForm)
	given, err := hex.DecodeString(digits)
	if !formed || err != nil {
		return fmt.Errorf("%w: %s is not %s and hexadecimal digits", ErrSignature, HeaderSignature, signatureForm)
	}
	if !hmac.Equal(given, seal(key, timestamps[0], body)) {
		return fmt.Errorf("%w: another key or another body", ErrSignature)
	}
	if at := time.Unix(seconds, 0); at.Before(now.Add(-tolerance)) || at.After(now.Add(tolerance)) {
		return fmt.Errorf("%w: it was made at another time than now", ErrSignature)
	}
	return nil
}

func seal(key flows.Secret, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(flows.Reveal(key)))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
