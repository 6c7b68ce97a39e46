package sim

import (
	"path/filepath"

	"github.com/ariapp/ariapp/internal/journal"
)

// checkJournal looks whether all that an instance had to write into its journal stands there, though its disk was full
// for a while: of each call that it had every entry, up to its end or to where others went on. Who was killed may not
// have come to that.
func (w *World) checkJournal(i *Instance) {
	if i.dead {
		return
	}
	last := map[string]journal.Entry{}
	told := func(call, what string, e journal.Entry) {
		w.wrong("%s: the journal of %s %s: entry %d of life %d, %s", call, i, what, e.Seq, e.Life, e.Kind)
	}
	isLast := func(e journal.Entry) bool { return e.Kind == journal.KindEnded || e.Kind == journal.KindHandedOver }
	filter := journal.Filter{Damaged: func(d journal.Damage) { w.wrong("the journal of %s: %v", i, d.Err) }}
	for e, err := range journal.Read(filepath.Join(w.data(i), "journal"), filter) {
		switch before := last[e.Call]; {
		case err != nil:
			w.wrong("the journal of %s: %v", i, err)
		case e.Call == "":
			if e.Kind == journal.KindLost {
				w.wrong("the journal of %s has lost %d entries", i, e.Lost)
			}
		case e.Seq == 1 && before.Seq > 0 && !isLast(before): // it has the call once more
			told(e.Call, "lacks an end", before)
		case e.Seq != 1 && (e.Seq != before.Seq+1 || e.Life != before.Life):
			told(e.Call, "has a gap before", e)
		}
		last[e.Call] = e
	}
	for call, e := range last {
		if call != "" && !isLast(e) {
			told(call, "lacks an end", e)
		}
	}
}
