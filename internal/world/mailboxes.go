package world

import (
	"crypto/tls"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/voicemail"
	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// openMailboxes are the mailboxes of the process, under the file's rules. Without
// any from the process the file has some of its own, which end with it.
func openMailboxes(of *voicemail.Post, settings voicemail.Settings) *voicemail.Office {
	if of == nil {
		of = voicemail.NewMemory(voicemail.Options{})
	}
	return of.Office(settings)
}

// EmptyMailboxes are the file's mailboxes without messages, for one call of a test; now is its clock.
func (w *World) EmptyMailboxes(now func() time.Time) flows.Mailboxes {
	return voicemail.NewMemory(voicemail.Options{Now: now}).Office(w.Voicemail)
}

// mailboxes are a file's settings of voicemail; what is wrong with files that they name is a finding.
func mailboxes(report *source.Report, smtp *source.Node, opts Options) voicemail.Settings {
	c := opts.Config
	v := c.Voicemail
	settings := voicemail.Settings{MaxMessages: v.MaxMessages, LockAfter: v.LockAfter, LockFor: v.LockFor,
		Device: v.Device, From: v.From, Subject: v.Subject, Body: v.Body, Location: time.Local,
		Rules: flows.VoicemailRules{Max: v.Max, Min: v.Min, Silence: v.Silence, MaxGreeting: v.MaxGreeting,
			Format: v.Format, PINLeast: v.PINLeast}}
	writes := false
	for _, m := range c.Mailboxes {
		settings.Boxes = append(settings.Boxes, voicemail.Box{Number: m.Number, Name: m.Name, Language: m.Language,
			Zone: m.Zone, PIN: flows.NewSecret(string(m.PIN)), Email: m.Email, Attach: m.Attach,
			DeleteMailed: m.DeleteMailed, MaxMessages: m.MaxMessages})
		writes = writes || len(m.Email) > 0
	}
	if c.SMTP.Address == "" {
		return settings
	}
	if writes && v.From == "" {
		report.Errorf(smtp, "missing-field", "letters need a sender: voicemail.from, such as pbx@example.com")
	}
	settings.Server = &mail.Server{Address: c.SMTP.Address, Security: c.SMTP.Security, Username: string(c.SMTP.Username),
		Password: string(c.SMTP.Password)}
	if c.SMTP.CAFile != "" {
		pool := authorities(report, smtp.Get("ca_file"), within(opts.Folder, c.SMTP.CAFile))
		settings.Server.TLS = &tls.Config{RootCAs: pool}
	}
	return settings
}

// HasMailboxes tells whether a file has mailboxes, whose messages must be kept somewhere.
func HasMailboxes(settings config.Config) bool { return len(settings.Mailboxes) > 0 }
