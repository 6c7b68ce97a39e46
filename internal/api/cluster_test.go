package api

import (
	"context"
	"fmt"
	"net/http"
	"testing"
)

// ranks are the Instances of tests: n1, which is asked, and n2, with one call.
type ranks struct {
	done []string
	fail error
}

func (r *ranks) Now(context.Context) (Cluster, error) {
	return Cluster{Instance: "n1", Instances: []Instance{{Name: "n1", App: "ivr.n1", Calls: 2, Asterisks: []string{"pbx"}},
		{Name: "n2", App: "ivr.n2", Draining: true, Asterisks: []string{}}}, Entries: []Entry{{"pbx", "n1"}}}, r.fail
}

func (r *ranks) Drain(_ context.Context, instance string, back bool) (int, error) {
	r.done = append(r.done, fmt.Sprintf("drain %q %v", instance, back))
	return 2, r.fail
}

func (r *ranks) Move(_ context.Context, asterisk, call, instance string) error {
	r.done = append(r.done, fmt.Sprintf("move %q %q %q", asterisk, call, instance))
	return r.fail
}

// Law: instances are shown to who may read; who drains one or moves a call needs more; what is missing is said.
func TestCluster(t *testing.T) {
	all := &ranks{}
	s := newSite(t, func(o *Options) { o.Instances = all })
	for _, c := range []struct {
		status                           int
		says, method, path, body, header string
		done                             string
	}{
		{200, `{"name":"n1","app":"ivr.n1","calls":2,"asterisks":["pbx"]}`, "GET", "/cluster", "", sight, ""},
		{403, "control", "POST", "/cluster/drain", `{}`, sight, ""},
		{403, "control", "POST", "/cluster/move", `{"call": "1", "instance": "n2"}`, web, ""},
		{200, `{"calls":2}`, "POST", "/cluster/drain", `{}`, crm, `drain "" false`},
		{200, `{"calls":2}`, "POST", "/cluster/drain", `{"instance": "n2", "back": true}`, crm, `drain "n2" true`},
		{400, "an object with instance, back", "POST", "/cluster/drain", `{"instanze": "n2"}`, crm, ""},
		{204, "", "POST", "/cluster/move", `{"call": "1.2", "asterisk": "pbx", "instance": "n2"}`, crm, `move "pbx" "1.2" "n2"`},
		{422, "no call is named", "POST", "/cluster/move", `{"instance": "n2"}`, crm, ""},
		{422, "a name that GET /cluster shows", "POST", "/cluster/move", `{"call": "1.2"}`, crm, ""},
		{405, "", "GET", "/cluster/move", "", crm, ""},
	} {
		all.done = nil
		s.want(c.status, c.says, c.method, Prefix+c.path, c.body, "Authorization: Bearer "+c.header)
		if done := append(all.done, "")[0]; done != c.done {
			t.Errorf("%s %s %s: done is %q, want %q", c.method, c.path, c.body, done, c.done)
		}
	}
}

// Law: of a call that is not here it is said that another instance may have it, where there are others.
func TestACallOfAnotherInstance(t *testing.T) {
	alone := NewProblem(http.StatusConflict, "this daemon is alone", "")
	for says, instances := range map[string]Instances{
		"the instance n1 has no call nosuch; another one may have it": &ranks{},
		`"there is no call nosuch"`:                                   &ranks{fail: alone},
	} {
		s := newSite(t, func(o *Options) { o.Instances = instances })
		s.want(404, says, "GET", Prefix+"/calls/nosuch", "")
		s.want(404, says, "POST", Prefix+"/calls/nosuch/hangup", "")
	}
	newSite(t, nil).want(404, `"there is no call nosuch"`, "GET", Prefix+"/calls/nosuch", "")
}

// Law: what instances say against it is what is answered; a daemon that knows none says so.
func TestClusterRefuses(t *testing.T) {
	all := &ranks{fail: NewProblem(http.StatusConflict, "this daemon is alone", "")}
	s := newSite(t, func(o *Options) { o.Instances = all })
	none := newSite(t, nil)
	for path, body := range map[string]string{"/cluster": "", "/cluster/drain": `{}`,
		"/cluster/move": `{"call": "1", "instance": "n2"}`} {
		method := "POST"
		if body == "" {
			method = "GET"
		}
		s.want(409, "this daemon is alone", method, Prefix+path, body)
		none.want(501, "knows no other instances", method, Prefix+path, body)
	}
}
