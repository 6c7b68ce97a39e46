package doctor

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// neededModules are those without which no call can be served.
func neededModules() []string {
	return []string{"res_http_websocket.so", "res_ari.so", "res_ari_model.so", "res_ari_applications.so",
		"res_ari_asterisk.so", "res_ari_channels.so", "res_ari_events.so", "res_ari_playbacks.so",
		"res_stasis.so", "res_stasis_answer.so", "res_stasis_playback.so", "app_stasis.so"}
}

// wantedModules are those without which some step cannot work.
func wantedModules() []string {
	return []string{"res_ari_bridges.so", "res_ari_recordings.so", "res_ari_sounds.so", "res_stasis_recording.so",
		"res_stasis_snoop.so", "res_musiconhold.so"}
}

// ownPromptModules are those that fetch prompts over HTTP.
func ownPromptModules() []string {
	return []string{"res_http_media_cache.so", "res_curl.so", "func_curl.so"}
}

// missing returns the modules of a list that do not run. Asterisk is asked once.
func (x *examination) missing(wanted []string) ([]string, error) {
	if x.modules == nil && x.modulesErr == nil {
		x.modules, x.modulesErr = x.target.Client.Asterisk.ListModules(x.ctx)
	}
	if x.modulesErr != nil {
		return nil, x.modulesErr
	}
	var missing []string
	for _, name := range wanted {
		if !slices.ContainsFunc(x.modules, func(m ari.Module) bool { return m.Name == name && m.Status == "Running" }) {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

func lookModules(x *examination) Verdict {
	needed, err := x.missing(neededModules())
	if err != nil {
		return unknown("which modules are loaded: "+cause(err), Remedy{Run: "asterisk -rx 'module show'"})
	}
	wanted, _ := x.missing(wantedModules())
	switch {
	case len(needed) > 0:
		all := slices.Concat(needed, wanted)
		return fail("not running: "+strings.Join(all, ", "), x.loadModules(all)...)
	case len(wanted) > 0:
		return warn("not running, and needed by some steps: "+strings.Join(wanted, ", "), x.loadModules(wanted)...)
	}
	return ok("all that are needed run")
}

func lookOwnPrompts(x *examination) Verdict {
	missing, err := x.missing(ownPromptModules())
	switch {
	case err != nil:
		return unknown("which modules are loaded: "+cause(err), Remedy{Run: "asterisk -rx 'module show like curl'"})
	case len(missing) == 0:
		return ok("Asterisk can fetch prompts over HTTP")
	case x.target.OwnPrompts:
		return fail("Asterisk cannot fetch prompts over HTTP; not running: "+strings.Join(missing, ", "),
			x.loadModules(missing)...)
	}
	return warn("Asterisk could not fetch prompts over HTTP if there were some; not running: "+
		strings.Join(missing, ", "), x.loadModules(missing)...)
}

// loadModules are the lines of modules.conf that load some modules, and those
// of its lines that keep them away.
func (x *examination) loadModules(names []string) []Remedy {
	var remedies []Remedy
	lines := []string{"[modules]"}
	file, err := x.file("modules.conf")
	if err == nil {
		for _, one := range file.all("modules") {
			if strings.EqualFold(one.key, "noload") && slices.Contains(names, soName(one.value)) {
				remedies = append(remedies, Remedy{File: x.where(one.at), Note: "take away: noload = " + one.value})
			}
		}
	}
	for _, name := range names {
		lines = append(lines, "load = "+name)
	}
	run := "asterisk -rx 'module load " + names[0] + "'"
	if len(names) > 1 {
		run = "asterisk -rx 'core restart when convenient'"
	}
	return append(remedies, Remedy{File: x.path("modules.conf"), Lines: lines, Run: run})
}

// soName is a module's whole name; modules.conf may leave the ending out.
func soName(name string) string {
	if strings.HasSuffix(name, ".so") {
		return name
	}
	return name + ".so"
}
