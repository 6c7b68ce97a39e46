package media

import "testing"

// Law: Spanish joins tens and units with y, has veintiuno in one word, cien
// alone and ciento before more, mil without un, and millón and millones.
func TestSpanishNumbers(t *testing.T) {
	countUp(t, "es", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
		"17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "30 and 1"})
	sayAll(t, "es", [][2]string{
		{"number:40", "40"},
		{"number:55", "50 and 5"},
		{"number:77", "70 and 7"},
		{"number:99", "90 and 9"},
		{"number:100", "hundred"},
		{"number:101", "100-and 1"},
		{"number:121", "100-and 21"},
		{"number:200", "200"},
		{"number:500", "500"},
		{"number:555", "500 50 and 5"},
		{"number:999", "900 90 and 9"},
		{"number:1000", "thousand"},
		{"number:1001", "thousand 1"},
		{"number:1100", "thousand hundred"},
		{"number:2000", "2 thousand"},
		{"number:21000", "20-and 1M thousand"},
		{"number:31000", "30 and 1M thousand"},
		{"number:100000", "hundred thousand"},
		{"number:101000", "100-and 1M thousand"},
		{"number:1000000", "1M million"},
		{"number:1000001", "1M million 1"},
		{"number:2000000", "2 millions"},
		{"number:21000000", "20-and 1M millions"},
		{"number:1000000000", "thousand millions"},
		{"number:2001000000", "2 thousand 1M millions"},
		{"number:999999999999", "900 90 and 9 thousand 900 90 and 9 millions 900 90 and 9 thousand 900 90 and 9"},
		{"number:1000000000000", "1M million es-de millions"},
		{"number:-15", "minus 15"},
		{"number:12.5", "12 letters/dot 5"},
		{"number:-1.25", "minus 1 letters/dot 2 5"},
	})
}

// Law: one is uno alone, un before what is masculine, una before what is feminine.
func TestSpanishGender(t *testing.T) {
	sayAll(t, "es", [][2]string{
		{"number;gender=m:1", "1M"},
		{"number;gender=f:1", "1F"},
		{"number;gender=n:1", "1"},
		{"number;gender=m:11", "11"},
		{"number;gender=f:21", "20-and 1F"},
		{"number;gender=m:21", "20-and 1M"},
		{"number;gender=f:31", "30 and 1F"},
		{"number;gender=f:101", "100-and 1F"},
		{"number;gender=f:21001", "20-and 1M thousand 1F"},
		{"number;gender=f:2", "2"},
		{"number;gender=f:1.5", "1 letters/dot 5"},
	})
}

// Law: Spanish ordinals bend every part; those without a sound are cardinals.
func TestSpanishOrdinals(t *testing.T) {
	sayAll(t, "es", [][2]string{
		{"ordinal:1", "h-1"},
		{"ordinal:11", "h-11"},
		{"ordinal:19", "h-19"},
		{"ordinal:20", "h-20"},
		{"ordinal:21", "h-20 h-1"},
		{"ordinal:99", "h-90 h-9"},
		{"ordinal:100", "h-hundred"},
		{"ordinal:101", "h-hundred h-1"},
		{"ordinal:121", "h-hundred h-20 h-1"},
		{"ordinal:200", "200"},
		{"ordinal:1000", "h-thousand"},
		{"ordinal:1001", "thousand 1"},
		{"ordinal:1000000", "h-million"},
		{"ordinal:1000000000000", "h-billion"},
	})
}

// Law: Spanish dates have de, and the first is primero; the clock has twenty-four hours.
func TestSpanishDatesTimes(t *testing.T) {
	sayAll(t, "es", [][2]string{
		{"date:2026-11-26", "day-4 26 es-de mon-10 es-de 2 thousand 26"},
		{"date:2026-11-01", "day-0 h-1 es-de mon-10 es-de 2 thousand 26"},
		{"date;weekday=no;year=no:2026-01-31", "30 and 1 es-de mon-0"},
		{"date;weekday=no:1999-05-21", "21 es-de mon-4 es-de thousand 900 90 and 9"},
		{"time:14:30", "14 and 30"},
		{"time:14:00", "14 /hours"},
		{"time:00:00", "0 /hours"},
		{"time:00:01", "0 and 1"},
		{"time:01:00", "1F oclock"},
		{"time:01:15", "1F and 15"},
		{"time:21:00", "20-and 1F /hours"},
		{"time:21:31", "20-and 1F and 30 and 1"},
		{"time;clock=12:14:30", "2 and 30 p-m"},
		{"time;clock=12:13:00", "1F oclock p-m"},
		{"time;clock=12:12:00", "12 p-m"},
		{"datetime;weekday=no;year=no:2026-11-26 14:30", "26 es-de mon-10 at 14 and 30"},
		{"datetime;weekday=no;year=no:2026-11-26 01:30", "26 es-de mon-10 1F and 30"},
	})
}

// Law: hours are feminine, minutes masculine; one minute is singular; one hour is sixty minutes.
func TestSpanishDurations(t *testing.T) {
	sayAll(t, "es", [][2]string{
		{"duration:1s", "1M /seconds"},
		{"duration:2s", "2 /seconds"},
		{"duration:1m", "1M /queue-minute"},
		{"duration:5m", "5 /minutes"},
		{"duration:11m", "11 /minutes"},
		{"duration:21m", "20-and 1M /minutes"},
		{"duration:1h1m", "60 and 1M /minutes"},
		{"duration:2h2m2s", "2 /hours 2 /minutes 2 /seconds"},
		{"duration:21h", "20-and 1F /hours"},
		{"duration:0s", "0 /seconds"},
	})
}

// Law: dólar is masculine, and a round million has de before it.
func TestSpanishMoney(t *testing.T) {
	sayAll(t, "es", [][2]string{
		{"money;currency=USD:1", "1M letters/dollar"},
		{"money;currency=USD:12.50", "12 dollars and 50"},
		{"money;currency=USD:21", "20-and 1M dollars"},
		{"money;currency=USD:1000000", "1M million es-de dollars"},
		{"money;currency=USD:3000001", "3 millions 1M dollars"},
		{"money;currency=MXN:21.5", "21 letters/dot 5 0 letters/m letters/x letters/n"},
	})
}
