package hand

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// inBubble runs a test against a stand-in for Asterisk in virtual time, and looks that nothing was left there.
func inBubble(t *testing.T, test func(ctx context.Context, srv *fakeari.Server, client *ari.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: 2 * time.Second, Missing: []string{"missing"}})
		defer srv.Close()
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		test(t.Context(), srv, client)
	})
}

// left fails for channels and bridges that are there still.
func left(ctx context.Context, t *testing.T, client *ari.Client) {
	t.Helper()
	channels, err := client.Channels.List(ctx)
	if err != nil || len(channels) > 0 {
		t.Errorf("channels are left: %+v, %v", channels, err)
	}
	bridges, err := client.Bridges.List(ctx)
	if err != nil || len(bridges) > 0 {
		t.Errorf("bridges are left: %+v, %v", bridges, err)
	}
}

// guest is a caller in an application of somebody else, until the test ends.
func guest(ctx context.Context, t *testing.T, srv *fakeari.Server, client *ari.Client, test func(*fakeari.Call)) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"others"}, OnEvent: func(ari.Event) {}})
	}()
	if err := srv.AwaitApp(ctx, "others"); err != nil {
		t.Fatal(err)
	}
	c := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "100"})
	test(c)
	c.Hangup(16)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// door serves the operations as a daemon does, in few words.
func door(client *ari.Client) http.Handler {
	mux := http.NewServeMux()
	for _, one := range Operations() {
		mux.HandleFunc(one.Method+" "+one.Path, func(w http.ResponseWriter, r *http.Request) {
			answer, err := one.Serve(r.Context(), client, Asked{Path: r.PathValue,
				Query: r.URL.Query().Get, Body: r.Body})
			if err != nil {
				w.WriteHeader(StatusOf(err))
				_, _ = io.WriteString(w, err.Error())
				return
			}
			if file, is := answer.(File); is {
				_, _ = w.Write(file)
				return
			}
			_ = json.NewEncoder(w).Encode(answer)
		})
	}
	return mux
}

// knock is the way through a door.
type knock struct{ base string }

func (k knock) Ask(ctx context.Context, method, path string, order, answer any) error {
	var body io.Reader
	if order != nil {
		text, err := json.Marshal(order)
		if err != nil {
			return err
		}
		body = strings.NewReader(string(text))
	}
	request, err := http.NewRequestWithContext(ctx, method, k.base+path, body)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return StatusError(response.StatusCode, string(text))
	}
	if file, is := answer.(*File); is {
		*file = text
		return nil
	}
	return json.Unmarshal(text, answer)
}

func (k knock) Stream(context.Context, string, func([]byte) error) error { return io.EOF }

// queryOf is the query of a path.
func queryOf(t *testing.T, path string) url.Values {
	t.Helper()
	_, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}
