package hand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// Listening says which events are wanted.
type Listening struct {
	// Types are the events that Asterisk lets through, all without any.
	Types []string
	// Sources are what is listened to: channel:ID, bridge:ID, endpoint:TECH or endpoint:TECH/NAME,
	// deviceState:NAME. Without any it is the channels of all endpoints, and all bridges that there are.
	Sources []string
	// Filter is a regular expression that an event's JSON must fit, "" for all.
	Filter string
}

// Check tells what is wrong with it.
func (l Listening) Check() error {
	_, err := l.compile()
	return err
}

func (l Listening) compile() (*regexp.Regexp, error) {
	for _, kind := range l.Types {
		if !slices.Contains(ari.EventTypes(), kind) {
			return nil, orderf("there is no event %q; there are %s", kind, strings.Join(ari.EventTypes(), ", "))
		}
	}
	for _, source := range l.Sources {
		scheme, id, _ := strings.Cut(source, ":")
		if !slices.Contains([]string{"channel", "bridge", "endpoint", "deviceState"}, scheme) || id == "" {
			return nil,
				orderf("the source %q: channel:ID, bridge:ID, endpoint:TECH/NAME and deviceState:NAME are possible", source)
		}
	}
	filter, err := regexp.Compile(l.Filter)
	if err != nil {
		return nil, orderf("the filter: %v", err)
	}
	return filter, nil
}

// Path is where a daemon serves these events.
func (l Listening) Path() string {
	query := url.Values{}
	for name, values := range map[string][]string{"type": l.Types, "source": l.Sources} {
		if len(values) > 0 {
			query.Set(name, strings.Join(values, ","))
		}
	}
	if l.Filter != "" {
		query.Set("filter", l.Filter)
	}
	return "/events?" + query.Encode()
}

// Missed stands among the events for those that came faster than they were taken.
type Missed struct {
	Type string `json:"type"`
	// Events is how many were missed so far.
	Events int64 `json:"missed"`
}

// connection tells of the socket, among the events.
type connection struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// Events hands over events, each a line of JSON, until ctx ends; then the error is nil.
func (h Hand) Events(ctx context.Context, wanted Listening, each func(line []byte) error) error {
	filter, err := wanted.compile()
	if err != nil {
		return err
	}
	if h.client == nil {
		return unlessOver(ctx, h.api.Stream(ctx, wanted.Path(), each))
	}
	s, err := open(ctx, h.client, newName())
	if err != nil {
		return unlessOver(ctx, err)
	}
	defer s.close()
	sources, err := s.listenTo(ctx, wanted)
	if err != nil {
		return unlessOver(ctx, err)
	}
	defer s.release(ctx, sources)
	return unlessOver(ctx, s.tail(ctx, wanted, filter, each))
}

// unlessOver is the error of what did not end as it was told to.
func unlessOver(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s *session) tail(ctx context.Context, wanted Listening, filter *regexp.Regexp, each func([]byte) error) error {
	var missed int64
	for {
		event, err := s.next(ctx)
		if err != nil {
			return err
		}
		if now := s.lost.Load(); now > missed {
			missed = now
			text, err := json.Marshal(Missed{"Missed", missed})
			if err := errors.Join(err, each(text)); err != nil {
				return err
			}
		}
		if len(wanted.Types) > 0 && !ours(event) && !slices.Contains(wanted.Types, event.EventType()) {
			continue // the filter lets through what the socket itself needs
		}
		if _, back := event.(*ari.Back); back { // Asterisk may have forgotten what it was asked for
			if _, err := s.listenTo(ctx, wanted); err != nil {
				return err
			}
		}
		text, err := line(event)
		if err != nil {
			return err
		}
		if ours(event) || filter.Match(text) {
			if err := each(text); err != nil {
				return err
			}
		}
	}
}

// ours tells an event of the client itself: that the socket was lost, or is back.
func ours(event ari.Event) bool {
	switch event.(type) {
	case *ari.Lost, *ari.Back:
		return true
	}
	return false
}

// line is an event as JSON.
func line(event ari.Event) ([]byte, error) {
	var value any = event
	switch e := event.(type) {
	case *ari.UnknownEvent:
		return e.Raw, nil
	case *ari.Lost: // an error has no JSON
		value = connection{"Lost", e.Err.Error()}
	case *ari.Back:
		value = connection{"Back", "after " + e.Away.String()}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing an event: %w", err)
	}
	return text, nil
}

// listenTo has Asterisk send what is wanted, and gives what was subscribed to.
func (s *session) listenTo(ctx context.Context, wanted Listening) ([]string, error) {
	if len(wanted.Types) > 0 {
		types := append(slices.Clone(wanted.Types), "ChannelUserevent") // the socket tests itself with one
		_, err := s.client.Applications.Filter(ctx, s.app,
			ari.ApplicationsFilterParams{Filter: ari.EventFilter{Allowed: types}})
		if err != nil {
			return nil, fmt.Errorf("having events filtered: %w", err)
		}
	}
	sources, err := wanted.Sources, error(nil)
	if len(sources) == 0 {
		if sources, err = s.everything(ctx); err != nil {
			return nil, err
		}
	}
	var taken []string
	for _, source := range sources {
		_, err := s.client.Applications.Subscribe(ctx, s.app, ari.ApplicationsSubscribeParams{EventSource: []string{source}})
		switch {
		case err == nil:
			taken = append(taken, source)
		case len(wanted.Sources) > 0:
			s.release(ctx, taken)
			return nil, fmt.Errorf("listening to %s: %w", source, err)
		}
	}
	return taken, nil
}

// everything are the sources of all that happens to calls. Subscribing to all
// channels at once is no choice: see [ari.ListenOptions].
func (s *session) everything(ctx context.Context) ([]string, error) {
	endpoints, err := s.client.Endpoints.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for endpoints: %w", err)
	}
	bridges, err := s.client.Bridges.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for bridges: %w", err)
	}
	var sources []string
	for _, one := range endpoints {
		sources = append(sources, "endpoint:"+one.Technology)
	}
	slices.Sort(sources)
	sources = slices.Compact(sources)
	for _, one := range bridges {
		sources = append(sources, "bridge:"+one.ID)
	}
	return sources, nil
}

// release ends subscriptions: an application that has none left is forgotten with its socket.
func (s *session) release(ctx context.Context, sources []string) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	for _, source := range sources {
		// What has ended is not subscribed to any more.
		_, _ = s.client.Applications.Unsubscribe(ctx, s.app, ari.ApplicationsUnsubscribeParams{EventSource: []string{source}})
	}
}
