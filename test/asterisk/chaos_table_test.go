//go:build linux && asterisk && chaos

package asterisk

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// chaos is what is counted while instances are killed.
type chaos struct {
	tm *team
	w  *watcher

	placed, failed, fallen, nowhere, twice, unheard int
	// kills are when instances were killed, anew counts talks that had begun a moment before one, and began again.
	kills []time.Time
	anew  int
	// had is how many calls those had that were killed, taken how many of them others have taken up.
	had, taken int
	// takings are, for each kill, the time until its last call had another owner; silence is the longest that a caller in
	// a menu heard nothing, from the answer on.
	takings []time.Duration
	silence time.Duration
	// plays are how the ids of all playbacks begin that calls have made, records the names of their recordings.
	plays, records map[string]bool
	left           int
}

var takenCalls = regexp.MustCompile(`an instance that has died are taken up".* calls=(\d+)`)

// kill kills an instance, waits until others have its calls, and starts it again.
func (c *chaos) kill(t *testing.T, name string) {
	t.Helper()
	for _, one := range c.tm.calls(t) {
		c.plays[one.Body.Estate.Prefix] = true
		for recording := range one.Body.Estate.Recordings {
			c.records[recording] = true
		}
		if one.Owner.Instance == name {
			c.had++
		}
	}
	c.tm.loses(t, name)
	c.kills = append(c.kills, time.Now())
	c.takings = append(c.takings, c.tm.takesOver(t, name))
	c.tm.beginAlone(t, name)
}

// judge looks what has become of each caller, by what Asterisk has told.
func (c *chaos) judge(t *testing.T) {
	t.Helper()
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for caller, story := range c.w.stories {
		number, _ := strconv.Atoi(strings.TrimPrefix(caller, "899"))
		if !strings.HasPrefix(caller, "899") || number < 1 {
			continue
		}
		told := strings.Join(story, ", ")
		if caller[3] == '0' {
			c.unheard += max(0, 3-strings.Count(told, "hears beep"))
			c.silence = max(c.silence, silenceIn(story, c.w.moments[caller]))
		}
		switch {
		case slices.ContainsFunc(story, func(fact string) bool {
			return strings.HasPrefix(fact, "callers/") && strings.HasSuffix(fact, fallback)
		}):
			c.fallen++
			t.Errorf("%s fell to the dialplan: %s", caller, told)
		case caller[3] == '0' && !strings.Contains(told, "hears beep"),
			caller[3] == '1' && strings.Count(told, leftBridge) > 1 && !c.justBegun(caller),
			caller[3] == '2' && !strings.Contains(told, "onward/recorded"):
			c.nowhere++
			t.Errorf("%s got nowhere: %s\n%s", caller, told, c.logs(caller))
		}
	}
	for call, times := range c.tm.endings(t) {
		if times != 1 {
			c.twice++
			t.Errorf("the journals have %d ends of %s\n%s", times, call, c.linesOf(call))
		}
	}
}

// justBegun tells whether a caller was answered in the moment before a kill, which counts that: what a call has done in its
// last hundredths of a second may not be written down, so that a talk that has begun in them begins again.
func (c *chaos) justBegun(caller string) bool {
	answered := c.w.moments[caller][slices.Index(c.w.stories[caller], "answered")]
	just := slices.ContainsFunc(c.kills, func(killed time.Time) bool {
		return answered.Before(killed.Add(unwritten/2)) && killed.Before(answered.Add(unwritten))
	})
	if just {
		c.anew++
	}
	return just
}

// silenceIn is the longest time in a story in which nothing played, from the answer to the last prompt.
func silenceIn(story []string, moments []time.Time) (longest time.Duration) {
	var since time.Time
	for i, fact := range story {
		switch {
		case fact == "answered", strings.HasPrefix(fact, "heard "):
			since = moments[i]
		case strings.HasPrefix(fact, "hears ") && !since.IsZero():
			longest, since = max(longest, moments[i].Sub(since)), time.Time{}
		}
	}
	return longest
}

// leaks looks for what calls have left in Asterisk; channels and bridges were awaited.
func (c *chaos) leaks(t *testing.T) {
	t.Helper()
	gone := func(what string, err error) {
		if !errors.Is(err, ari.ErrNotFound) {
			c.left++
			t.Errorf("%s is left: %v", what, err)
		}
	}
	for prefix := range c.plays {
		for n := range 16 {
			for _, id := range []string{fmt.Sprint(prefix, n), fmt.Sprint(prefix, "l", n)} {
				_, err := c.tm.client.Playbacks.Get(t.Context(), id)
				gone("the playback "+id, err)
			}
		}
	}
	for name := range c.records {
		_, err := c.tm.client.Recordings.GetLive(t.Context(), name)
		gone("the recording "+name+" under way", err)
	}
	stored, err := c.tm.client.Recordings.ListStored(t.Context())
	if err != nil || len(stored) > chaosOthers {
		t.Errorf("%d recordings of %d calls that record, %v", len(stored), chaosOthers, err)
	}
}

// tell prints the table.
func (c *chaos) tell(t *testing.T) {
	t.Helper()
	for _, d := range append(slices.Clone(c.tm.former), c.tm.now["n1"], c.tm.now["n2"], c.tm.now["n3"]) {
		for _, found := range takenCalls.FindAllStringSubmatch(d.logged(), -1) {
			n, _ := strconv.Atoi(found[1])
			c.taken += n
		}
	}
	slices.Sort(c.takings)
	t.Logf("\ncalls %d\nkills %d\ncalls of those killed %d\ntake-overs %d\nthe dialplan took, as nobody had the entry %d\n"+
		"failed %d\ngot nowhere %d\nended twice %d\nplaybacks and recordings left %d, of those that %d walks may have made\nkeys of %d that nobody heard %d\n"+
		"talks that began a moment before a kill, and once more %d\ntime from a kill until the last of its calls had another owner: median %v, longest %v\n"+
		"longest silence of a caller in a menu, from the answer to a prompt or between two: %v",
		c.placed, len(c.takings), c.had, c.taken, c.fallen, c.failed, c.nowhere, c.twice, c.left, len(c.plays), 3*chaosMenus,
		c.unheard, c.anew, c.takings[len(c.takings)/2], c.takings[len(c.takings)-1], c.silence)
}

// logs is what all instances say of a caller's calls; the watcher is locked.
func (c *chaos) logs(caller string) string {
	var lines strings.Builder
	for channel, number := range c.w.callers {
		if number == caller {
			lines.WriteString(c.linesOf(channel))
		}
	}
	return lines.String()
}

// linesOf are the lines of all logs that name a channel.
func (c *chaos) linesOf(channel string) string {
	var lines strings.Builder
	for _, d := range append(slices.Clone(c.tm.former), c.tm.now["n1"], c.tm.now["n2"], c.tm.now["n3"]) {
		for line := range strings.Lines(d.logged()) {
			if strings.Contains(line, channel) {
				lines.WriteString(line)
			}
		}
	}
	return lines.String()
}
