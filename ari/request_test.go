package ari_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
)

// A sight is what a server saw of a request.
type sight struct {
	Method, URI, Query, Body string
}

// calls are operations with what must be seen of them, by either transport.
var calls = map[string]struct {
	call func(ctx context.Context, c *ari.Client) error
	want sight
}{
	"no values": {
		func(ctx context.Context, c *ari.Client) error { return c.Channels.Answer(ctx, "1795.1") },
		sight{Method: "POST", URI: "channels/1795.1/answer"},
	},
	"id with everything": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Channels.Get(ctx, "a/b+c d?e#f%g;ä~-._")
			return err
		},
		sight{Method: "GET", URI: "channels/a%2Fb%2Bc%20d%3Fe%23f%25g%3B%C3%A4~-._"},
	},
	"two ids": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Channels.PlayWithID(ctx, "c/1", "p/1", ari.ChannelsPlayWithIDParams{
				Media: []string{"sound:a", "tone:1/1,0/2"}, SkipMS: ari.Ptr(0),
			})
			return err
		},
		sight{Method: "POST", URI: "channels/c%2F1/play/p%2F1",
			Body: `{"media":["sound:a","tone:1/1,0/2"],"skipms":0}`},
	},
	"query": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Channels.GetChannelVar(ctx, "c", ari.ChannelsGetChannelVarParams{Variable: "A&b=c +%ä"})
			return err
		},
		sight{Method: "GET", URI: "channels/c/variable", Query: "variable=A&b=c +%ä"},
	},
	"query list": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Asterisk.GetInfo(ctx, ari.AsteriskGetInfoParams{
				Only: []ari.AsteriskGetInfoOnly{ari.AsteriskGetInfoOnlyBuild, ari.AsteriskGetInfoOnlySystem},
			})
			return err
		},
		sight{Method: "GET", URI: "asterisk/info", Query: "only=build,system"},
	},
	"flag and empty list": {
		func(ctx context.Context, c *ari.Client) error {
			return c.Bridges.AddChannel(ctx, "b", ari.BridgesAddChannelParams{
				Channel: []string{}, Mute: ari.Ptr(true),
			})
		},
		sight{Method: "POST", URI: "bridges/b/addChannel", Body: `{"channel":[],"mute":true}`},
	},
	"plain variables": {
		func(ctx context.Context, c *ari.Client) error {
			vars := ari.Vars(map[string]string{"A": "1"})
			return c.Channels.SetChannelVars(ctx, "c", ari.ChannelsSetChannelVarsParams{Variables: vars})
		},
		sight{Method: "POST", URI: "channels/c/variables", Body: `{"variables":{"A":"1"}}`},
	},
	"absent query": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Sounds.List(ctx, ari.SoundsListParams{Lang: ari.Ptr("")})
			return err
		},
		sight{Method: "GET", URI: "sounds", Query: "lang="},
	},
	"body of DELETE": {
		func(ctx context.Context, c *ari.Client) error {
			return c.Channels.Hangup(ctx, "c", ari.ChannelsHangupParams{Reason: ari.Ptr(ari.ChannelsHangupReasonBusy)})
		},
		sight{Method: "DELETE", URI: "channels/c", Body: `{"reason":"busy"}`},
	},
	"empty is not absent": {
		func(ctx context.Context, c *ari.Client) error {
			return c.Channels.SetChannelVar(ctx, "c", ari.ChannelsSetChannelVarParams{
				Variable: "V", Value: ari.Ptr(""), ReportEvents: ari.Ptr(false),
			})
		},
		sight{Method: "POST", URI: "channels/c/variable",
			Body: `{"variable":"V","value":"","report_events":false}`},
	},
	"variables": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Channels.Create(ctx, ari.ChannelsCreateParams{
				Endpoint: "PJSIP/1", App: "ivr",
				Variables: map[string]ari.Var{"A": {Value: "1"}, "B": {Value: "2", ReportEvents: true}},
			})
			return err
		},
		sight{Method: "POST", URI: "channels/create", Body: `{"endpoint":"PJSIP/1","app":"ivr",` +
			`"variables":{"A":"1","B":{"value":"2","report_events":true}}}`},
	},
	"bridge variables": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Bridges.CreateWithID(ctx, "b", ari.BridgesCreateWithIDParams{
				Variables: map[string]ari.BridgeVar{"A": {Value: "1"}},
			})
			return err
		},
		sight{Method: "POST", URI: "bridges/b", Body: `{"variables":{"A":{"value":"1","report_events":false}}}`},
	},
	"body that is one object": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Applications.Filter(ctx, "ivr", ari.ApplicationsFilterParams{
				Filter: ari.EventFilter{Allowed: []string{}, Disallowed: []string{"ChannelVarset"}},
			})
			return err
		},
		sight{Method: "PUT", URI: "applications/ivr/eventFilter",
			Body: `{"allowed":[],"disallowed":[{"type":"ChannelVarset"}]}`},
	},
	"configuration": {
		func(ctx context.Context, c *ari.Client) error {
			_, err := c.Asterisk.UpdateObject(ctx, "res_pjsip", "endpoint", "e", ari.AsteriskUpdateObjectParams{
				Fields: []ari.ConfigTuple{{Attribute: "allow", Value: "alaw"}},
			})
			return err
		},
		sight{Method: "PUT", URI: "asterisk/config/dynamic/res_pjsip/endpoint/e",
			Body: `{"fields":[{"attribute":"allow","value":"alaw"}]}`},
	},
}

// overHTTP makes a client whose requests the handler answers.
func overHTTP(t *testing.T, handler http.HandlerFunc) *ari.Client {
	s := newServer(t)
	s.handler = handler
	return s.client(t)
}

// overSocket makes a client whose requests go over a WebSocket and are answered like Asterisk does.
func overSocket(t *testing.T, answer func(request map[string]any) (int, string)) (*ari.Client, *server) {
	s := newServer(t)
	s.onText = func(socket *websocket.Conn, text []byte) {
		var request map[string]any
		if err := json.Unmarshal(text, &request); err != nil {
			t.Errorf("request %q: %v", text, err)
			return
		}
		status, body := answer(request)
		if status == 0 {
			return
		}
		reply, _ := json.Marshal(map[string]any{
			"type": "RESTResponse", "transaction_id": request["transaction_id"],
			"request_id": request["request_id"], "status_code": status, "reason_phrase": "x",
			"uri": request["uri"], "message_body": body,
		})
		send(socket, string(reply))
	}
	options := s.options()
	transport, err := ari.NewWebSocketTransport(options)
	if err != nil {
		t.Fatal(err)
	}
	options.Transport = transport
	c, err := ari.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, s
}

// TestRequestsOverHTTP: ids are escaped, values of GET are in the query, all others in a JSON body.
func TestRequestsOverHTTP(t *testing.T) {
	for name, test := range calls {
		synctest.Test(t, func(t *testing.T) {
			var got sight
			c := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				uri, query, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, "/ari/"), "?")
				for pair, value := range r.URL.Query() {
					query = pair + "=" + strings.Join(value, " and ")
				}
				if json := r.Header.Get("Content-Type") == "application/json"; json != (len(body) > 0) {
					t.Errorf("%s: content type %q", name, r.Header.Get("Content-Type"))
				}
				got = sight{r.Method, uri, query, string(body)}
				w.WriteHeader(http.StatusTeapot)
			})
			if err := test.call(t.Context(), c); err == nil {
				t.Errorf("%s: no error", name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		})
	}
}

// TestRequestsOverSocket: the same requests arrive over a WebSocket.
func TestRequestsOverSocket(t *testing.T) {
	for name, test := range calls {
		synctest.Test(t, func(t *testing.T) {
			var got sight
			c, _ := overSocket(t, func(request map[string]any) (int, string) {
				got = sight{Method: request["method"].(string), URI: request["uri"].(string)}
				if body, ok := request["message_body"].(string); ok {
					got.Body = body
				}
				if (request["content_type"] == "application/json") != (got.Body != "") {
					t.Errorf("%s: content type %v", name, request["content_type"])
				}
				for _, value := range asList(request["query_strings"]) {
					pair := value.(map[string]any)
					got.Query += pair["name"].(string) + "=" + pair["value"].(string)
				}
				return http.StatusTeapot, ""
			})
			var failed *ari.Error
			if err := test.call(t.Context(), c); !errors.As(err, &failed) || failed.Status != http.StatusTeapot {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		})
	}
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// TestEmptyIDIsRefused: an id that would turn a request into another one is never sent.
func TestEmptyIDIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := overHTTP(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
		for _, id := range []string{"", ".", ".."} {
			err := c.Channels.Hangup(t.Context(), id, ari.ChannelsHangupParams{})
			if !errors.Is(err, ari.ErrInvalid) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

// TestTooLargeIsRefused: what Asterisk would cut off is never sent.
func TestTooLargeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		long := strings.Repeat("x", ari.RequestFrameMax)
		value := ari.ChannelsSetChannelVarParams{Variable: "V", Value: &long}
		c := overHTTP(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
		if err := c.Channels.SetChannelVar(t.Context(), "c", value); !errors.Is(err, ari.ErrInvalid) {
			t.Error(err)
		}
		if _, err := c.Channels.Get(t.Context(), long[:ari.RequestLineMax]); !errors.Is(err, ari.ErrInvalid) {
			t.Error(err)
		}
		c, _ = overSocket(t, func(map[string]any) (int, string) {
			t.Error("a request was sent")
			return 0, ""
		})
		if err := c.Channels.SetChannelVar(t.Context(), "c", value); !errors.Is(err, ari.ErrInvalid) {
			t.Error(err)
		}
	})
}

// Law: the whole first line counts, also over net/http, which has the root apart.
func TestRequestLineBorder(t *testing.T) {
	for name, own := range map[string]bool{"pool": false, "a client of one's own": true} {
		synctest.Test(t, func(t *testing.T) {
			s, longest := newServer(t), 0
			s.handler = func(w http.ResponseWriter, r *http.Request) {
				longest = max(longest, len(r.Method+" "+r.RequestURI+" HTTP/1.1\r\n"))
				w.WriteHeader(http.StatusNoContent)
			}
			options := s.options()
			transport := &http.Transport{DialContext: s.Dial}
			if own {
				options.DialContext, options.HTTPClient = nil, &http.Client{Transport: transport}
			}
			c, err := ari.New(options)
			if err != nil {
				t.Fatal(err)
			}
			id := strings.Repeat("x", ari.RequestLineMax-len("POST /ari/channels//answer HTTP/1.1\r\n"))
			if err := c.Channels.Answer(t.Context(), id); err != nil || longest != ari.RequestLineMax {
				t.Errorf("%s: %v, a line of %d bytes", name, err, longest)
			}
			if err := c.Channels.Answer(t.Context(), id+"x"); !errors.Is(err, ari.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
			_ = c.Close()
			transport.CloseIdleConnections()
		})
	}
}

// Law: every request says who sends it, over the pool and over net/http.
func TestUserAgent(t *testing.T) {
	for _, own := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s, agents := newServer(t), []string(nil)
			s.handler = func(w http.ResponseWriter, r *http.Request) {
				agents = append(agents, r.Header["User-Agent"]...)
				w.WriteHeader(http.StatusNoContent)
			}
			options := s.options()
			transport := &http.Transport{DialContext: s.Dial}
			if own {
				options.DialContext, options.HTTPClient = nil, &http.Client{Transport: transport}
			}
			c, err := ari.New(options)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Channels.Answer(t.Context(), "c"); err != nil {
				t.Error(err)
			}
			if want := []string{"ariapp"}; !cmp.Equal(agents, want) {
				t.Errorf("own client %t: %q, want %q", own, agents, want)
			}
			_ = c.Close()
			transport.CloseIdleConnections()
		})
	}
}

// TestAnswers: objects, lists and files come back as their types.
func TestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bodies := map[string]string{
			"/ari/asterisk/variable":           `{"value":"v"}`,
			"/ari/asterisk/modules":            `[{"name":"a"},{"name":"b"}]`,
			"/ari/recordings/stored/r/file":    "RIFF\x00",
			"/ari/bridges":                     `[]`,
			"/ari/channels/c":                  `{"id":`,
			"/ari/channels/d":                  `{"id":5}`,
			"/ari/recordings/stored/long/file": "",
		}
		c := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(bodies[r.URL.Path]))
		})
		v, err := c.Asterisk.GetGlobalVar(t.Context(), ari.AsteriskGetGlobalVarParams{Variable: "V"})
		if err != nil || v.Value != "v" {
			t.Errorf("%v, %v", v, err)
		}
		modules, err := c.Asterisk.ListModules(t.Context())
		if err != nil || len(modules) != 2 || modules[1].Name != "b" {
			t.Errorf("%v, %v", modules, err)
		}
		file, err := c.Recordings.GetStoredFile(t.Context(), "r")
		if err != nil || string(file) != "RIFF\x00" {
			t.Errorf("%q, %v", file, err)
		}
		bridges, err := c.Bridges.List(t.Context())
		if err != nil || bridges == nil || len(bridges) != 0 {
			t.Errorf("%v, %v", bridges, err)
		}
		for _, id := range []string{"c", "d"} {
			if _, err := c.Channels.Get(t.Context(), id); !errors.Is(err, ari.ErrResponse) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// TestStatuses: each status has its sentinel and no other, and keeps Asterisk's message, over both
// transports.
func TestStatuses(t *testing.T) {
	sentinels := []error{
		ari.ErrNotFound, ari.ErrConflict, ari.ErrInvalid, ari.ErrUnauthorized, ari.ErrForbidden,
		ari.ErrPrecondition, ari.ErrServer,
	}
	for status, expected := range map[int]error{
		400: ari.ErrInvalid, 401: ari.ErrUnauthorized, 403: ari.ErrForbidden,
		404: ari.ErrNotFound, 409: ari.ErrConflict, 412: ari.ErrPrecondition, 413: ari.ErrInvalid,
		422: ari.ErrInvalid, 500: ari.ErrServer, 503: ari.ErrServer, 302: nil, 418: nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			check := func(c *ari.Client) {
				err := c.Channels.Answer(t.Context(), "17/1")
				var failed *ari.Error
				if !errors.As(err, &failed) {
					t.Fatalf("%d: %v", status, err)
				}
				want := &ari.Error{Operation: "Channels.Answer", Method: "POST",
					Path: "channels/17%2F1/answer", Status: status, Message: "Channel says no"}
				if diff := cmp.Diff(want, failed); diff != "" {
					t.Error(diff)
				}
				for _, sentinel := range sentinels {
					if errors.Is(err, sentinel) != (sentinel == expected) {
						t.Errorf("%d: is %v: %v", status, sentinel, errors.Is(err, sentinel))
					}
				}
				for _, part := range []string{"Channels.Answer", "Channel says no"} {
					if !strings.Contains(err.Error(), part) {
						t.Error(err)
					}
				}
			}
			check(overHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = w.Write([]byte(`{"message":"Channel says no"}`))
			}))
			c, _ := overSocket(t, func(map[string]any) (int, string) {
				return status, `{"message":"Channel says no"}`
			})
			check(c)
		})
	}
}

// TestTooLargeAnswer: an answer is read up to a limit, over both transports.
func TestTooLargeAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.handler = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 11)) }
		web, err := ari.NewHTTPTransport(s.options())
		if err != nil {
			t.Fatal(err)
		}
		request := &ari.Request{Method: http.MethodGet, Path: "x", ResponseMax: 10}
		if _, err := web.RoundTrip(t.Context(), request); !errors.Is(err, ari.ErrResponse) {
			t.Error(err)
		}
		request.ResponseMax = 11
		if response, err := web.RoundTrip(t.Context(), request); err != nil || len(response.Body) != 11 {
			t.Error(response, err)
		}
		_ = web.Close()
		c, _ := overSocket(t, func(map[string]any) (int, string) {
			return http.StatusOK, `"` + strings.Repeat("x", ari.ResponseBytesMax) + `"`
		})
		if _, err := c.Channels.List(t.Context()); err == nil {
			t.Error("an answer beyond the limit was read")
		}
	})
}

// TestRedirectIsNotFollowed: credentials go to the server of the options and to no other.
func TestRedirectIsNotFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		c := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			http.Redirect(w, r, "http://elsewhere/ari", http.StatusTemporaryRedirect)
		})
		var failed *ari.Error
		err := c.Channels.Answer(t.Context(), "c")
		if !errors.As(err, &failed) || failed.Status != http.StatusTemporaryRedirect || asked != 1 {
			t.Errorf("%v, asked %d times", err, asked)
		}
	})
}

// TestDeadlines: a request that is not answered ends after RequestTimeout, or earlier if its context says so,
// over both transports.
func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		web := overHTTP(t, func(http.ResponseWriter, *http.Request) { <-hold })
		socket, _ := overSocket(t, func(map[string]any) (int, string) { return 0, "" })
		for name, c := range map[string]*ari.Client{"http": web, "websocket": socket} {
			begin := time.Now()
			err := c.Channels.Answer(context.Background(), "c")
			if took := time.Since(begin); took != ari.RequestTimeout || !errors.Is(err, ari.ErrTimeout) {
				t.Errorf("%s: %v after %v", name, err, took)
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			begin = time.Now()
			err = c.Channels.Answer(ctx, "c")
			if took := time.Since(begin); took != time.Second || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v after %v", name, err, took)
			}
			cancel()
			if err = c.Channels.Answer(ctx, "c"); err == nil {
				t.Errorf("%s: a request with a context that ended succeeded", name)
			}
		}
		close(hold)
	})
}
