package steps

import (
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: nobody is promised a call to a number that may not be called: they hear that it is wrong and are asked for another
// one, or wait on; their own as well.
func TestANumberThatMayNotBeCalledIsNotPromised(t *testing.T) {
	for _, c := range []struct{ name, fields, acts, heard, story string }{
		{"their own", "key: 2, confirm_number: false", "3s 2 @vm-enter-num-to-call 500ms 5551234# 5s hangup",
			"3s privacy-incorrect, 4s vm-enter-num-to-call", "0s joined; 5.9s left callback5551234"},
		{"one that is keyed in", "key: 2, number: collect", "3s 2 @vm-enter-num-to-call 500ms 0900123# @vm-enter-num-to-call 500ms 5551234# @digits:1 1",
			"3s vm-enter-num-to-call, 4.9s privacy-incorrect, 5.9s vm-enter-num-to-call, 7.8s vm-num-i-have", "0s joined; 10.8s left callback5551234"},
		{"none", "key: 2", "3s 2 @vm-enter-num-to-call 500ms 0900123# @vm-enter-num-to-call 500ms 0900123# " +
			"@vm-enter-num-to-call 500ms 0900123# 100ms 2 1m hangup", "3s privacy-incorrect, 4s vm-enter-num-to-call, " +
			"5.9s privacy-incorrect, 6.9s vm-enter-num-to-call, 8.8s privacy-incorrect, 9.8s vm-enter-num-to-call, " +
			"11.7s privacy-incorrect", "left abandoned"},
		{"their own, and they give none", "key: 2", "3s 2 1m hangup", "3s privacy-incorrect, 4s vm-enter-num-to-call, " +
			"15s vm-enter-num-to-call, 26s vm-enter-num-to-call", "left abandoned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := &flows.QueueCallbackRules{Allows: func(number string) bool { return number == "5551234" }}
			of := flowtest.Queue{Rules: flows.QueueRules{Callback: rules}}
			p, story := inQueue(t, &of, ", callback: {"+c.fields+"}, on_callback: {log: later}", c.acts)
			var words []string
			for _, h := range p.phone.Heard() {
				words = append(words, h.At.String()+" "+h.Media)
			}
			heard := strings.Join(words, ", ")
			if n := strings.Count(c.heard, ","); c.name == "none" && strings.Count(heard, ",") != n {
				t.Errorf("heard more than %d words behind the first: %s", n, heard)
			}
			if !strings.HasPrefix(heard, c.heard) || !strings.HasSuffix(story, c.story) || strings.Contains(story, "0900") {
				t.Errorf("heard %s\nnot   %s\nstory %s\nnot   %s\n%s", heard, c.heard, story, c.story, p)
			}
		})
	}
}

// Law: who has given as many numbers as they may gives no further one, though the process dies as they hear that: they
// hear it once more, and wait on.
func TestNobodyGivesFurtherNumbersToAnotherProcess(t *testing.T) {
	of := flowtest.Queue{Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{
		Allows: func(string) bool { return false }}}}
	l := queueLine(&of)
	l.dies = `"back":{"tries":3}`
	wrong := "@vm-enter-num-to-call 500ms 0900123# "
	p, _ := l.dialDying(t, queueFlow(", callback: {key: 2}, on_callback: {log: later}"), "3s 2 "+wrong+wrong+wrong+"1m hangup", 0)
	var heard []string
	for _, h := range p.phone.Heard() {
		heard = append(heard, h.Media)
	}
	if n := strings.Count(strings.Join(heard, " "), "vm-enter-num-to-call"); n != 3 || heard[len(heard)-1] != wrongNumber {
		t.Errorf("heard are %v\n%s", heard, p)
	}
}

// Law: who is told something that cannot be played hears music, not silence.
func TestWhatCannotBePlayedLeavesNobodyInSilence(t *testing.T) {
	of := flowtest.Queue{Rules: flows.QueueRules{Music: "calm", Callback: &flows.QueueCallbackRules{}}}
	l := queueLine(&of)
	l.phone.Refuse = func(media string) error {
		if media == "vm-press" {
			return flows.ErrNotHere
		}
		return nil
	}
	p := l.dial(t, queueFlow(", callback: {key: 2, offer_after: 3s, prompt: vm-press}, on_callback: {log: later}"), "1m hangup")
	if got := p.phone.Signals(); !slices.Equal(got, []string{"music calm", "music-stop", "music calm", "music-stop"}[:len(got)]) ||
		len(got) < 3 {
		t.Errorf("the signals are %v\n%s", got, p)
	}
}
