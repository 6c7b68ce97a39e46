package steps

import (
	"context"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// MeetsOthers tells whether calls meet others in a step of that kind: who was in
// one when a process ended is waited for by those who come to the rooms of the next.
func MeetsOthers(kind string) bool {
	return slices.Contains([]string{"conference", "bridge", "park", "retrieve", "hold"}, kind)
}

// MayMeet tells whether calls meet others in a step of that kind at times: a caller in a queue meets an agent who waits
// on the line, and nobody else.
func MayMeet(kind string) bool { return kind == "queue" || kind == "agent" }

// PlaysOn tells whether a step of that kind only waits for the end of a prompt: who takes the call up lets it play on.
func PlaysOn(kind string) bool { return kind == "play" || kind == "say" }

// awaitRooms has a call that comes to the rooms wait until those are back who
// were there in another process, whose slots and bridges are not known before.
// Keys are kept for the next question. Before that it goes to the instance where the others are.
func awaitRooms(ctx context.Context, r *flows.Run, notify func(any)) error {
	if homed, ok := r.World().Rooms.(flows.Homed); ok {
		if err := homed.Home(r.Call().Asterisk, r.Call().ID); err != nil {
			return err
		}
	}
	rooms, ok := r.World().Rooms.(flows.Rebuilt)
	if !ok {
		return nil
	}
	call := r.Call()
	for deadline := r.Now().Add(rebuildTime); !rooms.Settled(call.Asterisk, call.ID, notify); {
		event, err := r.Next(ctx, deadline)
		if err != nil || event.Kind == flows.TimeUp {
			return err
		}
		if event.Kind == flows.KeyPressed {
			r.Keys().Push(event.Key, event.At)
		}
	}
	return nil
}
