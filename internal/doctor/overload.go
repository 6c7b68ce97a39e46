package doctor

import (
	"errors"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

const overloadKey = "taskprocessor_overload_trigger"

// lookOverload tells whether a slow reader of events can keep Asterisk from
// taking calls. Asterisk shows this setting itself; the file is asked when it does not.
func lookOverload(x *examination) Verdict {
	if x.blocked == "" {
		values, err := x.target.Client.Asterisk.GetObject(x.ctx, "res_pjsip", "global", "global")
		for _, one := range values {
			if one.Attribute == overloadKey {
				return x.overload("Asterisk has "+overloadKey+" = "+one.Value, one.Value)
			}
		}
		if missing, unlisted := x.missing([]string{"res_pjsip.so"}); errors.Is(err, ari.ErrNotFound) && unlisted == nil &&
			len(missing) > 0 {
			return ok("there is no PJSIP")
		}
	}
	file, err := x.file("pjsip.conf")
	if err != nil {
		return x.unseen("pjsip.conf", overloadKey, err)
	}
	for _, global := range file.typed("global") {
		if one, found := lastOf(global.settings, overloadKey); found {
			return x.overload(x.where(one.at)+" has "+overloadKey+" = "+one.value, one.value)
		}
	}
	if len(file.sections) == 0 {
		return ok("there is no PJSIP in " + x.path("pjsip.conf"))
	}
	return x.overload(x.path("pjsip.conf")+" has no "+overloadKey+", so it is global"+x.incomplete(file), "global")
}

// overload is the verdict on a value.
func (x *examination) overload(seen, value string) Verdict {
	switch strings.ToLower(value) {
	case "pjsip_only", "none":
		return ok(seen)
	case "global":
		return warn(seen+": a program that reads its events slowly keeps Asterisk from taking calls",
			Remedy{File: x.path("pjsip.conf"), Lines: x.shipped("pjsip.conf", "global"), Run: reloadPJSIP})
	}
	return unknown(seen + ", which the doctor does not know")
}
