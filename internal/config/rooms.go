package config

import (
	"regexp"
	"strconv"

	"github.com/ariapp/ariapp/flows/source"
)

// Conferences bound what calls may make of conferences.
type Conferences struct {
	// Rooms is how many there may be at once, Members how many may be in one.
	Rooms, Members int
}

// Lot is a parking: the numbers of its slots.
type Lot struct{ First, Last int }

func defaultConferences() Conferences { return Conferences{Rooms: 1000, Members: 100} }

// defaultParking are the slots that Asterisk's own parking has in its samples.
func defaultParking() map[string]Lot { return map[string]Lot{"default": {701, 720}} }

func (r *reader) conferences(c *Conferences, n *source.Node) {
	r.mapping("conferences", n, map[string]func(*source.Node){
		"rooms": r.within(&c.Rooms, 1, roomsMost), "members": r.within(&c.Members, 1, membersMost)})
}

var slotRange = regexp.MustCompile(`^([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?$`)

const slotRangeAccepts = "slots such as 701-720"

// parking reads lots by name; without any there is the default one.
func (r *reader) parking(into *map[string]Lot, n *source.Node) {
	if n == nil || n.Kind == source.Empty {
		return
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, "parking", "a mapping of names to slots")
		return
	}
	lots := map[string]Lot{}
	for key, item := range n.All() {
		if !tableName.MatchString(key.Value) {
			r.report.WrongType(key, "a parking's name", "letters, digits, _ and -, beginning with a letter")
			continue
		}
		if text, ok := r.scalar(item, slotRangeAccepts); ok {
			lot, ok := parseLot(text)
			if !ok {
				r.report.WrongType(item, "the parking "+key.Value, slotRangeAccepts+", at most "+strconv.Itoa(slotsMost)+" of them")
			}
			lots[key.Value] = lot
		}
	}
	*into = lots
}

// parseLot reads first-last, or a single slot.
func parseLot(text string) (Lot, bool) {
	parts := slotRange.FindStringSubmatch(text)
	if parts == nil {
		return Lot{}, false
	}
	first, _ := strconv.Atoi(parts[1]) // the pattern lets digits through only
	last := first
	if parts[2] != "" {
		last, _ = strconv.Atoi(parts[2])
	}
	return Lot{first, last}, first <= last && last-first < slotsMost
}
