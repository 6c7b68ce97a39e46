package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
	"strings"
	"time"
)

// Letter is one letter.
type Letter struct {
	// ID names it, so that a server knows one that is sent twice.
	ID string
	// From and To are addresses, with a name if need be: Voicemail <pbx@example.com>.
	From string
	To   []string
	Date time.Time
	// Subject and Body are text.
	Subject, Body string
	// Urgent marks it.
	Urgent bool
	// Attachment goes along under a name, nil for nothing.
	Attachment     []byte
	AttachmentName string
}

// CheckAddress tells what is wrong with an address.
func CheckAddress(address string) error {
	if strings.ContainsAny(address, "\r\n") {
		return errors.New("an address is one line")
	}
	if _, err := mail.ParseAddress(address); err != nil {
		return errors.New("want an address such as name@example.com, or Name <name@example.com>")
	}
	return nil
}

// addresses reads those of a letter.
func (l Letter) addresses() (from *mail.Address, to []*mail.Address, err error) {
	if from, err = mail.ParseAddress(l.From); err != nil {
		return nil, nil, fmt.Errorf("reading the sender's address: %w", err)
	}
	for _, one := range l.To {
		address, err := mail.ParseAddress(one)
		if err != nil {
			return nil, nil, fmt.Errorf("reading an address: %w", err)
		}
		to = append(to, address)
	}
	if len(to) == 0 {
		return nil, nil, errors.New("the letter is to nobody")
	}
	return from, to, nil
}

// oneLine makes blanks of line breaks and of all else that has no place in a head.
func oneLine(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
}

// Compose writes a letter as it goes over the wire.
func Compose(l Letter) ([]byte, error) {
	from, to, err := l.addresses()
	if err != nil {
		return nil, err
	}
	var recipients []string
	for _, one := range to {
		recipients = append(recipients, one.String())
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	id := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-' {
			return c
		}
		return '-'
	}, l.ID)
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	head := [][2]string{{"From", from.String()}, {"To", strings.Join(recipients, ",\r\n ")},
		{"Subject", mime.QEncoding.Encode("utf-8", oneLine(l.Subject))}, {"Date", l.Date.Format(time.RFC1123Z)},
		{"Message-ID", "<" + id + "@" + oneLine(domain) + ">"}, {"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"}, {"Content-Type", "multipart/mixed;\r\n boundary=" + parts.Boundary()}}
	if l.Urgent {
		head = append(head, [2]string{"Priority", "urgent"}, [2]string{"Importance", "high"})
	}
	for _, line := range head {
		b.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	b.WriteString("\r\n")
	if err := l.write(parts); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// write writes text and attachment.
func (l Letter) write(parts *multipart.Writer) error {
	text, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"}})
	if err != nil {
		return err
	}
	body := quotedprintable.NewWriter(text)
	lines := strings.ReplaceAll(strings.ReplaceAll(l.Body, "\r\n", "\n"), "\n", "\r\n")
	if _, err := body.Write([]byte(lines)); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	if l.Attachment == nil {
		return parts.Close()
	}
	name := path.Base(oneLine(l.AttachmentName))
	kind := mime.FormatMediaType(soundType(name), map[string]string{"name": name})
	sound, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}, "Content-Transfer-Encoding": {"base64"},
		"Content-Disposition": {mime.FormatMediaType("attachment", map[string]string{"filename": name})}})
	if err != nil {
		return err
	}
	coded := base64.StdEncoding.EncodeToString(l.Attachment)
	for len(coded) > 0 {
		n := min(lineMax, len(coded))
		if _, err := sound.Write([]byte(coded[:n] + "\r\n")); err != nil {
			return err
		}
		coded = coded[n:]
	}
	return parts.Close()
}

// soundType is the type of an attachment by its ending.
func soundType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".wav":
		return "audio/x-wav"
	case ".gsm":
		return "audio/x-gsm"
	case ".ogg":
		return "audio/ogg"
	}
	return "application/octet-stream"
}
