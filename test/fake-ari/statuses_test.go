package fakeari_test

import (
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// statusRow is a request and what comes of it.
type statusRow struct {
	method, path, body string
	status             int
	message            string
}

var statusRows = []statusRow{
	{"GET", "/", "", 405, "Invalid method"},
	{"GET", "/nowhere", "", 404, "Resource not found"},
	{"GET", "/mailboxes", "", 404, "Resource not found"},
	{"GET", "/channels/", "", 404, "ARI URLs do not end with a slash. Try /ari/channels"},
	{"PUT", "/channels", "", 405, "Invalid method"},
	{"POST", "/channels/nope/answer", "", 404, "Channel not found"},
	{"POST", "/channels/D/answer", "", 409, "Channel not in Stasis application"},
	{"POST", "/channels/N/answer", "", 412, "Channel in invalid state"},
	{"GET", "/channels/nope", "", 404, "Channel not found"},
	{"DELETE", "/channels/nope", "", 404, "Channel not found"},
	{"DELETE", "/channels/C?reason=boredom", "", 400, "Invalid reason for hangup reason provided"},
	{"DELETE", "/channels/C?reason_code=x", "", 400, "Invalid reason for hangup reason code provided"},
	{"DELETE", "/channels/C?reason=busy&reason_code=17", "", 400,
		"The reason and reason_code can't both be specified"},
	{"POST", "/channels/C/mute", "", 400, "Direction is required"},
	{"POST", "/channels/C/mute?direction=up", "", 400, "Invalid direction specified"},
	{"POST", "/channels/C/mute?direction=both", "", 204, ""},
	{"DELETE", "/channels/C/mute?direction=both", "", 204, ""},
	{"POST", "/channels/C/dtmf", "", 400, "DTMF is required"},
	{"POST", "/channels/C/hold", "", 204, ""},
	{"DELETE", "/channels/C/hold", "", 204, ""},
	{"POST", "/channels/C/moh", "", 204, ""},
	{"DELETE", "/channels/C/moh", "", 204, ""},
	{"POST", "/channels/C/silence", "", 204, ""},
	{"DELETE", "/channels/C/silence", "", 204, ""},
	{"POST", "/channels/C/ring", "", 204, ""},
	{"DELETE", "/channels/C/ring", "", 204, ""},
	{"POST", "/channels/C/progress", "", 204, ""},
	{"POST", "/channels/C/variable", "", 400, "Variable name is required"},
	{"GET", "/channels/C/variable", "", 400, "Variable name is required"},
	{"GET", "/channels/C/variable?variable=NOPE", "", 404, "Provided variable was not found"},
	{"GET", "/channels/C/variable?variable=NOPE(x)", "", 500, "Unable to read provided function"},
	{"GET", "/channels/C/variable?variable=EXTEN", "", 200, ""},
	{"GET", "/channels/C/variables", "", 400, "At least one variable name is required"},
	{"POST", "/channels/C/variables", "", 400, "The 'variables' field is required"},
	{"POST", "/channels/N/variable?variable=X&value=1", "", 204, ""},
	{"POST", "/channels/C/play", "", 500, "Failed to queue media for playback"},
	{"POST", "/channels/C/play", `{"media":[5]}`, 500, "Failed to queue media for playback"},
	{"POST", "/channels/C/play", `{"media":`, 400, "Error parsing request body"},
	{"POST", "/channels/C/play", `"x"`, 400, "Error parsing request body"},
	{"POST", "/channels/C/play?media=sound:a&skipms=-1", "", 400, "skipms cannot be negative"},
	{"POST", "/channels/C/play?media=sound:a&offsetms=-1", "", 400, "offsetms cannot be negative"},
	{"GET", "/playbacks/nope", "", 404, "Playback not found"},
	{"DELETE", "/playbacks/nope", "", 404, "Playback not found"},
	{"POST", "/playbacks/nope/control?operation=pause", "", 404, "Playback not found"},
	{"POST", "/playbacks/nope/control", "", 400, "Missing operation"},
	{"POST", "/playbacks/nope/control?operation=x", "", 400, "Invalid operation x"},
	{"POST", "/channels/C/continue?label=nope", "", 404, "Requested label can not be found"},
	{"POST", "/channels/C/continue?label=0", "", 400, "Requested priority is illegal"},
	{"POST", "/channels/C/redirect", "", 400, "Required parameter 'endpoint' not provided."},
	{"POST", "/channels/C/redirect?endpoint=x", "", 422,
		"Endpoint parameter 'x' does not contain tech/resource"},
	{"POST", "/channels/C/redirect?endpoint=Foo/x", "", 422,
		"Endpoint technology 'Foo' does not match channel technology 'PJSIP'"},
	{"POST", "/channels/create?app=ivr", "", 400, "Endpoint must be specified"},
	{"POST", "/channels/create?endpoint=a/b&app=ivr&channelId=C", "", 409,
		"Channel with given unique ID already exists"},
	{"GET", "/bridges/nope", "", 404, "Bridge not found"},
	{"POST", "/bridges/B", "", 409, "Bridge with id 'B' already exists"},
	{"POST", "/bridges/E?type=nonsense", "", 500, "Unable to create bridge"},
	{"POST", "/bridges?type=holding,mixing", "", 500,
		"Unable to create bridge. Possible duplicate bridge id '(null)'"},
	{"POST", "/bridges/B/addChannel", "", 400, "Missing parameter channel"},
	{"POST", "/bridges/B/addChannel?channel=nope", "", 400, "Channel not found"},
	{"POST", "/bridges/B/addChannel?channel=D", "", 422, "Channel not in Stasis application"},
	{"POST", "/bridges/nope/addChannel?channel=C", "", 404, "Bridge not found"},
	{"POST", "/bridges/B/removeChannel?channel=C", "", 422, "Channel not in this bridge"},
	{"DELETE", "/bridges/B/moh", "", 409, "Bridge isn't playing music"},
	{"GET", "/applications/nope", "", 404, "Application not found"},
	{"POST", "/applications/ivr/subscription", "", 400, "Missing parameter eventSource"},
	{"POST", "/applications/ivr/subscription?eventSource=x", "", 400, "Invalid event source URI scheme"},
	{"POST", "/applications/ivr/subscription?eventSource=channel:nope", "", 422,
		"Event source does not exist"},
	{"DELETE", "/applications/ivr/subscription?eventSource=bridge:B", "", 422,
		"Event source was not subscribed to"},
	{"PUT", "/applications/ivr/eventFilter", `{"allowed":"x"}`, 400, "Invalid format definition"},
	{"POST", "/events/user/x", "", 400, "Missing parameter application"},
	{"POST", "/events/user/x?application=nope", "", 404, "Application not found"},
	{"POST", "/events/user/x?application=ivr&source=bad", "", 400, "Invalid event source URI scheme"},
	{"POST", "/events/user/x?application=ivr&source=channel:nope", "", 422, "Event source was not found"},
	{"GET", "/events?app=ivr", "", 426, ""},
	{"GET", "/asterisk/variable", "", 400, "Variable name is required"},
	{"GET", "/asterisk/variable?variable=NOPE", "", 200, ""},
	{"GET", "/asterisk/ping", "", 200, ""},
	{"GET", "/asterisk/info?only=system", "", 200, ""},
	{"GET", "/recordings/live/x", "", 404, "Recording not found"},
	{"POST", "/channels/C/record", "", 422, "specified format is unknown on this system"},
	{"POST", "/channels/C/record?name=../../x&format=wav", "", 500, "Error parsing request"},
	{"POST", "/channels/C/record?name=x&format=wav&terminateOn=5", "", 400, "terminateOn invalid"},
	{"POST", "/channels/C/record?name=x&format=wav&ifExists=what", "", 400, "ifExists invalid"},
	{"POST", "/channels/C/record?name=x&format=wav&maxDurationSeconds=-1", "", 400, "max_duration_seconds cannot be negative"},
	{"POST", "/channels/C/record?name=stored&format=wav", "", 409, "Recording 'stored' already exists and can not be overwritten"},
	{"POST", "/recordings/stored/stored/copy?destinationRecordingName=../x", "", 403, "Destination file path is forbidden"},
	{"POST", "/recordings/stored/stored/copy", "", 400, "Invalid destination recording name"},
	{"POST", "/recordings/stored/stored/copy?destinationRecordingName=stored", "", 409, "A recording with the same name already exists on the system"},
	{"GET", "/recordings/stored/nope/file", "", 404, "Recording not found"},
	{"POST", "/channels/create?app=ivr&endpoint=nope", "", 400, "Invalid endpoint specified"},
	{"POST", "/channels/create?app=ivr&endpoint=PJSIP/nope", "", 500, ""},
	{"POST", "/channels?endpoint=PJSIP/x", "", 400, "Application or extension must be specified"},
	{"POST", "/channels?endpoint=PJSIP/x&app=ivr&originator=nope", "", 400, "Provided originator channel was not found"},
	{"POST", "/channels?endpoint=PJSIP/x&app=ivr&originator=nope&formats=ulaw", "", 400, "Originator and formats can't both be specified"},
	{"POST", "/channels/nope/dial", "", 404, "Channel not found"},
	{"POST", "/channels/C/dial", "", 409, "Channel is not in the 'Down' state"},
	{"POST", "/channels/C/snoop?app=ivr", "", 400, "Direction must be specified for at least spy or whisper"},
	{"POST", "/channels/C/snoop?spy=x&app=ivr", "", 400, "Invalid direction specified for spy"},
	{"POST", "/channels/C/snoop?spy=in", "", 400, "Application name is required"},
	{"POST", "/channels/nope/snoop?spy=in&app=ivr", "", 404, "Provided channel was not found"},
	{"POST", "/channels/C/transfer_progress", "", 400, "states must not be empty"},
	{"POST", "/channels/C/transfer_progress?states=x", "", 400, "Invalid states value"},
	{"PUT", "/deviceStates/PJSIP%2Fx?deviceState=INUSE", "", 409, "Uncontrolled device specified"},
	{"PUT", "/deviceStates/Stasis:x?deviceState=FOO", "", 500, "Unknown device"},
	{"GET", "/endpoints/PJSIP/nope", "", 404, "Endpoint not found"},
	{"GET", "/endpoints/Nope", "", 404, "No Endpoints found - invalid tech Nope"},
	{"PUT", "/endpoints/sendMessage", "", 400, "To must be specified"},
	{"GET", "/sounds/nosuch", "", 404, "Sound not found"},
}

// TestStatuses proves that the answers are those that a real 22.10.1 was seen to
// give. C stands for a channel in Stasis, D for one in the dialplan, N for one that
// was created and never dialled.
func TestStatuses(t *testing.T) {
	c := newClient(t, fakeari.Options{DialplanStay: 1 << 40, Missing: []string{"nosuch"},
		Recordings: map[string]time.Duration{"stored": time.Second}})
	c.socket("app=ivr")
	c.srv.Endpoint("PJSIP/x")
	c.srv.Endpoint("a/b")
	c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Exten: "200"})
	c.srv.Call(fakeari.Caller{ID: "D", App: "ivr"})
	c.want(204, "POST", "/channels/D/continue", "")
	c.want(200, "POST", "/channels/create?endpoint=PJSIP/x&app=ivr&channelId=N", "")
	c.want(200, "POST", "/bridges/B", "")
	for _, row := range statusRows {
		t.Run(row.method+row.path+row.body, func(t *testing.T) {
			got := c.do(row.method, row.path, row.body)
			message, _ := got.body["message"].(string)
			if got.status != row.status || message != row.message {
				t.Errorf("got %d %q, want %d %q", got.status, message, row.status, row.message)
			}
		})
	}
}

// TestAdmission proves who gets in: by Basic authentication or by key, and that
// who may read may not write.
func TestAdmission(t *testing.T) {
	c := newClient(t, fakeari.Options{User: "u", Password: "p", ReadOnlyUser: "reader"})
	for _, row := range []struct {
		name, user, pass, method, path string
		status                         int
	}{
		{"the user", "u", "p", "POST", "/bridges", 200},
		{"a wrong password", "u", "x", "GET", "/bridges", 401},
		{"nobody", "", "", "GET", "/bridges", 401},
		{"a key", "", "", "GET", "/bridges?api_key=u:p", 200},
		{"a wrong key", "", "", "GET", "/bridges?api_key=u:x", 401},
		{"a reader reads", "reader", "p", "GET", "/bridges", 200},
		{"a reader writes", "reader", "p", "POST", "/bridges", 403},
		{"a stranger at an unknown place", "", "", "GET", "/nowhere/", 401},
	} {
		t.Run(row.name, func(t *testing.T) {
			c.user, c.pass = row.user, row.pass
			got := c.do(row.method, row.path, "")
			if got.status != row.status {
				t.Errorf("got %d %s, want %d", got.status, got.text, row.status)
			}
			if challenge := got.header.Get("WWW-Authenticate"); (row.status == 401) != (challenge != "") {
				t.Errorf("with status %d the challenge is %q", row.status, challenge)
			}
		})
	}
}

// TestBodies proves the bounds and kinds of bodies.
func TestBodies(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	c.socket("app=ivr")
	c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
	big := `{"variable":"X","value":"` + strings.Repeat("x", 40960) + `"}`
	c.want(413, "POST", "/channels/C/variable", big)
	c.want(204, "POST", "/channels/C/variable?variable=X&value=query", `{"value":"body wins"}`)
	got := c.want(200, "GET", "/channels/C/variable?variable=X", "")
	if got.body["value"] != "body wins" {
		t.Errorf("the value is %v", got.body["value"])
	}
	allowed := c.want(405, "PUT", "/channels/C", "")
	if allow := allowed.header.Get("Allow"); allow != "OPTIONS,GET,POST,DELETE" {
		t.Errorf("allowed is %q", allow)
	}
}
