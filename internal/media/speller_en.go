package media

// english spells as Asterisk does for en: twenty six, one hundred one.
type english struct{}

func (english) language() string { return "en" }

func (english) twelve() bool { return true }

func (english) point() string { return "letters/dot" }

func (english) and() []string { return []string{"vm-and"} }

func (e english) cardinal(n int64, g gender) []string {
	if n == 0 {
		return []string{"digits/0"}
	}
	var list []string
	for _, scale := range []struct {
		power int64
		name  string
	}{{billion, "digits/billion"}, {million, "digits/million"}, {thousand, "digits/thousand"}, {100, "digits/hundred"}} {
		var count int64
		if count, n = group(n, scale.power); count > 0 {
			list = append(append(list, e.cardinal(count, g)...), scale.name)
		}
	}
	return append(list, tens(n)...)
}

func (e english) ordinal(n int64, g gender) []string { return lastOrdinal(e.cardinal(n, g)) }

func (e english) counted(u unit, n int64) []string {
	name := []string{"hours", "minutes", "seconds"}[u]
	if n == 1 {
		// Hours are never one.
		name = []string{"hours", "minute", "second"}[u]
	}
	return append(e.cardinal(n, ""), name)
}

func (e english) coins(code string, n int64) ([]string, bool) {
	if code != "USD" {
		return nil, false
	}
	if n == 1 {
		return []string{"digits/1", "letters/dollar"}, true
	}
	return append(e.cardinal(n, ""), "digits/dollars"), true
}

// date says Thursday, November twenty-sixth, two thousand twenty six.
func (e english) date(d day) []string {
	list := append(d.weekday(), d.month())
	list = append(list, e.ordinal(d.number(), "")...)
	if d.withYear {
		list = append(list, e.year(d.year())...)
	}
	return list
}

// year says 1100 to 1999 in two halves: nineteen eighty four.
func (e english) year(n int64) []string {
	if n < 1100 || n > 1999 {
		return e.cardinal(n, "")
	}
	century, rest := group(n, 100)
	list := e.cardinal(century, "")
	switch {
	case rest == 0:
		return append(list, "digits/hundred")
	case rest < 10:
		return append(list, "digits/oh", sound(rest))
	}
	return append(list, tens(rest)...)
}

// clock says half past two as two thirty p.m.; with twenty-four hours, two
// o'clock is fourteen hundred hours.
func (e english) clock(c clock) []string {
	var list []string
	if c.after {
		list = append(list, "digits/at")
	}
	said, half := c.twelveHour()
	if !c.twelve {
		said = c.hour
	}
	list = append(list, e.cardinal(int64(said), "")...)
	switch {
	case c.minute == 0 && c.twelve:
		list = append(list, "digits/oclock")
	case c.minute == 0:
		list = append(list, "digits/hundred", "hours")
	case c.minute < 10:
		list = append(list, "digits/oh", sound(int64(c.minute)))
	default:
		list = append(list, tens(int64(c.minute))...)
	}
	if c.twelve {
		list = append(list, half)
	}
	return list
}

func (english) own() []string {
	return append(ordinalSounds(), "digits/billion", "digits/h-hundred", "digits/h-thousand", "digits/h-million",
		"digits/h-billion", "digits/oh", "digits/oclock", "minute", "second", "vm-and")
}
