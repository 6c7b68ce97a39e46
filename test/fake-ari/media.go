package fakeari

import (
	"strconv"
	"strings"
	"time"
)

// piece is what a media URI means to the player.
type piece struct {
	length       time.Duration // tonesForever for what does not end by itself
	missing      bool          // it does not exist, and the playback says so
	skipped      bool          // it is passed over without a word
	controllable bool
}

// piece looks a media URI up.
func (s *Server) piece(uri string) piece {
	scheme, name, _ := strings.Cut(uri, ":")
	switch scheme {
	case "sound":
		return s.soundPiece(name)
	case "recording":
		kept := s.stored[name]
		if kept == nil {
			return piece{skipped: true}
		}
		return piece{length: kept.Length, controllable: true}
	case "number":
		if _, err := strconv.Atoi(name); err != nil {
			return piece{skipped: true}
		}
		return piece{length: spoken(name)}
	case "digits", "characters":
		return piece{length: spoken(name)}
	case "tone":
		return piece{length: tonesForever, controllable: true}
	}
	return piece{skipped: true}
}

func (s *Server) soundPiece(name string) piece {
	length, known := s.options.Sounds[name]
	switch {
	case s.missing[name], !known && s.options.DefaultSound < 0:
		return piece{missing: true}
	case !known:
		length = s.options.DefaultSound
	}
	return piece{length: length, controllable: true}
}

func spoken(text string) time.Duration { return time.Duration(len(text)) * spokenUnit }

// targetChannel is the channel of a "channel:ID" URI, or nothing.
func targetChannel(uri string) string {
	id, _ := strings.CutPrefix(uri, "channel:")
	if len(id) == len(uri) {
		return ""
	}
	return id
}
