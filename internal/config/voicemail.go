package config

import (
	"net"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Voicemail is what holds for all mailboxes.
type Voicemail struct {
	// Format is that of recordings, as Asterisk names it.
	Format string
	// Max, Min and Silence bound a message, MaxGreeting a greeting.
	Max, Min, Silence, MaxGreeting time.Duration
	// MaxMessages is how many messages a mailbox may have.
	MaxMessages int
	// PINLeast is how many digits a PIN has that its owner chooses.
	PINLeast int
	// LockAfter is after how many wrong PINs in a row a mailbox is locked, LockFor for how long.
	LockAfter int
	LockFor   time.Duration
	// Device is the device whose state tells of new messages, {mailbox} in it the number; "" for none.
	Device string
	// From is who writes of new messages, Subject and Body what.
	From, Subject, Body string
}

// Mailbox is where messages for somebody are.
type Mailbox struct {
	// Node is where it stands in the file.
	Node *source.Node
	// Number names it.
	Number, Name, Language, Zone string
	PIN                          Secret
	// Email are those who are told of new messages.
	Email []string
	// Attach sends the sound along, DeleteMailed deletes the message then.
	Attach, DeleteMailed bool
	// MaxMessages is how many messages it may have, 0 for [Voicemail.MaxMessages].
	MaxMessages int
}

// SMTP is the server that takes letters.
type SMTP struct {
	// Node is where it stands in the file.
	Node *source.Node
	// Address is host:port, "" for no server.
	Address string
	// Security is starttls, tls or none.
	Security           string
	Username, Password Secret
	// CAFile is a PEM file of the authorities to trust instead of the system's.
	CAFile string
}

func defaultVoicemail() Voicemail {
	return Voicemail{Format: "wav", Max: 3 * time.Minute, Min: 2 * time.Second, Silence: 10 * time.Second,
		MaxGreeting: time.Minute, MaxMessages: 100, PINLeast: 4, LockAfter: 10, LockFor: 15 * time.Minute,
		Device:  "Stasis:mwi-{mailbox}",
		Subject: "Message of {duration} from {caller_name} {caller}",
		Body: "{name},\n\n{caller_name} {caller} left a message of {duration} in mailbox {mailbox}\n" +
			"on {date}.\n"}
}

var (
	mailboxNumber = regexp.MustCompile(`^[0-9]{1,20}$`)
	soundFormat   = regexp.MustCompile(`^[A-Za-z0-9]{1,10}$`)
	deviceName    = regexp.MustCompile(`^Stasis:[A-Za-z0-9_./-]*\{mailbox\}[A-Za-z0-9_./-]*$`)
)

func (r *reader) voicemail(v *Voicemail, n *source.Node) {
	r.mapping("voicemail", n, map[string]func(*source.Node){
		"format": r.formed(&v.Format, soundFormat, "a format of sound such as wav"),
		"max":    r.duration(&v.Max), "min": r.duration(&v.Min), "silence": r.duration(&v.Silence),
		"max_greeting": r.duration(&v.MaxGreeting), "max_messages": r.count(&v.MaxMessages),
		"pin_least": r.within(&v.PINLeast, 1, pinLeastMost), "lock_after": r.count(&v.LockAfter),
		"lock_for": r.duration(&v.LockFor), "from": r.mailAddress(&v.From),
		"subject": r.text(&v.Subject), "body": r.text(&v.Body),
		"device": func(n *source.Node) {
			if text, ok := r.scalar(n, "a device such as Stasis:mwi-{mailbox}, or none"); ok && text == "none" {
				v.Device = ""
			} else if ok {
				r.formed(&v.Device, deviceName, "a device such as Stasis:mwi-{mailbox}, or none")(n)
			}
		},
	})
	if v.Max > 0 && v.Min > v.Max {
		at := n.Get("min")
		if at == nil {
			at = n.Get("max")
		}
		r.report.Errorf(at, "wrong-type", "min must not be above max: they are %v and %v", v.Min, v.Max)
	}
}

// formed reads a text of some form.
func (r *reader) formed(into *string, form *regexp.Regexp, wanted string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if ok && !form.MatchString(text) {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = text
	}
}

// mailAddress reads an address of mail, with or without a name.
func (r *reader) mailAddress(into *string) func(*source.Node) {
	const wanted = "an address such as name@example.com, or Name <name@example.com>"
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if ok && !isMailAddress(text) {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = text
	}
}

func isMailAddress(text string) bool {
	_, err := mail.ParseAddress(text)
	return err == nil && !strings.ContainsAny(text, "\r\n")
}

func (r *reader) mailboxes(root, n *source.Node) []Mailbox {
	if n == nil || n.Kind == source.Empty {
		return nil
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, "mailboxes", "a mapping of numbers to mailboxes")
		return nil
	}
	var all []Mailbox
	for key, item := range n.All() {
		if !mailboxNumber.MatchString(key.Value) {
			r.report.WrongType(key, "the number of a mailbox", "1 to 20 digits")
			continue
		}
		all = append(all, r.mailbox(key, item))
		if box := all[len(all)-1]; len(box.Email) > 0 && root.Get("smtp").Get("address") == nil {
			r.report.Warnf(item.Get("email"), "no-smtp", "nobody sends letters: smtp has no address")
		}
	}
	return all
}

// mailboxesApart warns of mailboxes that each instance of a cluster has for itself. Their folder cannot be shared: one
// process has it.
func (r *reader) mailboxesApart(c Config, n *source.Node) {
	if c.Cluster.NATS == "" || len(c.Mailboxes) == 0 || !c.Records.Off && isPostgres(c.Records.DSN) {
		return
	}
	r.report.Warnf(n, "mailboxes-apart", "each instance of the cluster has mailboxes of its own: a message that is left "+
		"at one is not there at another; set records.dsn to a database of PostgreSQL, which has them for all")
}

func (r *reader) mailbox(key, n *source.Node) Mailbox {
	m := Mailbox{Node: key, Number: key.Value, Attach: true}
	r.mapping("the mailbox "+key.Value, n, map[string]func(*source.Node){
		"name": r.text(&m.Name), "language": r.language(&m.Language), "pin": r.pin(&m.PIN),
		"attach": r.truth(&m.Attach), "delete_mailed": r.truth(&m.DeleteMailed), "max_messages": r.count(&m.MaxMessages),
		"zone": func(n *source.Node) {
			if text, ok := r.scalar(n, "a zone such as Europe/Berlin"); ok {
				if _, err := time.LoadLocation(text); err != nil || text == "" {
					r.report.WrongType(n, "zone", "a zone such as Europe/Berlin")
					return
				}
				m.Zone = text
			}
		},
		"email": func(n *source.Node) {
			for _, one := range n.Elements() {
				var address string
				if r.mailAddress(&address)(one); address != "" {
					m.Email = append(m.Email, address)
				}
			}
		},
	})
	if m.DeleteMailed && (len(m.Email) == 0 || !m.Attach) {
		r.report.Errorf(n.Get("delete_mailed"), "missing-field",
			"delete_mailed needs email and attach: else nobody could listen to the message")
	}
	return m
}

// pin reads a PIN; it is not shown in findings.
func (r *reader) pin(into *Secret) func(*source.Node) {
	return func(n *source.Node) {
		var text Secret
		if r.secret(&text)(n); strings.Trim(string(text), "0123456789") != "" {
			r.report.Errorf(n, "wrong-type", "a PIN must be digits: it is keyed in")
			return
		}
		*into = text
	}
}

func (r *reader) smtp(s *SMTP, n *source.Node) {
	s.Node = n
	r.mapping("smtp", n, map[string]func(*source.Node){
		"security": r.oneOf(&s.Security, "starttls", "tls", "none"), "username": r.secret(&s.Username),
		"password": r.secret(&s.Password), "ca_file": r.text(&s.CAFile),
		"address": func(n *source.Node) {
			const wanted = "an address such as mail.example.com:587"
			text, ok := r.scalar(n, wanted)
			if !ok {
				return
			}
			host, port, err := net.SplitHostPort(text)
			if number, bad := strconv.Atoi(port); err != nil || bad != nil || host == "" || number < 1 || number > 65535 {
				r.report.WrongType(n, "the value", wanted)
				return
			}
			s.Address = text
		},
	})
	if n != nil && n.Kind == source.Map && n.Get("address") == nil {
		r.report.Errorf(n, "missing-field", "smtp needs an address such as mail.example.com:587")
	}
	if s.Security == "none" && s.Password != "" && !isLocal(s.Address) {
		r.report.Errorf(n.Get("password"), "open-password", "with security: none the password would go over an open line; "+
			"accepted: starttls, tls, or a server on this machine")
	}
}

func isLocal(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && isLoopback(host)
}
