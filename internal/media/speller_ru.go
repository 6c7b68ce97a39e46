package media

// russian spells with a pack that lacks most of what Russian bends. It has no
// feminine one and two, and of hundreds, thousands, millions and billions only
// some cases, which stand under names of ordinals: h-hundred is сотен,
// h-thousand тысячи, h-million миллиона, h-billion миллиардов.
type russian struct{}

// form is which of its three forms a counted word takes.
type form int

const (
	one  form = iota // 1, 21, 101: час
	few              // 2 to 4, 22: часа
	many             // 0, 5 to 20, 100: часов
)

// formOf tells the form that a word has after a number.
func formOf(n int64) form {
	switch last, teens := n%10, n%100 >= 11 && n%100 <= 14; {
	case teens:
		return many
	case last == 1:
		return one
	case last >= 2 && last <= 4:
		return few
	}
	return many
}

func (russian) language() string { return "ru" }

func (russian) twelve() bool { return false }

// point is the comma that Russian has before decimals.
func (russian) point() string { return "letters/ascii44" }

func (russian) and() []string { return nil }

func (r russian) cardinal(n int64, g gender) []string {
	if n == 0 {
		return []string{"digits/0"}
	}
	var list []string
	for _, scale := range []struct {
		power     int64
		one, more string
	}{
		{billion, "digits/billion", "digits/h-billion"}, {million, "digits/million", "digits/h-million"},
		{thousand, "digits/thousand", "digits/h-thousand"}, {100, "digits/hundred", "digits/h-hundred"},
	} {
		count, rest := group(n, scale.power)
		switch {
		case count == 0:
		case count == 1 && scale.power <= thousand:
			list = append(list, scale.one) // neither одна тысяча nor одна сотня
		case formOf(count) == one:
			list = append(append(list, r.cardinal(count, "m")...), scale.one)
		default:
			list = append(append(list, r.cardinal(count, "m")...), scale.more)
		}
		n = rest
	}
	list = append(list, tens(n)...)
	if last := n % 10; g == "n" && formOf(n) != many && last <= 2 {
		list[len(list)-1] = sound(last) + "n"
	}
	return list
}

// ordinal says the last word as an ordinal, masculine; hundreds and more have
// none and stay cardinals.
func (r russian) ordinal(n int64, g gender) []string {
	if n%100 == 0 {
		return r.cardinal(n, g)
	}
	return lastOrdinal(r.cardinal(n, "m"))
}

func (r russian) counted(u unit, n int64) []string {
	name := []string{"hours", "minutes", "seconds"}[u]
	if u == minute && formOf(n) == one {
		name = "queue-minute"
	}
	return append(r.cardinal(n, ""), name)
}

func (r russian) coins(code string, n int64) ([]string, bool) {
	switch {
	case code != "USD":
		return nil, false
	case formOf(n) == one:
		return append(r.cardinal(n, "m"), "letters/dollar"), true
	}
	return append(r.cardinal(n, "m"), "digits/dollars"), true
}

// date says четверг, двадцать шестой ноября, два тысячи двадцать шестой.
func (r russian) date(d day) []string {
	list := append(d.weekday(), r.ordinal(d.number(), "")...)
	list = append(list, d.month())
	if d.withYear {
		list = append(list, r.year(d.year())...)
	}
	return list
}

func (r russian) year(n int64) []string {
	if n == 0 {
		return r.cardinal(n, "")
	}
	return r.ordinal(n, "")
}

// clock says четырнадцать часов тридцать минут.
func (r russian) clock(c clock) []string {
	said, half := c.twelveHour()
	if !c.twelve {
		said = c.hour
	}
	var list []string
	if c.after {
		list = append(list, "digits/at")
	}
	list = append(list, r.counted(hour, int64(said))...)
	if c.minute > 0 {
		list = append(list, r.counted(minute, int64(c.minute))...)
	}
	if c.twelve {
		list = append(list, half)
	}
	return list
}

func (russian) own() []string {
	return append(ordinalSounds(), "digits/1n", "digits/2n", "digits/billion", "digits/h-hundred", "digits/h-thousand",
		"digits/h-million", "digits/h-billion", "queue-minute")
}
