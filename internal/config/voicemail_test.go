package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Law: a mailbox is a number and what stands behind it; what is not said has its default.
func TestMailboxes(t *testing.T) {
	c, findings := read(t, `asterisk: {password: x}
smtp: {address: "mail:25", password: "${env.PW}"}
voicemail: {max: 2m, device: none}
mailboxes:
  "0100": {name: Ann, pin: "0471", email: [a@example.com, "B <b@example.com>"], zone: Europe/Berlin, delete_mailed: true}
  200:
`)
	if len(findings) > 0 || len(c.Mailboxes) != 2 {
		t.Fatalf("%v\n%+v", findings, c.Mailboxes)
	}
	one, two := c.Mailboxes[0], c.Mailboxes[1]
	if one.Number != "0100" || one.Name != "Ann" || string(one.PIN) != "0471" || len(one.Email) != 2 || !one.Attach || !one.DeleteMailed ||
		one.Zone != "Europe/Berlin" || two.Number != "200" || two.PIN != "" || !two.Attach {
		t.Errorf("%+v", c.Mailboxes)
	}
	if v := c.Voicemail; v.Max != 2*time.Minute || v.Min != 2*time.Second || v.Device != "" || v.LockAfter != 10 || v.Format != "wav" {
		t.Errorf("%+v", v)
	}
	if c.SMTP.Security != "starttls" || string(c.SMTP.Password) != "geheim" {
		t.Errorf("%+v", c.SMTP)
	}
	if text := fmt.Sprintf("%+v", c); strings.Contains(text, "geheim") || strings.Contains(text, "0471") {
		t.Errorf("a secret is shown: %s", text)
	}
}

// Law: what is wrong with mailboxes is found, with what would be right, and without a secret.
func TestFaultsOfMailboxes(t *testing.T) {
	for text, want := range map[string]string{
		"mailboxes: [100]":                                                  "mailboxes must be a mapping of numbers to mailboxes",
		"mailboxes: {a1: }":                                                 "the number of a mailbox must be 1 to 20 digits",
		"mailboxes: {'../../etc': }":                                        "the number of a mailbox must be 1 to 20 digits",
		"mailboxes: {'123456789012345678901': }":                            "the number of a mailbox must be 1 to 20 digits",
		"mailboxes: {100: {pin: 47x1}}":                                     "a PIN must be digits: it is keyed in",
		"mailboxes: {100: {zone: Nowhere/Land}}":                            "zone must be a zone such as Europe/Berlin",
		"mailboxes: {100: {email: ann}}":                                    "must be an address such as name@example.com",
		"mailboxes: {100: {email: \"a@b.c\\r\\nBcc: d@e.f\"}}":              "must be an address such as name@example.com",
		"mailboxes: {100: {email: a@example.com}}":                          "nobody sends letters: smtp has no address",
		"mailboxes: {100: {delete_mailed: true}}":                           "delete_mailed needs email and attach",
		"mailboxes: {100: {max_messages: 0}}":                               "must be a whole number from 1",
		"mailboxes: {100: {mail: a@example.com}}":                           "unknown key of the mailbox 100",
		"voicemail: {format: ../x}":                                         "a format of sound such as wav",
		"voicemail: {device: SIP/1}":                                        "a device such as Stasis:mwi-{mailbox}, or none",
		"voicemail: {device: 'Stasis:mwi'}":                                 "a device such as Stasis:mwi-{mailbox}, or none",
		"voicemail: {max: 1s}":                                              "min must not be above max",
		"voicemail: {max: 1s, min: 2s}":                                     "min must not be above max",
		"voicemail: {pin_least: 0}":                                         "a whole number from 1 to 20",
		"voicemail: {from: nobody}":                                         "must be an address such as name@example.com",
		"smtp: {security: tls}":                                             "smtp needs an address such as mail.example.com:587",
		"smtp: {address: mail}":                                             "must be an address such as mail.example.com:587",
		"smtp: {address: 'mail:25', security: ssl}":                         "unknown value",
		"smtp: {address: 'mail:25', security: none, password: '${env.PW}'}": "the password would go over an open line",
	} {
		_, findings := read(t, "asterisk: {password: x}\n"+text)
		said := ""
		for _, f := range findings {
			said += f.Message + "\n"
		}
		if !strings.Contains(said, want) || len(findings) != 1 || strings.Contains(said, "geheim") || strings.Contains(said, "47x1") {
			t.Errorf("%s: said %q, want %q", text, said, want)
		}
	}
	if _, findings := read(t, "asterisk: {password: x}\nsmtp: {address: 'localhost:25', security: none, password: y}"); len(findings) > 0 {
		t.Errorf("this machine hears no secret that it does not have: %v", findings)
	}
}

// Law: mailboxes that each instance of a cluster has for itself are warned of, and no others.
func TestMailboxesOfACluster(t *testing.T) {
	const cluster, boxes, postgres = "cluster: {nats: 'nats://a'}\n", "mailboxes: {100: }\n", "postgres://ivr:geheim@db/cdr"
	for text, warned := range map[string]bool{
		cluster + boxes: true,
		cluster + boxes + "records: {dsn: 'sqlite:calls.db'}\n":  true,
		cluster + boxes + "records: none\n":                      true,
		cluster + boxes + "records: {dsn: '" + postgres + "'}\n": false,
		cluster + "mailboxes: {}\n":                              false,
		"cluster: {nats: '${env.NOWHERE:-}'}\n" + boxes:          false,
		boxes: false,
	} {
		_, findings := read(t, onePBX+text)
		if got := len(findings) == 1 && findings[0].Rule == "mailboxes-apart"; got != warned || len(findings) > 0 && !got {
			t.Errorf("%s: %v, want a warning: %t", text, findings, warned)
		}
	}
}
