package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// moment is a date or a time of an iCal file.
type moment struct {
	// isDate tells that it is a whole day, in no zone.
	isDate bool
	// wall is what the clock shows, written as if it were UTC, so that it may be calculated with.
	wall time.Time
	// zone is the clock's.
	zone *time.Location
}

// instant is when the clock of the moment's zone shows it. A time that
// daylight saving skips is that much later.
func (m moment) instant() time.Time { return m.at(m.wall) }

// at is when the moment's clock shows another time.
func (m moment) at(wall time.Time) time.Time {
	year, month, day := wall.Date()
	hour, minute, second := wall.Clock()
	return time.Date(year, month, day, hour, minute, second, 0, m.zone)
}

// wallOf is what the moment's clock shows at an instant.
func (m moment) wallOf(at time.Time) time.Time {
	at = at.In(m.zone)
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC)
}

var (
	dateDigits = regexp.MustCompile(`^[0-9]{8}$`)
	timeDigits = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z?$`)
)

// parseMoments reads a property whose value is one moment or several; those
// without a zone are in local.
func parseMoments(p property, local *time.Location) ([]moment, *lineFault) {
	zone := local
	if name, ok := p.params["TZID"]; ok {
		var err error
		if zone, err = loadZone(name); err != nil {
			return nil, p.fault("there is no zone %q; TZID must be one of the IANA database, such as Europe/Berlin", name)
		}
	}
	var all []moment
	for value := range strings.SplitSeq(p.value, ",") {
		m, ok := parseMoment(value, zone)
		if !ok {
			return nil, p.fault("%s: %q is neither a date such as 20261224 nor a time such as 20261224T140000",
				p.name, value)
		}
		if sort, given := p.params["VALUE"]; given && (sort == "DATE") != m.isDate || sort == "PERIOD" {
			return nil, p.fault("%s: %q is no %s", p.name, value, sort)
		}
		if year := m.wall.Year(); year < FirstYear || year > LastYear {
			return nil, p.fault("%s: the year of %q is none from %d to %d", p.name, value, FirstYear, LastYear)
		}
		all = append(all, m)
	}
	return all, nil
}

// parseOne reads a property whose value is one moment.
func parseOne(p property, local *time.Location) (*moment, *lineFault) {
	all, fault := parseMoments(p, local)
	if fault != nil {
		return nil, fault
	}
	if len(all) != 1 {
		return nil, p.fault("%s has %d values", p.name, len(all))
	}
	return &all[0], nil
}

func parseMoment(value string, zone *time.Location) (moment, bool) {
	if dateDigits.MatchString(value) {
		wall, err := time.Parse("20060102", value)
		return moment{true, wall, time.UTC}, err == nil
	}
	if !timeDigits.MatchString(value) {
		return moment{}, false
	}
	digits, utc := strings.CutSuffix(value, "Z")
	if utc {
		zone = time.UTC
	}
	wall, err := time.Parse("20060102T150405", digits)
	return moment{false, wall, zone}, err == nil
}

var durationForm = regexp.MustCompile(
	`^\+?P(?:([0-9]{1,4})W|(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?)$`)

// parseDuration reads P1D, PT8H30M or P2W.
func parseDuration(text string) (time.Duration, bool) {
	parts := durationForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	const day = 24 * time.Hour
	var total time.Duration
	for i, unit := range []time.Duration{7 * day, day, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(parts[i+1])
		total += time.Duration(n) * unit
	}
	return total, total > 0
}
