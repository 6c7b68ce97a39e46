//go:build linux

package main

import (
	"strings"
	"testing"
	"time"
)

// flat is a run of which nothing can be complained of, though its memory swings.
func flat() course {
	rest := look{Memory: 60 << 20, Goroutines: 100, Descriptors: 40}
	c := course{before: rest, after: rest, placed: 10_000, failed: 10}
	for i := range 40 {
		c.during = append(c.during, look{After: time.Duration(i) * time.Second, Memory: int64(80+i%7) << 20, Channels: 50})
	}
	return c
}

// Law: what is flat is not complained of; what has grown is, by its name.
func TestComplaints(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*course)
		want   string
	}{
		"flat":          {func(*course) {}, ""},
		"begins small":  {func(c *course) { c.during[0].Memory = 1 }, ""},
		"one peak":      {func(c *course) { c.during[35].Memory = 1 << 40 }, ""},
		"a little more": {func(c *course) { c.after.Goroutines += routinesSlack; c.after.Descriptors += descriptorSlack }, ""},
		"memory": {func(c *course) {
			for i := range c.during {
				c.during[i].Memory += int64(i) << 21
			}
		}, "memory has grown"},
		"goroutines":  {func(c *course) { c.after.Goroutines += routinesSlack + 1 }, "goroutines are left: 100 before, 121 after"},
		"descriptors": {func(c *course) { c.after.Descriptors += descriptorSlack + 1 }, "descriptors are left"},
		"channels":    {func(c *course) { c.after.Channels = 1 }, "channels are left"},
		"bridges":     {func(c *course) { c.after.Bridges = 1 }, "bridges are left"},
		"failures":    {func(c *course) { c.failed = 11 }, "11 of 10000 calls failed"},
		"no calls":    {func(c *course) { c.placed, c.failed = 0, 0 }, "no call was made"},
		"no looks":    {func(c *course) { c.during = c.during[:3] }, "only 3 looks"},
	} {
		run := flat()
		c.change(&run)
		got := run.complaints()
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Law: flags that make no sense say what would.
func TestParse(t *testing.T) {
	for args, want := range map[string]string{
		"":              "",
		"-duration 2h":  "",
		"-duration 1s":  "-duration is 20s to 24h0m0s",
		"-duration 25h": "-duration is 20s to 24h0m0s",
		"-rate 0":       "-rate is 1 to 200",
		"-rate 201":     "-rate is 1 to 200",
	} {
		_, err := parse(strings.Fields(args))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}
