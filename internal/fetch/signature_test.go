package fetch

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// The vectors are those of: printf '1700000000.BODY' | openssl dgst -sha256 -hmac 's3cret of two'
const (
	vectorBody  = `{"caller":"+4930123456"}`
	vector      = "sha256=8cac566f4b7ee64606848d9161c98b2316c59803d0af3750efaafc876961e07e"
	vectorEmpty = "sha256=f1854a644a4c8176ad7f5169fad0c00571f33ef52ab543911a8e0c15d66bd434"
)

// Law: the signature is what anybody can compute from the time, a dot and the body.
func TestSign(t *testing.T) {
	key, at := flows.NewSecret("s3cret of two"), time.Unix(1700000000, 999)
	for body, want := range map[string]string{vectorBody: vector, "": vectorEmpty} {
		if timestamp, signature := Sign(key, at, []byte(body)); timestamp != "1700000000" || signature != want {
			t.Errorf("Sign(%q) = %s, %s; want %s", body, timestamp, signature, want)
		}
	}
}

// Law: only who has the key can sign, only what was signed holds, and only for a while.
func TestVerify(t *testing.T) {
	signed := func(timestamp, signature string) http.Header {
		return http.Header{HeaderTimestamp: {timestamp}, HeaderSignature: {signature}}
	}
	good := signed("1700000000", vector)
	for _, row := range []struct {
		name   string
		key    string
		header http.Header
		body   string
		after  time.Duration
		want   bool
	}{
		{"good", "s3cret of two", good, vectorBody, 0, true},
		{"capital digits", "s3cret of two", signed("1700000000", "sha256=8CAC566F4B7EE64606848D9161C98B2316C59803D0AF3750EFAAFC876961E07E"), vectorBody, 0, true},
		{"as late as may be", "s3cret of two", good, vectorBody, 5 * time.Minute, true},
		{"too late", "s3cret of two", good, vectorBody, 5*time.Minute + time.Second, false},
		{"as early as may be", "s3cret of two", good, vectorBody, -5 * time.Minute, true},
		{"too early", "s3cret of two", good, vectorBody, -5*time.Minute - time.Second, false},
		{"another key", "s3cret of three", good, vectorBody, 0, false},
		{"no key", "", good, vectorBody, 0, false},
		{"another body", "s3cret of two", good, vectorBody + " ", 0, false},
		{"another time", "s3cret of two", signed("1700000001", vector), vectorBody, 0, false},
		{"the time in another spelling", "s3cret of two", signed("+1700000000", vector), vectorBody, 0, false},
		{"the time as text", "s3cret of two", signed("now", vector), vectorBody, 0, false},
		{"a time beyond all", "s3cret of two", signed("99999999999999999999", vector), vectorBody, 0, false},
		{"no time", "s3cret of two", http.Header{HeaderSignature: {vector}}, vectorBody, 0, false},
		{"no signature", "s3cret of two", http.Header{HeaderTimestamp: {"1700000000"}}, vectorBody, 0, false},
		{"two signatures", "s3cret of two", http.Header{HeaderTimestamp: {"1700000000"}, HeaderSignature: {vector, vector}}, vectorBody, 0, false},
		{"an empty signature", "s3cret of two", signed("1700000000", ""), vectorBody, 0, false},
		{"an empty digest", "s3cret of two", signed("1700000000", "sha256="), vectorBody, 0, false},
		{"half a digest", "s3cret of two", signed("1700000000", vector[:39]), vectorBody, 0, false},
		{"another form", "s3cret of two", signed("1700000000", "sha1="+vector[7:]), vectorBody, 0, false},
		{"no digits", "s3cret of two", signed("1700000000", "sha256=zz"), vectorBody, 0, false},
	} {
		now := time.Unix(1700000000, 0).Add(row.after)
		err := Verify(flows.NewSecret(row.key), row.header, []byte(row.body), now, 5*time.Minute)
		if (err == nil) != row.want || err != nil && !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v, want it to hold: %v", row.name, err, row.want)
		}
	}
}

// Law: each attempt is signed at its own time, and the receiver can tell.
func TestSignedRequest(t *testing.T) {
	key := flows.NewSecret("s3cret of two")
	inBubble(t, Options{Keys: map[string]flows.Secret{"crm": key}}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			n := seen.note(r)
			if err := Verify(key, r.Header, []byte(seen.bodies[n-1]), time.Now(), 0); err != nil {
				t.Error(err)
			}
			if n == 1 {
				w.Header().Set("Retry-After", "3")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		mustFetch(t, c, flows.Request{Method: "POST", URL: "http://crm.example/", Body: []byte(vectorBody), Sign: "crm", Key: "k"})
		first, second := seen.requests[0].Header.Get(HeaderTimestamp), seen.requests[1].Header.Get(HeaderTimestamp)
		if first == second {
			t.Errorf("both attempts were signed at %s", first)
		}
	})
}

// Law: whatever the headers, what does not hold is an ErrSignature, and what was signed holds.
func FuzzVerify(f *testing.F) {
	f.Add("1700000000", vector, vectorBody)
	f.Add("-1", "sha256=", "")
	f.Fuzz(func(t *testing.T, timestamp, signature, body string) {
		key, now := flows.NewSecret("s3cret of two"), time.Unix(1700000000, 0)
		header := http.Header{HeaderTimestamp: {timestamp}, HeaderSignature: {signature}}
		if err := Verify(key, header, []byte(body), now, time.Hour); err != nil && !errors.Is(err, ErrSignature) {
			t.Fatalf("%v is no ErrSignature", err)
		}
		made, sealed := Sign(key, now, []byte(body))
		header = http.Header{HeaderTimestamp: {made}, HeaderSignature: {sealed}}
		if err := Verify(key, header, []byte(body), now, 0); err != nil {
			t.Fatalf("what was signed does not hold: %v", err)
		}
	})
}
