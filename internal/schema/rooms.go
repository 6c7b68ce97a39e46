package schema

import "github.com/ariapp/ariapp/internal/config"

const slotsForm = `^[1-9][0-9]{0,5}(-[1-9][0-9]{0,5})?$`

// conferences is the part about how many conferences there may be.
func conferences(d config.Conferences) node {
	return orNothing(mapping("",
		key{"rooms", "How many conferences there may be at once.", positive(), d.Rooms},
		key{"members", "How many may be in one, unless its step allows fewer.", positive(), d.Members},
	))
}

// parking is the part about the slots of parked calls.
func parking() node {
	slots := anyOf(text(slotsForm), node{"type": "integer", "minimum": 1, "maximum": 999_999})
	return orNothing(byName(slots, listedForm))
}
