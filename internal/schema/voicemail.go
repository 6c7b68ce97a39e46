package schema

import "github.com/ariapp/ariapp/internal/config"

const (
	mailboxForm = `^[0-9]{1,20}$`
	deviceForm  = `^none$|^Stasis:[A-Za-z0-9_./-]*\{mailbox\}[A-Za-z0-9_./-]*$`
	formatForm  = `^[A-Za-z0-9]{1,10}$`
)

// yesNo is true or false, or one of them from the environment.
func yesNo() node { return anyOf(node{"type": "boolean"}, choice("true", "false")) }

func voicemail(d config.Voicemail) node {
	least := whole()
	least["minimum"], least["maximum"] = 1, pinLeastMost
	return orNothing(mapping("",
		key{"format", "The format of recordings, as Asterisk names it.",
			node{"type": []string{"string", "number"}, "pattern": orForms(formatForm, computed)}, d.Format},
		key{"max", "The greatest length of a message; 0s for none.", wait(), span(d.Max)},
		key{"min", "What is shorter is not kept.", wait(), span(d.Min)},
		key{"silence", "How long a silence ends a message; 0s for never.", wait(), span(d.Silence)},
		key{"max_greeting", "The greatest length of a greeting.", wait(), span(d.MaxGreeting)},
		key{"max_messages", "How many messages a mailbox may have.", positive(), d.MaxMessages},
		key{"pin_least", "How many digits a PIN has that its owner chooses.", least, d.PINLeast},
		key{"lock_after", "After how many wrong PINs in a row a mailbox is locked.", positive(), d.LockAfter},
		key{"lock_for", "For how long it is locked.", wait(), span(d.LockFor)},
		key{"device", "The device that is in use while there are new messages, or none.", text(deviceForm), d.Device},
		key{"from", "Who writes of new messages.", single(), nil},
		key{"subject", "The subject of a letter.", single(), d.Subject},
		key{"body", "The text of a letter.", single(), d.Body},
	))
}

func mailboxes() node {
	return orNothing(byName(orNothing(mapping("A mailbox.",
		key{"name", "Whose it is; the step directory finds it by that.", single(), nil},
		key{"pin", "The PIN, digits; without one nobody gets in who is asked for it.", single(), nil},
		key{"language", "The language of its owner.", text(languageForm), nil},
		key{"zone", "Where the clock of its owner is, such as Europe/Berlin; the machine's without it.", single(), nil},
		key{"email", "Who is told of new messages: an address or a list of them.", listOr(single(), 0), nil},
		key{"attach", "Whether the sound goes along.", yesNo(), true},
		key{"delete_mailed", "Whether a message is deleted that was sent.", yesNo(), false},
		key{"max_messages", "How many messages it may have; voicemail.max_messages without it.", positive(), nil},
	)), mailboxForm))
}

func smtp(d config.SMTP) node {
	return orNothing(mapping("",
		key{"address", "Its address, such as mail.example.com:587.", single(), nil},
		key{"security", "What keeps others from reading: starttls, tls from the beginning, or none.",
			choice("starttls", "tls", "none"), d.Security},
		key{"username", "Who logs in; nobody without it.", single(), nil},
		key{"password", "With what.", single(), nil},
		key{"ca_file", "A PEM file of the authorities to trust instead of the system's.", single(), nil},
	))
}
