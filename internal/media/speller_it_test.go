package media

import "testing"

// Law: Italian drops the vowel before uno and otto, says cento and mille
// without uno, mila for more, and mille milioni for the miliardo it has not.
func TestItalianNumbers(t *testing.T) {
	countUp(t, "it", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
		"17", "18", "19", "20", "21", "20 2", "20 3", "20 4", "20 5", "20 6", "20 7", "28", "20 9", "30", "31"})
	sayAll(t, "it", [][2]string{
		{"number:38", "38"},
		{"number:41", "41"},
		{"number:67", "60 7"},
		{"number:88", "88"},
		{"number:98", "98"},
		{"number:99", "90 9"},
		{"number:100", "hundred"},
		{"number:101", "hundred 1"},
		{"number:128", "hundred 28"},
		{"number:200", "2 hundred"},
		{"number:999", "9 hundred 90 9"},
		{"number:1000", "thousand"},
		{"number:1001", "thousand 1"},
		{"number:1100", "thousand hundred"},
		{"number:2000", "2 thousands"},
		{"number:21000", "21 thousands"},
		{"number:100000", "hundred thousands"},
		{"number:1000000", "un million"},
		{"number:1001000", "un million thousand"},
		{"number:2000000", "2 millions"},
		{"number:21000000", "21 millions"},
		{"number:1000000000", "thousand millions"},
		{"number:1234000000", "thousand 2 hundred 30 4 millions"},
		{"number:2000000000", "2 billion"},
		{"number:2001000000", "2 billion un million"},
		{"number:999999999999", "9 hundred 90 9 billion 9 hundred 90 9 millions 9 hundred 90 9 thousands 9 hundred 90 9"},
		{"number:1000000000000", "thousand billion"},
		{"number:-21", "minus 21"},
		{"number:12.5", "12 letters/ascii44 5"},
		{"number;gender=m:1", "un"},
		{"number;gender=f:1", "ore-una"},
		{"number;gender=f:21", "21"},
		{"number;gender=f:2", "2"},
		{"number;gender=m:1.5", "1 letters/ascii44 5"},
	})
}

// Law: Italian ordinals are said part by part.
func TestItalianOrdinals(t *testing.T) {
	sayAll(t, "it", [][2]string{
		{"ordinal:1", "h-1"},
		{"ordinal:12", "h-12"},
		{"ordinal:20", "h-20"},
		{"ordinal:21", "h-20 h-1"},
		{"ordinal:28", "h-20 h-8"},
		{"ordinal:100", "h-hundred"},
		{"ordinal:101", "h-hundred h-1"},
		{"ordinal:200", "2 h-hundred"},
		{"ordinal:1000", "h-thousand"},
		{"ordinal:2000", "2 h-thousand"},
		{"ordinal:1000000", "h-million"},
		{"ordinal:1000000000", "h-billion"},
		{"ordinal:1000000000000", "thousand h-billion"},
	})
}

// Law: Italian says ore before the hour, mezzanotte for zero, and e before minutes.
func TestItalianDatesTimes(t *testing.T) {
	sayAll(t, "it", [][2]string{
		{"date:2026-11-26", "day-4 20 6 mon-10 2 thousands 20 6"},
		{"date:2026-11-01", "day-0 h-1 mon-10 2 thousands 20 6"},
		{"date;weekday=no;year=no:2026-01-28", "28 mon-0"},
		{"date;weekday=no:1999-05-08", "8 mon-4 thousand 9 hundred 90 9"},
		{"time:14:30", "hours 14 e 30"},
		{"time:14:00", "hours 14"},
		{"time:00:00", "ore-mezzanotte"},
		{"time:00:05", "ore-mezzanotte e 5"},
		{"time:01:01", "hours ore-una e 1"},
		{"time:21:28", "hours 21 e 28"},
		{"time;clock=12:14:30", "hours 2 e 30 p-m"},
		{"time;clock=12:13:00", "hours ore-una p-m"},
		{"time;clock=12:00:00", "hours 12 a-m"},
		{"datetime;weekday=no;year=no:2026-11-26 14:30", "20 6 mon-10 at 14 e 30"},
		{"datetime;weekday=no;year=no:2026-11-26 01:00", "20 6 mon-10 hours ore-una"},
		{"datetime;weekday=no;year=no:2026-11-26 00:00", "20 6 mon-10 ore-mezzanotte"},
	})
}

// Law: one minute is un minuto; one hour is sixty minutes.
func TestItalianDurations(t *testing.T) {
	sayAll(t, "it", [][2]string{
		{"duration:1s", "un /seconds"},
		{"duration:2s", "2 /seconds"},
		{"duration:1m", "un /queue-minute"},
		{"duration:5m", "5 /minutes"},
		{"duration:11m", "11 /minutes"},
		{"duration:21m", "21 /minutes"},
		{"duration:1h8m", "68 /minutes"},
		{"duration:2h1m1s", "2 /hours un /queue-minute un /seconds"},
		{"duration:0s", "0 /seconds"},
	})
}

// Law: Italian has sounds for euro and dollaro.
func TestItalianMoney(t *testing.T) {
	sayAll(t, "it", [][2]string{
		{"money;currency=EUR:1", "un euros"},
		{"money;currency=EUR:12.50", "12 euros e 50"},
		{"money;currency=EUR:-21", "minus 21 euros"},
		{"money;currency=USD:1", "un letters/dollar"},
		{"money;currency=USD:2.01", "2 dollars e 1"},
		{"money;currency=CHF:2.01", "2 letters/ascii44 0 1 letters/c letters/h letters/f"},
	})
}
