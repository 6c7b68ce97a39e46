package fakeari

import (
	"maps"
	"net/http"
	"slices"
)

func soundRoutes() []routeLine {
	return []routeLine{
		{"GET", "sounds", "sounds.list", listSounds},
		{"GET", "sounds/{soundId}", "sounds.get", getSound},
	}
}

// listSounds lists those that were named, though others may exist.
func listSounds(s *Server, _ *ask) reply {
	views := []soundView{}
	for _, name := range slices.Sorted(maps.Keys(s.options.Sounds)) {
		views = append(views, s.soundView(name))
	}
	return ok(views)
}

func getSound(s *Server, a *ask) reply {
	name := a.params.text("soundId")
	if s.soundPiece(name).missing {
		return failed(http.StatusNotFound, "Sound not found")
	}
	return ok(s.soundView(name))
}

func (s *Server) soundView(name string) soundView {
	return soundView{ID: name, Formats: []formatView{{Language: s.options.Language, Format: "gsm"}}}
}
