package media

import "testing"

// Law: Russian bends hundreds, thousands, millions and billions as far as the
// pack has their cases; one thousand and one hundred stand without one.
func TestRussianNumbers(t *testing.T) {
	countUp(t, "ru", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
		"17", "18", "19", "20", "20 1", "20 2", "20 3", "20 4", "20 5", "20 6", "20 7", "20 8", "20 9", "30", "30 1"})
	sayAll(t, "ru", [][2]string{
		{"number:40", "40"},
		{"number:90", "90"},
		{"number:99", "90 9"},
		{"number:100", "hundred"},
		{"number:101", "hundred 1"},
		{"number:200", "2 h-hundred"},
		{"number:500", "5 h-hundred"},
		{"number:999", "9 h-hundred 90 9"},
		{"number:1000", "thousand"},
		{"number:1001", "thousand 1"},
		{"number:2000", "2 h-thousand"},
		{"number:5000", "5 h-thousand"},
		{"number:11000", "11 h-thousand"},
		{"number:21000", "20 1 thousand"},
		{"number:22000", "20 2 h-thousand"},
		{"number:1000000", "1 million"},
		{"number:2000000", "2 h-million"},
		{"number:11000000", "11 h-million"},
		{"number:21000000", "20 1 million"},
		{"number:1000000000", "1 billion"},
		{"number:5000000000", "5 h-billion"},
		{"number:999999999999", "9 h-hundred 90 9 h-billion 9 h-hundred 90 9 h-million 9 h-hundred 90 9 h-thousand 9 h-hundred 90 9"},
		{"number:1000000000000", "thousand h-billion"},
		{"number:-11", "minus 11"},
		{"number:12.5", "12 letters/ascii44 5"},
	})
}

// Law: neuter one and two have sounds of their own, not so eleven and twelve;
// feminine ones have none and are masculine.
func TestRussianGender(t *testing.T) {
	sayAll(t, "ru", [][2]string{
		{"number;gender=n:1", "1n"},
		{"number;gender=n:2", "2n"},
		{"number;gender=n:3", "3"},
		{"number;gender=n:10", "10"},
		{"number;gender=n:11", "11"},
		{"number;gender=n:12", "12"},
		{"number;gender=n:21", "20 1n"},
		{"number;gender=n:102", "hundred 2n"},
		{"number;gender=n:112", "hundred 12"},
		{"number;gender=n:1000", "thousand"},
		{"number;gender=m:1", "1"},
		{"number;gender=f:2", "2"},
		{"number;gender=n:1001", "thousand 1n"},
	})
}

// Law: the last word of a Russian ordinal bends; hundreds and more cannot.
func TestRussianOrdinals(t *testing.T) {
	sayAll(t, "ru", [][2]string{
		{"ordinal:1", "h-1"},
		{"ordinal:3", "h-3"},
		{"ordinal:11", "h-11"},
		{"ordinal:20", "h-20"},
		{"ordinal:21", "20 h-1"},
		{"ordinal;gender=n:2", "h-2"},
		{"ordinal:100", "hundred"},
		{"ordinal:101", "hundred h-1"},
		{"ordinal:1040", "thousand h-40"},
		{"ordinal:2000", "2 h-thousand"},
	})
}

// Law: Russian dates are ordinals with the month in the genitive; the clock has twenty-four hours.
func TestRussianDatesTimes(t *testing.T) {
	sayAll(t, "ru", [][2]string{
		{"date:2026-11-26", "day-4 20 h-6 mon-10 2 h-thousand 20 h-6"},
		{"date:2026-11-01", "day-0 h-1 mon-10 2 h-thousand 20 h-6"},
		{"date;weekday=no;year=no:2026-01-31", "30 h-1 mon-0"},
		{"date;weekday=no:2000-05-09", "h-9 mon-4 2 h-thousand"},
		{"date;weekday=no:1999-05-09", "h-9 mon-4 thousand 9 h-hundred 90 h-9"},
		{"date;weekday=no:0000-05-09", "h-9 mon-4 0"},
		{"time:14:30", "14 /hours 30 /minutes"},
		{"time:14:00", "14 /hours"},
		{"time:00:01", "0 /hours 1 /queue-minute"},
		{"time:01:11", "1 /hours 11 /minutes"},
		{"time:21:21", "20 1 /hours 20 1 /queue-minute"},
		{"time;clock=12:14:30", "2 /hours 30 /minutes p-m"},
		{"datetime;weekday=no;year=no:2026-11-26 14:30", "20 h-6 mon-10 at 14 /hours 30 /minutes"},
	})
}

// Law: after a number a Russian word has one of three forms.
func TestRussianForms(t *testing.T) {
	for n, want := range map[int64]form{0: many, 1: one, 2: few, 4: few, 5: many, 10: many, 11: many, 12: many, 14: many,
		20: many, 21: one, 22: few, 25: many, 100: many, 101: one, 104: few, 111: many, 112: many, 121: one, 1001: one} {
		if got := formOf(n); got != want {
			t.Errorf("%d takes the form %d, not %d", n, got, want)
		}
	}
}

// Law: the forms that the pack has are used: минута, минут; доллар, долларов.
func TestRussianDurationsMoney(t *testing.T) {
	sayAll(t, "ru", [][2]string{
		{"duration:1s", "1 /seconds"},
		{"duration:5s", "5 /seconds"},
		{"duration:1m", "1 /queue-minute"},
		{"duration:2m", "2 /minutes"},
		{"duration:5m", "5 /minutes"},
		{"duration:11m", "11 /minutes"},
		{"duration:21m", "20 1 /queue-minute"},
		{"duration:1h1m", "60 1 /queue-minute"},
		{"duration:2h", "2 /hours"},
		{"duration:21h", "20 1 /hours"},
		{"money;currency=USD:1", "1 letters/dollar"},
		{"money;currency=USD:2", "2 dollars"},
		{"money;currency=USD:11.50", "11 dollars 50"},
		{"money;currency=USD:21", "20 1 letters/dollar"},
		{"money;currency=RUB:5.05", "5 letters/ascii44 0 5 letters/r letters/u letters/b"},
	})
}
