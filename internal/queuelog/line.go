package queuelog

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ariapp/ariapp/internal/queue"
)

// none stands where a line is of no call, queue or agent.
const none = "NONE"

// line is a line of the file: the second, the call, the queue, the agent, the event and what belongs to it.
func line(at time.Time, call, queue, agent, event string, data ...string) string {
	fields := []string{strconv.FormatInt(at.Unix(), 10), harmless(call), harmless(queue), harmless(agent), event}
	for i, field := range fields {
		if field == "" {
			fields[i] = none
		}
	}
	if len(data) == 0 {
		data = []string{""}
	}
	for _, one := range data {
		fields = append(fields, harmless(one))
	}
	return strings.Join(fields, "|")
}

// harmless is a text without what parts fields and lines.
func harmless(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '|':
			return '/'
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if len(text) <= fieldMost {
		return text
	}
	end := fieldMost
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// secs are the whole seconds of a time, millis its milliseconds.
func secs(d time.Duration) string   { return strconv.FormatInt(int64(d/time.Second), 10) }
func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// ofAgent is the line of a fact of agents and members, "" for none.
func ofAgent(f queue.Fact) string {
	one := func(all, here string, data ...string) string {
		event := here
		if f.Queue == "" {
			event = all
		}
		return line(f.At, "", f.Queue, f.Agent, event, data...)
	}
	switch f.Kind {
	case queue.AgentIn:
		return one("AGENTLOGIN", "ADDMEMBER", f.Text)
	case queue.AgentOut:
		if f.Queue == "" {
			return one("AGENTLOGOFF", "", f.Text, secs(f.Online))
		}
		return one("", "REMOVEMEMBER", f.Text)
	case queue.MemberAdded:
		return line(f.At, "", f.Queue, f.Agent, "ADDMEMBER", f.Text)
	case queue.MemberRemoved:
		return line(f.At, "", f.Queue, f.Agent, "REMOVEMEMBER", f.Text)
	case queue.MemberChanged:
		return line(f.At, "", f.Queue, f.Agent, "PENALTY", f.Text)
	}
	return ""
}

// ofPause are the lines of a pause, or its end: one in a queue; of all, one in each queue and then one for all, as
// Asterisk writes them, so that who counts by queue finds both.
func ofPause(f queue.Fact) (lines []string) {
	event := "PAUSE"
	if f.Kind == queue.AgentResumed {
		event = "UNPAUSE"
	}
	if f.Queue != "" {
		return []string{line(f.At, "", f.Queue, f.Agent, event, f.Reason)}
	}
	for _, name := range f.Queues {
		lines = append(lines, line(f.At, "", name, f.Agent, event, f.Reason))
	}
	return append(lines, line(f.At, "", "", f.Agent, event+"ALL", f.Reason))
}

// ofEnd is the line of an end that is no conversation, "" for who was never in the queue.
func ofEnd(f queue.Fact) string {
	if f.JoinPosition == 0 {
		return ""
	}
	place := []string{strconv.Itoa(f.Position), strconv.Itoa(f.JoinPosition), secs(f.Waited)}
	say := func(event string, data ...string) string { return line(f.At, f.Call, f.Queue, "", event, data...) }
	switch f.Result {
	case queue.Abandoned:
		return say("ABANDON", place...)
	case queue.TimedOut:
		return say("EXITWITHTIMEOUT", place...)
	case queue.ExitKey:
		return say("EXITWITHKEY", append([]string{f.Key}, place...)...)
	case queue.LeftEmpty, queue.JoinedEmpty:
		return say("EXITEMPTY", place...)
	}
	info := f.Reason
	if info == "" {
		info = string(f.Result)
	}
	return say("WITHDRAW", append(place, info)...)
}

// ofTalk is the line of the end of a conversation.
func ofTalk(f queue.Fact) string {
	times := []string{secs(f.Waited), secs(f.Talked), strconv.Itoa(f.JoinPosition)}
	say := func(event string, data ...string) string { return line(f.At, f.Call, f.Queue, f.Agent, event, data...) }
	switch f.By {
	case "caller":
		return say("COMPLETECALLER", times...)
	case "transfer":
		extension, context, _ := strings.Cut(f.Text, "@")
		return say("BLINDTRANSFER", append([]string{extension, context}, times...)...)
	case "attended":
		return say("ATTENDEDTRANSFER", append([]string{"BRIDGE", f.Text}, times...)...)
	}
	return say("COMPLETEAGENT", times...)
}
