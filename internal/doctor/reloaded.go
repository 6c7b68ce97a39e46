package doctor

import (
	"maps"
	"slices"
	"time"
)

// lookReloaded tells of files that were written after Asterisk last read its own.
func lookReloaded(x *examination) Verdict {
	if x.conf == nil {
		return unknown(errNoConf.Error())
	}
	if x.info.Status == nil {
		return unknown("Asterisk does not say when it read its files")
	}
	read := x.info.Status.LastReloadTime
	if read.Before(x.info.Status.StartupTime) {
		read = x.info.Status.StartupTime
	}
	var newer []string
	for _, name := range slices.Sorted(maps.Keys(x.conf.changed)) {
		if x.conf.changed[name].After(read) {
			newer = append(newer, x.path(name))
		}
	}
	if len(newer) > 0 {
		return warn(listed(newer)+" changed after Asterisk last read all its files, at "+read.Format(time.DateTime)+
			" UTC: what stands there may not be what it does", Remedy{Run: reloadAll})
	}
	return ok("Asterisk has read its files since they were changed")
}
