package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"
)

func letter() Letter {
	return Letter{ID: "100.a", From: "Voicemail <pbx@example.com>", To: []string{"ann@example.com", "Bob <bob@example.org>"},
		Date: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Subject: "Nachricht von Zoë", Body: "Grüße\n.\nFrom here",
		Attachment: bytes.Repeat([]byte{0, 1, 255}, 100), AttachmentName: "message.wav"}
}

// read takes a composed letter to pieces as a mail program does.
func read(t testing.TB, raw []byte) (head mail.Header, subject, text string, sound []byte) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return m.Header, subject, text, sound
		}
		if err != nil {
			t.Fatal(err)
		}
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			sound, err = io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		} else {
			var body []byte
			body, err = io.ReadAll(quotedprintable.NewReader(part))
			text = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Law: what a letter says is read as it was written, by a program that knows nothing of us.
func TestALetterIsReadAsItWasWritten(t *testing.T) {
	l := letter()
	raw, err := Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	head, subject, text, sound := read(t, raw)
	if subject != l.Subject || text != l.Body || !bytes.Equal(sound, l.Attachment) {
		t.Errorf("%q %q, %d bytes of sound", subject, text, len(sound))
	}
	for name, want := range map[string]string{"From": `"Voicemail" <pbx@example.com>`, "Message-Id": "<100.a@example.com>",
		"To": `<ann@example.com>, "Bob" <bob@example.org>`, "Date": "Mon, 02 Mar 2026 09:00:00 +0000", "Priority": ""} {
		if got := head.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("an odd line: %.80q", line)
		}
	}
	l.Attachment, l.Urgent = nil, true
	raw, err = Compose(l)
	if head, _, _, sound = read(t, raw); err != nil || sound != nil || head.Get("Priority") != "urgent" {
		t.Errorf("%v, %d bytes of sound, priority %q", err, len(sound), head.Get("Priority"))
	}
}

// Law: no letter is written to nobody, by nobody, or with an address that is none.
func TestAddressesThatAreNone(t *testing.T) {
	for name, change := range map[string]func(*Letter){
		"nobody": func(l *Letter) { l.To = nil }, "no sender": func(l *Letter) { l.From = "" },
		"no address":   func(l *Letter) { l.To = []string{"ann"} },
		"two lines":    func(l *Letter) { l.To = []string{"ann@example.com\r\nBcc: x@example.com"} },
		"a sly sender": func(l *Letter) { l.From = "pbx@example.com>\r\nBcc: <x@example.com" },
	} {
		l := letter()
		change(&l)
		if raw, err := Compose(l); err == nil {
			t.Errorf("%s: written\n%s", name, raw)
		}
	}
}

// Law: nothing that a caller is called adds a line to the head, and the letter can be read whatever is in it.
func FuzzCompose(f *testing.F) {
	f.Add("Cleo\r\nBcc: x@example.com", "body", "a.wav", "id")
	f.Add("Zoë =?utf-8?q?x?=", "\r\n.\r\nQUIT\r\n", "\"a\r\nb\".wav", "a>\r\nX: y")
	f.Add("\x00\xff", "\xff", "../../x", "")
	f.Fuzz(func(t *testing.T, subject, body, name, id string) {
		l := letter()
		l.Subject, l.Body, l.AttachmentName, l.ID = subject, body, name, id
		raw, err := Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		head, _, _, sound := read(t, raw)
		if len(head) != 8 || !bytes.Equal(sound, l.Attachment) {
			t.Errorf("%d lines in the head, %d bytes of sound:\n%s", len(head), len(sound), raw)
		}
	})
}
