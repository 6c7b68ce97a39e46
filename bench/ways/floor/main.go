// Command floor is the smallest program that handles the measured call over ARI: one socket, a pool of connections, and
// nothing that it could leave out. It keeps nothing, survives nothing and says nothing. What a daemon costs is told
// against it.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

func main() {
	url := flag.String("url", "http://127.0.0.1:8088/ari", "of ARI")
	user := flag.String("user", "ariapp", "of ari.conf")
	app := flag.String("app", "bench-floor", "the application's name")
	flag.Parse()
	f := &floor{url: *url, calls: map[string]bool{},
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}},
		login:  "Basic " + base64.StdEncoding.EncodeToString([]byte(*user+":"+os.Getenv("ARI_PASSWORD")))}
	fmt.Fprintln(os.Stderr, "floor:", f.run(context.Background(), *app))
	os.Exit(1)
}

type floor struct {
	url, login string
	client     *http.Client

	mu    sync.Mutex
	calls map[string]bool // whether the key of a channel has come
}

// event is what the floor reads of an event.
type event struct {
	Type     string `json:"type"`
	Channel  struct{ ID string }
	Playback struct{ ID string }
}

// run takes events until the socket is gone.
func (f *floor) run(ctx context.Context, app string) error {
	socket, reply, err := websocket.Dial(ctx, strings.Replace(f.url, "http", "ws", 1)+"/events?app="+app,
		&websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {f.login}}})
	if err != nil {
		return err
	}
	if reply.Body != nil {
		_ = reply.Body.Close()
	}
	socket.SetReadLimit(-1)
	for {
		_, data, err := socket.Read(ctx)
		if err != nil {
			return err
		}
		var e event
		if err := json.Unmarshal(data, &e); err != nil {
			return err
		}
		f.take(ctx, e)
	}
}

func (f *floor) take(ctx context.Context, e event) {
	switch e.Type {
	case "StasisStart":
		f.mu.Lock()
		f.calls[e.Channel.ID] = false
		f.mu.Unlock()
		go func() {
			f.ask(ctx, "POST", "/channels/"+e.Channel.ID+"/answer")
			f.ask(ctx, "POST", "/channels/"+e.Channel.ID+"/play/one-"+e.Channel.ID+"?media=sound:beep")
		}()
	case "ChannelDtmfReceived":
		f.mu.Lock()
		pressed, known := f.calls[e.Channel.ID]
		f.calls[e.Channel.ID] = true
		f.mu.Unlock()
		if known && !pressed {
			go func() {
				f.ask(ctx, "DELETE", "/playbacks/one-"+e.Channel.ID) // 404 when it has ended
				f.ask(ctx, "POST", "/channels/"+e.Channel.ID+"/play/two-"+e.Channel.ID+"?media=sound:beep")
			}()
		}
	case "PlaybackFinished":
		if channel, second := strings.CutPrefix(e.Playback.ID, "two-"); second {
			go f.ask(ctx, "DELETE", "/channels/"+channel)
		}
	case "StasisEnd":
		f.mu.Lock()
		delete(f.calls, e.Channel.ID)
		f.mu.Unlock()
	}
}

// ask makes one request; what does not come off is the caller's loss, and is counted there.
func (f *floor) ask(ctx context.Context, method, path string) {
	request, err := http.NewRequestWithContext(ctx, method, f.url+path, http.NoBody)
	if err != nil {
		return
	}
	request.Header.Set("Authorization", f.login)
	reply, err := f.client.Do(request)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, reply.Body)
	_ = reply.Body.Close()
}
