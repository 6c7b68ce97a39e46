package steps

import (
	"strconv"

	"github.com/ariapp/ariapp/flows"
)

// Each of these methods tells the prompts that a step brings along, as far as its fields want them.
var (
	_ flows.Sounding = (*conference)(nil)
	_ flows.Sounding = (*dial)(nil)
	_ flows.Sounding = directory{}
	_ flows.Sounding = park{}
	_ flows.Sounding = record{}
	_ flows.Sounding = (*transfer)(nil)
	_ flows.Sounding = voicemail{}
	_ flows.Sounding = voicemailMenu{}
)

const (
	beepSound = "beep"
	// allDigits stands for every number that is said digit by digit.
	allDigits = "digits:0123456789"
)

// counted are the numbers below a hundred, as far as they are said in words of their own.
func counted() []string {
	var all []string
	for n := range 100 {
		if n < 31 || n%10 < 2 {
			all = append(all, "number:"+strconv.Itoa(n))
		}
	}
	return all
}

// may tells whether a value is, or may turn out to be, another one.
func may[T comparable](v flows.Value[T], other T) bool {
	constant, fixed := v.Constant()
	return !fixed || constant == other
}

// own are those of the prompts that stand there only since the file gives none.
func own(prompts []flows.Value[string], byDefault string) []string {
	if len(prompts) == 1 && !may(prompts[0], byDefault) || len(prompts) != 1 {
		return nil
	}
	return []string{byDefault}
}

// Sounds are those of a conference.
func (c *conference) Sounds() []string {
	sounds := []string{"conf-kicked"}
	when := func(holds bool, more ...string) {
		if holds {
			sounds = append(sounds, more...)
		}
	}
	leads := c.door.asksLeader || may(c.moderator, true)
	when(c.door.locked(), "confbridge-pin-bad")
	when(may(c.waits, true), "conf-waitforleader")
	when(may(c.ends, true), "conf-leaderhasleft")
	when(may(c.only, true), "confbridge-only-participant")
	when(may(c.count, true), "conf-onlyone", "conf-thereare", "conf-otherinparty")
	when(may(c.count, true), counted()...)
	when(may(c.keys, true), "conf-usermenu", "confbridge-muted", "confbridge-unmuted")
	when(may(c.keys, true) && leads, "conf-adminmenu", "confbridge-locked", "confbridge-unlocked", "confbridge-removed",
		"confbridge-invalid")
	switch c.announce {
	case announceBeep:
		when(true, "confbridge-join", "confbridge-leave")
	case announceName:
		when(true, "vm-rec-name", beepSound, "confbridge-join", "confbridge-leave", "confbridge-has-joined",
			"confbridge-has-left")
	}
	return sounds
}

// Sounds are what who transfers hears.
func (d *dial) Sounds() []string {
	if d.transfer == nil {
		return nil
	}
	return own(d.transfer.prompt, "pbx-transfer")
}

// Sounds are those of a directory.
func (d directory) Sounds() []string {
	which := map[string]string{"last": "dir-last", "first": "dir-first", "both": "dir-firstlast"}[d.by]
	return []string{"dir-welcome", "dir-pls-enter", which, "dir-usingkeypad", "dir-nomatch", "dir-nomore", "dir-instr",
		"vm-extension", "number:" + strconv.Itoa(directoryKeys), allDigits, "characters:abcdefghijklmnopqrstuvwxyz"}
}

// Sounds are the digits of the slot.
func (p park) Sounds() []string {
	if p.announce == announceNone {
		return nil
	}
	return []string{allDigits}
}

// Sounds are the tone, and what is said of a recording that its speaker judges.
func (s record) Sounds() []string {
	var sounds []string
	if may(s.beep, true) {
		sounds = append(sounds, beepSound)
	}
	if s.review == nil {
		return sounds
	}
	for _, prompts := range s.review.asking.prompts {
		sounds = append(sounds, own(prompts, "vm-review")...)
	}
	sounds = append(sounds, own(s.review.saved, "vm-msgsaved")...)
	sounds = append(sounds, own(s.review.deleted, "vm-deleted")...)
	return append(sounds, own(s.review.tooShort, "vm-tooshort")...)
}

// Sounds are the tone before the caller says why they call.
func (t *transfer) Sounds() []string {
	if t.reason == nil {
		return nil
	}
	return []string{beepSound}
}

// Sounds are those of leaving a message.
func (v voicemail) Sounds() []string {
	sounds := []string{beepSound, "vm-mailboxfull", "auth-thankyou", "vm-msgsaved"}
	when := func(holds bool, more ...string) {
		if holds {
			sounds = append(sounds, more...)
		}
	}
	when(v.greeting != "none", "vm-theperson", allDigits)
	when(v.greeting == "busy", "vm-isonphone")
	when(v.greeting != "none" && v.greeting != "busy", "vm-isunavail")
	when(may(v.instructions, true), "vm-intro")
	when(may(v.review, true), "vm-tooshort", "vm-review", "vm-review-urgent", "vm-review-nonurgent",
		"vm-marked-urgent", "vm-marked-nonurgent")
	when(v.operator != nil, "vm-saveoper", "vm-deleted")
	return sounds
}

// Sounds are those of a mailbox's menu.
func (m voicemailMenu) Sounds() []string {
	sounds := append(counted(), allDigits, "datetime:", beepSound, "vm-goodbye", "vm-sorry", "vm-incorrect-mailbox",
		"vm-youhave", "vm-no", "vm-and", "vm-message", "vm-messages", "vm-onefor", "vm-opts", "vm-nomore",
		"vm-first", "vm-last", "vm-Urgent", "vm-received", "vm-from", "vm-from-phonenumber", "vm-unknown-caller",
		"vm-duration", "vm-minutes", "vm-prev", "vm-repeat", "vm-next", "vm-delete", "vm-undelete", "vm-toforward",
		"vm-savemessage", "vm-helpexit", "vm-press", "vm-for", "vm-tocancel", "vm-changeto", "vm-savefolder",
		"vm-savedto", "vm-deleted", "vm-undeleted", "vm-forward", "vm-msgsaved", "vm-mailboxfull", "vm-nobox",
		"vm-options", "vm-rec-unv", "vm-rec-busy", "vm-rec-name", "vm-rec-temp", "vm-tempgreeting", "vm-tempgreeting2",
		"vm-tempremoved", "vm-review", "vm-newpassword", "vm-reenterpassword", "vm-invalid-password", "vm-mismatch",
		"vm-passchanged", "vm-advopts", "vm-toreply", "vm-tohearenv", "vm-starmain", "vm-tooshort", "vm-review-urgent",
		"vm-review-nonurgent", "vm-marked-urgent", "vm-marked-nonurgent")
	if m.callback != nil {
		sounds = append(sounds, "vm-tocallback")
	}
	for _, folder := range flows.Folders() {
		sounds = append(sounds, "vm-"+folder)
	}
	if may(m.pin, true) {
		sounds = append(sounds, "vm-password", "vm-incorrect")
	}
	if m.asks {
		sounds = append(sounds, "vm-login")
	}
	return sounds
}
