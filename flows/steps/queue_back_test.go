package steps

import (
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
		{"none", "key: 2", "3s 2 500ms 0900123# 1s 0900123# 1m hangup", "3s privacy-incorrect", "left abandoned"},
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
			if !strings.HasPrefix(heard, c.heard) || !strings.HasSuffix(story, c.story) || strings.Contains(story, "0900") {
				t.Errorf("heard %s\nnot   %s\nstory %s\nnot   %s\n%s", heard, c.heard, story, c.story, p)
			}
		})
	}
}
