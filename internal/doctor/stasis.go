package doctor

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// dialplanFile is the dialplan that can be read word by word.
const dialplanFile = "extensions.conf"

// stasisPattern finds the application's name in Stasis(name,…), wherever it stands.
var stasisPattern = regexp.MustCompile(`(?i)\bStasis\(\s*"?([^,)"]*)`)

// dialplan is what the files say of Stasis().
type dialplan struct {
	at       string   // where calls are handed to our application, "" for nowhere
	others   []string // where they are handed to others
	fallback bool     // STASISSTATUS is looked at
	unclear  []string // where somebody else decides: switches, variables, Lua
	empty    bool
}

// lookStasis tells whether the dialplan hands calls to our application. ARI has
// no word for the dialplan; a call that is there at this moment tells too.
func lookStasis(x *examination) Verdict {
	plan, err := x.readDialplan()
	switch {
	case err == nil && plan.at != "" && !plan.fallback:
		return warn(plan.at+" hands calls to Stasis("+x.target.App+"), but nothing looks at STASISSTATUS: callers hear "+
			"nothing when nobody serves it", x.stasisLines())
	case err == nil && plan.at != "":
		return ok(plan.at + " hands calls to Stasis(" + x.target.App + ")")
	case err == nil && len(plan.unclear) == 0:
		return x.noStasis(plan)
	}
	if channel := x.liveCall(); channel != "" {
		return ok("the call " + channel + " is in Stasis(" + x.target.App + ")")
	}
	look := Remedy{Note: lookThere, Run: "asterisk -rx 'dialplan show' | grep -i stasis"}
	if err == nil {
		return unknown("not in "+x.path(dialplanFile)+", but the dialplan is not all there: "+listed(plan.unclear), look)
	}
	return unknown("Asterisk does not show its dialplan, and no call is in it ("+err.Error()+")", look)
}

func (x *examination) noStasis(plan dialplan) Verdict {
	seen := "nothing in " + x.path(dialplanFile) + " hands calls to Stasis(" + x.target.App + ")"
	switch {
	case plan.empty:
		seen = "there is no dialplan in " + x.path(dialplanFile)
	case len(plan.others) > 0:
		seen += ", but " + listed(plan.others)
	}
	return fail(seen, x.stasisLines())
}

func (x *examination) stasisLines() Remedy {
	return Remedy{File: x.path(dialplanFile), Lines: x.shipped(dialplanFile, callersContext()),
		Note: "[" + callersContext() + "] is the context in which your calls arrive: context in pjsip.conf",
		Run:  reloadDialplan}
}

// liveCall is the name of a channel that is with our application, "" for none.
func (x *examination) liveCall() string {
	if x.blocked != "" {
		return ""
	}
	channels, err := x.target.Client.Channels.List(x.ctx)
	if err != nil {
		return ""
	}
	for _, channel := range channels {
		name, _, _ := strings.Cut(channel.Dialplan.AppData, ",")
		if channel.Dialplan.AppName == "Stasis" && name == x.target.App {
			return channel.Name
		}
	}
	return ""
}

// readDialplan reads the dialplan's files.
func (x *examination) readDialplan() (dialplan, error) {
	file, err := x.file(dialplanFile)
	if err != nil {
		return dialplan{}, err
	}
	plan := dialplan{empty: len(file.sections) == 0}
	for _, at := range file.unread {
		plan.unclear = append(plan.unclear, "the include at "+x.where(at))
	}
	globals := file.all("globals")
	for _, s := range file.sections {
		if !strings.EqualFold(s.name, "globals") && !strings.EqualFold(s.name, "general") {
			for _, one := range s.settings {
				x.readExtension(&plan, one, globals)
			}
		}
	}
	for _, ways := range []struct{ file, word string }{{"extensions.ael", ""}, {"extensions.lua", "Lua"}} {
		x.readText(&plan, ways.file, ways.word)
	}
	x.readEndpoints(&plan)
	return plan, nil
}

// readExtension looks for our application in one line.
func (x *examination) readExtension(plan *dialplan, one setting, globals []setting) {
	if !slices.Contains([]string{"exten", "same", "include", "switch", "lswitch", "eswitch"}, strings.ToLower(one.key)) {
		return
	}
	where := x.where(one.at)
	if strings.HasSuffix(strings.ToLower(one.key), "switch") {
		plan.unclear = append(plan.unclear, where+" asks "+one.value)
		return
	}
	value := withGlobals(one.value, globals)
	plan.fallback = plan.fallback || strings.Contains(value, "STASISSTATUS")
	x.readCalls(plan, where, value)
}

// readCalls looks for Stasis(…) and the application's own context in a text.
func (x *examination) readCalls(plan *dialplan, where, text string) {
	for _, found := range stasisPattern.FindAllStringSubmatch(text, -1) {
		name := strings.TrimSpace(found[1])
		switch {
		case name == x.target.App:
			plan.found(where)
		case strings.Contains(name, "${"):
			plan.unclear = append(plan.unclear, where+" has Stasis("+name+")")
		default:
			plan.others = append(plan.others, where+" to Stasis("+name+")")
		}
	}
	if ownContext(text, x.target.App) {
		plan.found(where)
	}
}

func (p *dialplan) found(where string) {
	if p.at == "" {
		p.at = where
	}
}

// ownContext tells whether a text names the context that Asterisk makes for an
// application by itself, as a whole word.
func ownContext(text, app string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,()?:@&", r) }) {
		if word == "stasis-"+app {
			return true
		}
	}
	return false
}

// withGlobals puts the values of [globals] in, one after the other, unless that
// makes more of the text than Asterisk would take.
func withGlobals(text string, globals []setting) string {
	if !strings.Contains(text, "${") {
		return text
	}
	for _, one := range slices.Backward(globals) { // of two, the last counts
		name := "${" + one.key + "}"
		if times := strings.Count(text, name); times > 0 && len(text)+times*len(one.value) <= valueBytesMax {
			text = strings.ReplaceAll(text, name, one.value)
		}
	}
	return text
}

// readText looks into a dialplan of another language. One that could build the
// name as it runs is unclear unless the name is there.
func (x *examination) readText(plan *dialplan, name, word string) {
	text, err := x.conf.text(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case err != nil:
		plan.unclear = append(plan.unclear, err.Error())
		return
	}
	plan.fallback = plan.fallback || strings.Contains(text, "STASISSTATUS")
	before := plan.at
	x.readCalls(plan, x.path(name), text)
	if word != "" && before == plan.at {
		plan.unclear = append(plan.unclear, x.path(name)+" is "+word)
	}
}

// readEndpoints looks for telephones that are sent straight into the
// application's own context.
func (x *examination) readEndpoints(plan *dialplan) {
	file, err := x.file("pjsip.conf")
	if err != nil {
		return
	}
	for _, endpoint := range file.typed("endpoint") {
		if one, found := lastOf(endpoint.settings, "context"); found && one.value == "stasis-"+x.target.App {
			plan.found(x.where(one.at))
		}
	}
}
