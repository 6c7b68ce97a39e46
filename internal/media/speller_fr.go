package media

// french spells with the Canadian pack. It has un but not une, and no milliard:
// that is mille millions.
type french struct{}

func (french) language() string { return "fr" }

func (french) twelve() bool { return false }

// point is the comma that French has before decimals.
func (french) point() string { return "letters/ascii44" }

func (french) and() []string { return nil }

func (f french) cardinal(n int64, g gender) []string {
	if n == 0 {
		return []string{"digits/0"}
	}
	var list []string
	if count, rest := group(n, million); count > 0 {
		list, n = append(f.cardinal(count, g), "digits/million"), rest
	}
	for _, scale := range []struct {
		power int64
		name  string
	}{{thousand, "digits/thousand"}, {100, "digits/hundred"}} {
		count, rest := group(n, scale.power)
		if count > 1 {
			list = append(list, f.cardinal(count, g)...)
		}
		if count > 0 {
			list = append(list, scale.name)
		}
		n = rest
	}
	return append(list, f.tens(n)...)
}

// tens says soixante et onze, quatre-vingt onze, vingt et un.
func (french) tens(n int64) []string {
	unit := n % 10
	switch base := n - unit; {
	case unit == 0 || n <= 20:
		return tens(n)
	case base == 70 && unit == 1:
		return []string{"digits/60", "digits/et", "digits/11"}
	case base == 70 || base == 90:
		return []string{sound(base - 10), sound(unit + 10)}
	case unit == 1 && base < 70:
		return []string{sound(base), "digits/et", "digits/1"}
	default:
		return []string{sound(base), sound(unit)}
	}
}

// ordinal says those that the pack can say. It has no unième, so the
// twenty-first and its like are cardinals, as pages and kings are.
func (f french) ordinal(n int64, g gender) []string {
	list := f.cardinal(n, g)
	switch count, rest := group(n, billion); {
	case n == 1:
		return []string{"digits/h-1"}
	case n == billion:
		return []string{"digits/h-billion"}
	case count > 0 && rest == 0:
		return append(f.cardinal(count, g), "digits/h-billion")
	case n == million:
		return []string{"digits/h-million"}
	case list[len(list)-1] == "digits/1":
		return list
	}
	return lastOrdinal(list)
}

func (f french) counted(u unit, n int64) []string {
	name := []string{"hours", "minutes", "seconds"}[u]
	if n <= 1 {
		name = []string{"hours", "minute", "second"}[u]
	}
	return append(f.cardinal(n, "f"), name)
}

func (f french) coins(code string, n int64) ([]string, bool) {
	if code != "USD" {
		return nil, false
	}
	if n <= 1 {
		return append(f.cardinal(n, "m"), "letters/dollar"), true
	}
	return append(f.cardinal(n, "m"), "digits/dollars"), true
}

// date says jeudi, vingt-six novembre, deux mille vingt-six.
func (f french) date(d day) []string {
	list := d.weekday()
	if d.number() == 1 {
		list = append(list, "digits/h-1")
	} else {
		list = append(list, f.cardinal(d.number(), "")...)
	}
	list = append(list, d.month())
	if d.withYear {
		list = append(list, f.cardinal(d.year(), "")...)
	}
	return list
}

// clock says quatorze heures trente. Zero and one are heure in the singular.
func (f french) clock(c clock) []string {
	said, half := c.twelveHour()
	if !c.twelve {
		said = c.hour
	}
	var list []string
	if c.after {
		list = append(list, "digits/at")
	}
	list = append(list, f.cardinal(int64(said), "f")...)
	if said <= 1 {
		list = append(list, "digits/oclock")
	} else {
		list = append(list, "hours")
	}
	if c.minute > 0 {
		list = append(list, f.cardinal(int64(c.minute), "f")...)
	}
	if c.twelve {
		list = append(list, half)
	}
	return list
}

func (french) own() []string {
	return append(ordinalSounds(), "digits/et", "digits/oclock", "digits/h-hundred", "digits/h-thousand",
		"digits/h-million", "digits/h-billion", "minute", "second")
}
