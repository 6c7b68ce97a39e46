package media

// italian spells with the pack of the same name: ventuno and ventotto have
// sounds of their own, since the vowel before them falls.
type italian struct{}

func (italian) language() string { return "it" }

func (italian) twelve() bool { return false }

// point is the comma that Italian has before decimals.
func (italian) point() string { return "letters/ascii44" }

func (italian) and() []string { return []string{"digits/e"} }

// cardinal says uno when a number stands alone, un before what is masculine,
// una before what is feminine; compounds end in uno.
func (i italian) cardinal(n int64, g gender) []string {
	switch {
	case n == 0:
		return []string{"digits/0"}
	case n == 1 && g == "m":
		return []string{"digits/un"}
	case n == 1 && g == "f":
		return []string{"digits/ore-una"}
	}
	list, n := i.great(n)
	switch count, rest := group(n, thousand); {
	case count == 1:
		list, n = append(list, "digits/thousand"), rest
	case count > 1:
		list, n = append(append(list, i.cardinal(count, "")...), "digits/thousands"), rest
	}
	if count, rest := group(n, 100); count > 0 {
		if count > 1 {
			list = append(list, sound(count))
		}
		list, n = append(list, "digits/hundred"), rest
	}
	return append(list, i.tens(n)...)
}

// great says the part above a million. The pack has miliardi and no miliardo:
// one is mille milioni.
func (i italian) great(n int64) (list []string, rest int64) {
	billions, rest := group(n, billion)
	if billions > 1 {
		list = append(i.cardinal(billions, ""), "digits/billion")
	} else {
		rest = n
	}
	switch count, rest := group(rest, million); {
	case count == 0:
		return list, rest
	case count == 1:
		return append(list, "digits/un", "digits/million"), rest
	default:
		return append(append(list, i.cardinal(count, "")...), "digits/millions"), rest
	}
}

func (italian) tens(n int64) []string {
	if n > 20 && (n%10 == 1 || n%10 == 8) {
		return []string{sound(n)}
	}
	return tens(n)
}

// ordinal says each part as an ordinal, in the older way that the pack can
// say: ventesimo primo for ventunesimo; hundreds and more with a count before them.
func (i italian) ordinal(n int64, _ gender) []string {
	var list []string
	for _, scale := range []struct {
		power int64
		name  string
	}{{billion, "digits/h-billion"}, {million, "digits/h-million"}, {thousand, "digits/h-thousand"},
		{100, "digits/h-hundred"}} {
		count, rest := group(n, scale.power)
		if count > 1 {
			list = append(list, i.cardinal(count, "")...)
		}
		if count > 0 {
			list = append(list, scale.name)
		}
		n = rest
	}
	return append(list, ordinalParts(n)...)
}

func (i italian) counted(u unit, n int64) []string {
	if u == minute && n == 1 {
		return []string{"digits/un", "queue-minute"}
	}
	g := []gender{"f", "m", "m"}[u]
	return append(i.cardinal(n, g), []string{"hours", "minutes", "seconds"}[u])
}

func (i italian) coins(code string, n int64) ([]string, bool) {
	list := i.cardinal(n, "m")
	switch {
	case code == "EUR":
		return append(list, "digits/euros"), true // the same for one
	case code == "USD" && n == 1:
		return append(list, "letters/dollar"), true
	case code == "USD":
		return append(list, "digits/dollars"), true
	}
	return nil, false
}

// date says giovedì, ventisei novembre, duemila ventisei.
func (i italian) date(d day) []string {
	list := d.weekday()
	if d.number() == 1 {
		list = append(list, "digits/h-1")
	} else {
		list = append(list, i.cardinal(d.number(), "")...)
	}
	list = append(list, d.month())
	if d.withYear {
		list = append(list, i.cardinal(d.year(), "")...)
	}
	return list
}

// clock says ore quattordici e trenta, or alle quattordici e trenta after a
// date; ore una, and mezzanotte, have no other way to be said.
func (i italian) clock(c clock) []string {
	said, half := c.twelveHour()
	if !c.twelve {
		said = c.hour
	}
	var list []string
	switch {
	case said == 0:
		list = []string{"digits/ore-mezzanotte"}
	case said == 1:
		list = []string{"digits/hours", "digits/ore-una"}
	case c.after:
		list = append([]string{"digits/at"}, i.cardinal(int64(said), "")...)
	default:
		list = append([]string{"digits/hours"}, i.cardinal(int64(said), "")...)
	}
	if c.minute > 0 {
		list = append(append(list, "digits/e"), i.cardinal(int64(c.minute), "")...)
	}
	if c.twelve {
		list = append(list, half)
	}
	return list
}

func (italian) own() []string {
	list := ordinalSounds()
	for base := int64(20); base <= 90; base += 10 {
		list = append(list, sound(base+1), sound(base+8))
	}
	return append(list, "digits/un", "digits/e", "digits/thousands", "digits/millions", "digits/billion", "digits/euros",
		"digits/hours", "digits/ore-una", "digits/ore-mezzanotte", "digits/h-hundred", "digits/h-thousand",
		"digits/h-million", "digits/h-billion", "queue-minute")
}
