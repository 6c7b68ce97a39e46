package doctor

import (
	"fmt"
	"strconv"
	"strings"
)

// number is a number in a file's [general] that should not be small.
type number struct {
	file, key   string
	byDefault   int // what Asterisk takes when it says nothing
	least, good int // below least it fails, below good it warns
	unit        string
	why         string // what happens when it is small
	run         string
}

func lookSessionLimit(x *examination) Verdict {
	return x.number(number{"http.conf", "sessionlimit", sessionLimitDefault, sessionLimitLeast, sessionLimitGood,
		"connections", "one more is closed without a word", reloadHTTP})
}

func lookWriteTimeout(x *examination) Verdict {
	return x.number(number{"ari.conf", "websocket_write_timeout", writeTimeoutDefault, 1, writeTimeoutGood,
		"milliseconds", "a busy machine loses its event socket, and calls with it", reloadARI})
}

// number is the verdict on one number. ARI does not tell it, so it is read from the file.
func (x *examination) number(n number) Verdict {
	file, err := x.file(n.file)
	if err != nil {
		return x.unseen(n.file, n.key, err)
	}
	write := x.write(n.file, n.key, strconv.Itoa(max(n.good, 1000)), n.run)
	one, found := file.last("general", n.key)
	if !found {
		seen := fmt.Sprintf("%s has no %s, so it is %d %s: %s", x.path(n.file), n.key, n.byDefault, n.unit, n.why)
		if wrong, near := misspelt(file, n.key); near {
			seen = fmt.Sprintf("%s has %s, which Asterisk does not know; without %s it is %d %s: %s",
				x.where(wrong.at), wrong.key, n.key, n.byDefault, n.unit, n.why)
			write = x.change(wrong, n.key, wrong.value, n.run)
		}
		return warn(seen+x.incomplete(file), write)
	}
	seen := fmt.Sprintf("%s has %s = %s", x.where(one.at), n.key, one.value)
	change := x.change(one, n.key, strconv.Itoa(max(n.good, 1000)), n.run)
	value, err := strconv.Atoi(one.value)
	switch {
	case err != nil:
		return fail(seen+", which is no number", change)
	case value < n.least:
		return fail(seen+", which is too small: "+n.why, change)
	case value < n.good:
		return warn(seen+", which is small: "+n.why, change)
	}
	return ok(seen)
}

// misspelt finds the setting that somebody wrote for another: session_limit.
func misspelt(file *confFile, key string) (setting, bool) {
	bare := func(text string) string {
		return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(text))
	}
	for _, one := range file.all("general") {
		if !strings.EqualFold(one.key, key) && distance(bare(one.key), bare(key)) <= misspeltMax {
			return one, true
		}
	}
	return setting{}, false
}

// distance is how many letters differ between two words, at least.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
