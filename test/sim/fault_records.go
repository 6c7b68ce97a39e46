package sim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/cluster"
)

// strikeRecords lets something happen to what is written down of calls.
func (w *World) strikeRecords(f Fault, one *Instance) {
	if f.Do == Spoil {
		w.spoil(f)
		return
	}
	if len(w.living()) < 2 {
		return
	}
	w.kill(one)
	for _, item := range w.records() {
		record, err := cluster.ParseRecord(item.Value)
		if err != nil || record.Owner.Instance != one.Name {
			continue
		}
		call := partOf(item.Key)
		value := outdated(item.Value, w.effects.of(call))
		if f.Do == Foreign {
			value = foreign(item.Value, f.Lot%2 == 0)
		}
		if value == nil || !w.overwrite(item, value) {
			continue
		}
		w.mu.Lock()
		h := w.history(call)
		if f.Do == Foreign { // nobody can read it: it begins anew
			h.unsure, h.stands = true, 0
		} else {
			h.stands = h.walks
		}
		w.mu.Unlock()
	}
}

// records are the records of calls, by key, but for those of Poison.
func (w *World) records() []cluster.Item {
	all, err := w.buckets["ariapp_calls"].All(context.Background())
	if err != nil {
		return nil
	}
	all = slices.DeleteFunc(all, func(i cluster.Item) bool { return strings.Contains(i.Key, "poison") })
	slices.SortFunc(all, func(a, b cluster.Item) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// partOf is the call of a record's key.
func partOf(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// overwrite writes something in the place of a record, unless it was written meanwhile.
func (w *World) overwrite(item cluster.Item, value []byte) bool {
	change := cluster.Change{Key: item.Key, Value: value, Revision: item.Revision}
	written := w.buckets["ariapp_calls"].Write(context.Background(), []cluster.Change{change})
	if written[0].Err != nil {
		return false
	}
	w.tell("FAULT", "%s is now %s", item.Key, value[:min(len(value), 100)])
	return true
}

// spoil writes something that nobody can go on from in the place of the record of a call.
func (w *World) spoil(f Fault) {
	all := w.records()
	if len(all) == 0 {
		return
	}
	item := all[f.Lot%uint64(len(all))]
	record, err := cluster.ParseRecord(item.Value)
	if err != nil {
		return
	}
	owner, err := json.Marshal(record.Owner)
	if err != nil {
		return
	}
	values := []string{"", "{", "null", `{"format":1}`, string(item.Value[:len(item.Value)/2]),
		`{"format":99,"owner":{"instance":"ghost","boot":"x"},"epoch":99}`,
		fmt.Sprintf(`{"format":99,"owner":%s,"epoch":%d}`, owner, record.Epoch),
		fmt.Sprintf(`{"format":1,"owner":%s,"epoch":%d,"body":7}`, owner, record.Epoch),
		fmt.Sprintf(`{"format":1,"owner":%s,"epoch":%d,"body":{"asterisk":"nosuch"}}`, owner, record.Epoch)}
	if w.overwrite(item, []byte(values[f.Lot>>20%uint64(len(values))])) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.history(partOf(item.Key)).stands = 0
	}
}

// outdated is a record as a program wrote it that is some versions older; nil for one that it could not have written.
// asked is how many requests the call has made: one of which the record does not tell yet had another key.
func outdated(value []byte, asked int) []byte {
	record := parsed(value)
	body, _ := record["body"].(map[string]any)
	walk, _ := body["walk"].(map[string]any)
	frames, _ := walk["frames"].([]any)
	occasions, _ := walk["occasions"].(map[string]any)
	if len(frames) == 0 || asked > len(occasions) {
		return nil
	}
	remove(body, "at", "handed")
	estate, _ := body["estate"].(map[string]any)
	remove(estate, "plays_on", "begun", "followed")
	remove(walk, "occasions", "spared")
	for _, one := range frames {
		frame, _ := one.(map[string]any)
		if frame["occasion"] != nil { // its requests had other keys
			return nil
		}
		if frame["begun"] == true {
			frame["nth"] = walk["steps"]
		}
	}
	return written(record)
}

// foreign is a record as a newer program writes it, in a format that is not known: that of the walk, or its own.
func foreign(value []byte, isWalk bool) []byte {
	record := parsed(value)
	body, _ := record["body"].(map[string]any)
	walk, _ := body["walk"].(map[string]any)
	switch {
	case !isWalk:
		record["format"] = 99
	case walk == nil:
		return nil
	default:
		walk["format"] = 99
	}
	return written(record)
}

// parsed is a record as it is written, with numbers as they stand.
func parsed(value []byte) map[string]any {
	var record map[string]any
	reader := json.NewDecoder(bytes.NewReader(value))
	reader.UseNumber()
	if reader.Decode(&record) != nil {
		return nil
	}
	return record
}

func written(record map[string]any) []byte {
	data, err := json.Marshal(record)
	if err != nil {
		return nil
	}
	return data
}

func remove(from map[string]any, keys ...string) {
	for _, key := range keys {
		delete(from, key)
	}
}
