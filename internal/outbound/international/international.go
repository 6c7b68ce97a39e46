package international

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/outbound/premium"
)

// Numbers has numbers be read as they are dialled from anywhere, with +, so that one can be told from another
// however they are written: 0044 20… is +44 20…, and within the country of the code, "" for none that is known, 020…
// is that too. What cannot be read so, an extension of the house or a code with * and #, stays as it is. It is only to
// compare numbers: what is read need not be one that can be dialled.
func Numbers(code string) func(number string) string {
	all := premium.Countries()
	at := slices.IndexFunc(all, func(one premium.Country) bool { return one.Code == code })
	within := func(number string) string { return number }
	if at >= 0 {
		within = func(number string) string { return national(all[at], number) }
	}
	return func(number string) string {
		if strings.Trim(number, "0123456789") != "" { // + as well
			return number
		}
		rest, abroad := strings.CutPrefix(number, "00")
		if abroad && rest != "" && (at < 0 || all[at].Calling != america) {
			return "+" + rest
		}
		return within(number)
	}
}

// america is what is dialled for North America, from abroad and before an area.
const america = "1"

// national reads a number as it is dialled in a country.
func national(c premium.Country, number string) string {
	if c.Calling == america {
		return northAmerican(number)
	}
	rest, national := strings.CutPrefix(number, c.Trunk)
	if !national || rest == "" {
		return number
	}
	return "+" + c.Calling + rest
}

// northAmerican reads a number as it is dialled in North America.
func northAmerican(number string) string {
	rest, abroad := strings.CutPrefix(number, "011")
	switch {
	case abroad && rest != "":
		return "+" + rest
	case len(number) == 11 && strings.HasPrefix(number, america):
		return "+" + number
	case len(number) == 10:
		return "+" + america + number
	}
	return number
}
