package media

import "testing"

// Law: French has et before un and onze up to seventy-one, counts in twenties
// from seventy, says cent and mille without un, and thousands of millions.
func TestFrenchNumbers(t *testing.T) {
	countUp(t, "fr", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
		"17", "18", "19", "20", "20 et 1", "20 2", "20 3", "20 4", "20 5", "20 6", "20 7", "20 8", "20 9", "30",
		"30 et 1"})
	sayAll(t, "fr", [][2]string{
		{"number:41", "40 et 1"},
		{"number:61", "60 et 1"},
		{"number:69", "60 9"},
		{"number:70", "70"},
		{"number:71", "60 et 11"},
		{"number:72", "60 12"},
		{"number:79", "60 19"},
		{"number:80", "80"},
		{"number:81", "80 1"},
		{"number:89", "80 9"},
		{"number:90", "90"},
		{"number:91", "80 11"},
		{"number:99", "80 19"},
		{"number:100", "hundred"},
		{"number:101", "hundred 1"},
		{"number:171", "hundred 60 et 11"},
		{"number:200", "2 hundred"},
		{"number:999", "9 hundred 80 19"},
		{"number:1000", "thousand"},
		{"number:1001", "thousand 1"},
		{"number:2000", "2 thousand"},
		{"number:21000", "20 et 1 thousand"},
		{"number:80000", "80 thousand"},
		{"number:100000", "hundred thousand"},
		{"number:1000000", "1 million"},
		{"number:2000000", "2 million"},
		{"number:1000000000", "thousand million"},
		{"number:2500000000", "2 thousand 5 hundred million"},
		{"number:999999999999", "9 hundred 80 19 thousand 9 hundred 80 19 million 9 hundred 80 19 thousand 9 hundred 80 19"},
		{"number:1000000000000", "1 million million"},
		{"number:-71", "minus 60 et 11"},
		{"number:12.5", "12 letters/ascii44 5"},
		{"number;gender=f:21", "20 et 1"},
	})
}

// Law: French bends the last word; what would end in unième stays a cardinal.
func TestFrenchOrdinals(t *testing.T) {
	sayAll(t, "fr", [][2]string{
		{"ordinal:1", "h-1"},
		{"ordinal:2", "h-2"},
		{"ordinal:20", "h-20"},
		{"ordinal:21", "20 et 1"},
		{"ordinal:22", "20 h-2"},
		{"ordinal:70", "h-70"},
		{"ordinal:71", "60 et h-11"},
		{"ordinal:80", "h-80"},
		{"ordinal:81", "80 1"},
		{"ordinal:91", "80 h-11"},
		{"ordinal:100", "h-hundred"},
		{"ordinal:101", "hundred 1"},
		{"ordinal:200", "2 h-hundred"},
		{"ordinal:1000", "h-thousand"},
		{"ordinal:3000", "3 h-thousand"},
		{"ordinal:1000000", "h-million"},
		{"ordinal:2000000", "2 h-million"},
		{"ordinal:1000000000", "h-billion"},
		{"ordinal:2000000000", "2 h-billion"},
		{"ordinal:1000000000000", "thousand h-billion"},
	})
}

// Law: French says day, month and year, the first as premier, and hours by name.
func TestFrenchDatesTimes(t *testing.T) {
	sayAll(t, "fr", [][2]string{
		{"date:2026-11-26", "day-4 20 6 mon-10 2 thousand 20 6"},
		{"date:2026-11-01", "day-0 h-1 mon-10 2 thousand 20 6"},
		{"date;weekday=no;year=no:2026-01-21", "20 et 1 mon-0"},
		{"date;weekday=no:1999-05-02", "2 mon-4 thousand 9 hundred 80 19"},
		{"time:14:30", "14 /hours 30"},
		{"time:14:00", "14 /hours"},
		{"time:00:05", "0 oclock 5"},
		{"time:01:00", "1 oclock"},
		{"time:21:31", "20 et 1 /hours 30 et 1"},
		{"time;clock=12:14:30", "2 /hours 30 p-m"},
		{"time;clock=12:00:00", "12 /hours a-m"},
		{"datetime;weekday=no;year=no:2026-11-26 14:30", "20 6 mon-10 at 14 /hours 30"},
	})
}

// Law: French units are singular after zero and one; one hour is sixty minutes.
func TestFrenchDurations(t *testing.T) {
	sayAll(t, "fr", [][2]string{
		{"duration:0s", "0 /second"},
		{"duration:1s", "1 /second"},
		{"duration:2s", "2 /seconds"},
		{"duration:1m", "1 /minute"},
		{"duration:5m", "5 /minutes"},
		{"duration:11m", "11 /minutes"},
		{"duration:21m", "20 et 1 /minutes"},
		{"duration:1h11m", "60 et 11 /minutes"},
		{"duration:2h1m", "2 /hours 1 /minute"},
	})
}

// Law: French says cents straight after dollars, and is singular after zero and one.
func TestFrenchMoney(t *testing.T) {
	sayAll(t, "fr", [][2]string{
		{"money;currency=USD:1", "1 letters/dollar"},
		{"money;currency=USD:0.5", "0 letters/dollar 50"},
		{"money;currency=USD:12.50", "12 dollars 50"},
		{"money;currency=EUR:12.50", "12 letters/ascii44 5 0 letters/e letters/u letters/r"},
	})
}
