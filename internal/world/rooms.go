package world

import (
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/rooms"
)

// openRooms are the conferences and parkings of the process, under the file's
// rules. Without any from the process the file has some of its own.
func openRooms(of *rooms.Rooms, settings config.Config) *rooms.House {
	if of == nil {
		of = rooms.New("")
	}
	lots := map[string]rooms.Lot{}
	for name, lot := range settings.Parking {
		lots[name] = rooms.Lot{First: lot.First, Last: lot.Last}
	}
	return of.Under(rooms.Options{App: settings.App.Name, Rooms: settings.Conferences.Rooms,
		Members: settings.Conferences.Members, Lots: lots})
}
