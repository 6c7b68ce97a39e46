package media

// spanish spells with the Mexican pack. It has veintiuno but not veintiún:
// that is veinti and un.
type spanish struct{}

func (spanish) language() string { return "es" }

func (spanish) twelve() bool { return false }

func (spanish) point() string { return "letters/dot" }

func (spanish) and() []string { return []string{"digits/and"} }

// cardinal says uno when a number stands alone, un before what is masculine,
// una before what is feminine.
func (s spanish) cardinal(n int64, g gender) []string {
	if n == 0 {
		return []string{"digits/0"}
	}
	list, n := s.millions(n)
	count, n := group(n, thousand)
	switch {
	case count == 1:
		list = append(list, "digits/thousand")
	case count > 1:
		list = append(append(list, s.cardinal(count, "m")...), "digits/thousand")
	}
	switch count, rest := group(n, 100); {
	case n == 100:
		list = append(list, "digits/hundred")
	case count == 1:
		list = append(list, "digits/100-and")
	case count > 1:
		list = append(list, sound(n-rest))
	}
	return append(list, s.tens(n%100, g)...)
}

// millions says the part above a million: a thousand millions are what others
// call a billion, and a million of millions is its square.
func (s spanish) millions(n int64) (list []string, rest int64) {
	switch count, rest := group(n, million); count {
	case 0:
		return nil, rest
	case 1:
		return []string{"digits/1M", "digits/million"}, rest
	case million:
		return []string{"digits/1M", "digits/million", "digits/es-de", "digits/millions"}, rest
	default:
		return append(s.cardinal(count, "m"), "digits/millions"), rest
	}
}

func (spanish) tens(n int64, g gender) []string {
	one := map[gender]string{"m": "digits/1M", "f": "digits/1F"}[g]
	switch {
	case n == 0:
		return nil
	case n == 1 && one != "":
		return []string{one}
	case n == 21 && one != "":
		return []string{"digits/20-and", one}
	case n < 30 || n%10 == 0:
		return []string{sound(n)}
	case n%10 == 1 && one != "":
		return []string{sound(n - 1), "digits/and", one}
	}
	return []string{sound(n / 10 * 10), "digits/and", sound(n % 10)}
}

// ordinal says those that the pack has, masculine; above them a cardinal, as people do.
func (s spanish) ordinal(n int64, g gender) []string {
	switch n {
	case thousand:
		return []string{"digits/h-thousand"}
	case million:
		return []string{"digits/h-million"}
	case NumberMax:
		return []string{"digits/h-billion"}
	}
	if n >= 200 {
		return s.cardinal(n, g)
	}
	var list []string
	if n >= 100 {
		list = append(list, "digits/h-hundred")
	}
	return append(list, ordinalParts(n%100)...)
}

// ordinalParts says each part of 1 to 99 as an ordinal: vigésimo primero.
func ordinalParts(n int64) []string {
	list := tens(n)
	for i := range list {
		lastOrdinal(list[:i+1])
	}
	return list
}

func (s spanish) counted(u unit, n int64) []string {
	if u == minute && n == 1 {
		return []string{"digits/1M", "queue-minute"}
	}
	g := []gender{"f", "m", "m"}[u]
	return append(s.cardinal(n, g), []string{"hours", "minutes", "seconds"}[u])
}

// coins says mil dólares, but un millón de dólares.
func (s spanish) coins(code string, n int64) ([]string, bool) {
	if code != "USD" {
		return nil, false
	}
	list := s.cardinal(n, "m")
	switch {
	case n == 1:
		return append(list, "letters/dollar"), true
	case n >= million && n%million == 0:
		list = append(list, "digits/es-de")
	}
	return append(list, "digits/dollars"), true
}

// date says jueves, veintiséis de noviembre de dos mil veintiséis.
func (s spanish) date(d day) []string {
	list := d.weekday()
	if d.number() == 1 {
		list = append(list, "digits/h-1")
	} else {
		list = append(list, s.cardinal(d.number(), "")...)
	}
	list = append(list, "digits/es-de", d.month())
	if d.withYear {
		list = append(append(list, "digits/es-de"), s.cardinal(d.year(), "")...)
	}
	return list
}

// clock says catorce y treinta, catorce horas, una en punto. There is a las,
// and no a la: one o'clock goes without.
func (s spanish) clock(c clock) []string {
	said, half := c.twelveHour()
	if !c.twelve {
		said = c.hour
	}
	var list []string
	if c.after && said != 1 {
		list = append(list, "digits/at")
	}
	list = append(list, s.cardinal(int64(said), "f")...)
	switch {
	case c.minute > 0:
		list = append(append(list, "digits/and"), s.cardinal(int64(c.minute), "")...)
	case said == 1:
		list = append(list, "digits/oclock")
	case !c.twelve:
		list = append(list, "hours")
	}
	if c.twelve {
		list = append(list, half)
	}
	return list
}

func (spanish) own() []string {
	list := append(ordinalSounds(), numbered("digits/%d", 21, 29)...)
	for hundreds := int64(200); hundreds <= 900; hundreds += 100 {
		list = append(list, sound(hundreds))
	}
	return append(list, "digits/1M", "digits/1F", "digits/20-and", "digits/100-and", "digits/and", "digits/millions",
		"digits/es-de", "digits/oclock", "digits/h-hundred", "digits/h-thousand", "digits/h-million", "digits/h-billion",
		"queue-minute")
}
