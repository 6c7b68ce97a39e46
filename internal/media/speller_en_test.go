package media

import (
	"fmt"
	"testing"
)

// sayAll checks rows of prompt and shorthand in one language.
func sayAll(t *testing.T, language string, rows [][2]string) {
	t.Helper()
	for _, row := range rows {
		check(t, language, row[0], row[1])
	}
}

// countUp checks that number:0, number:1 and so on are the rows.
func countUp(t *testing.T, language string, rows []string) {
	t.Helper()
	for n, want := range rows {
		check(t, language, fmt.Sprintf("number:%d", n), want)
	}
}

// Law: English counts as people do, with what the pack has.
func TestEnglishNumbers(t *testing.T) {
	countUp(t, "en", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
		"17", "18", "19", "20", "20 1", "20 2", "20 3", "20 4", "20 5", "20 6", "20 7", "20 8", "20 9", "30", "30 1"})
	sayAll(t, "en", [][2]string{
		{"number:40", "40"},
		{"number:71", "70 1"},
		{"number:88", "80 8"},
		{"number:99", "90 9"},
		{"number:100", "1 hundred"},
		{"number:101", "1 hundred 1"},
		{"number:110", "1 hundred 10"},
		{"number:200", "2 hundred"},
		{"number:999", "9 hundred 90 9"},
		{"number:1000", "1 thousand"},
		{"number:1001", "1 thousand 1"},
		{"number:2000", "2 thousand"},
		{"number:21000", "20 1 thousand"},
		{"number:100000", "1 hundred thousand"},
		{"number:1000000", "1 million"},
		{"number:2013015", "2 million 13 thousand 15"},
		{"number:1000000000", "1 billion"},
		{"number:999999999999", "9 hundred 90 9 billion 9 hundred 90 9 million 9 hundred 90 9 thousand 9 hundred 90 9"},
		{"number:1000000000000", "1 thousand billion"},
		{"number:-1000000000000", "minus 1 thousand billion"},
		{"number:-342", "minus 3 hundred 40 2"},
		{"number:-0", "0"},
		{"number:-0.0", "0 letters/dot 0"},
		{"number:007", "7"},
		{"number:12.5", "12 letters/dot 5"},
		{"number:-0.05", "minus 0 letters/dot 0 5"},
		{"number;gender=f:21", "20 1"},
		{"number;ordinal=no:3", "3"},
	})
}

// Law: the last word of an English ordinal bends, and only that.
func TestEnglishOrdinals(t *testing.T) {
	sayAll(t, "en", [][2]string{
		{"ordinal:1", "h-1"},
		{"number;ordinal:3", "h-3"},
		{"ordinal:12", "h-12"},
		{"ordinal:20", "h-20"},
		{"ordinal:21", "20 h-1"},
		{"ordinal:100", "1 h-hundred"},
		{"ordinal:101", "1 hundred h-1"},
		{"ordinal:1000", "1 h-thousand"},
		{"ordinal:1000000", "1 h-million"},
		{"ordinal:2000000000", "2 h-billion"},
	})
}

// Law: English says day of the week, month, ordinal day, and years in pairs before 2000.
func TestEnglishDates(t *testing.T) {
	sayAll(t, "en", [][2]string{
		{"date:2026-11-26", "day-4 mon-10 20 h-6 2 thousand 20 6"},
		{"date:2026-11-01", "day-0 mon-10 h-1 2 thousand 20 6"},
		{"date;year=no:2026-11-26", "day-4 mon-10 20 h-6"},
		{"date;weekday=no:2026-01-31", "mon-0 30 h-1 2 thousand 20 6"},
		{"date;weekday=no;year=no:2026-12-20", "mon-11 h-20"},
		{"date;weekday=no:1984-06-12", "mon-5 h-12 19 80 4"},
		{"date;weekday=no:1905-06-12", "mon-5 h-12 19 oh 5"},
		{"date;weekday=no:1900-06-12", "mon-5 h-12 19 hundred"},
		{"date;weekday=no:1066-06-12", "mon-5 h-12 1 thousand 60 6"},
		{"date;weekday=no:2000-02-29", "mon-1 20 h-9 2 thousand"},
		{"date;weekday=no;zone=Asia/Tokyo:2026-11-26T18:00:00Z", "mon-10 20 h-7 2 thousand 20 6"},
		{"date;weekday=no:2026-11-26T23:30:00-05:00", "mon-10 20 h-6 2 thousand 20 6"},
	})
}

// Law: English has a clock of twelve hours, and one of twenty-four when it is asked for.
func TestEnglishTimes(t *testing.T) {
	sayAll(t, "en", [][2]string{
		{"time:14:30", "2 30 p-m"},
		{"time:14:30:59", "2 30 p-m"},
		{"time:00:00", "12 oclock a-m"},
		{"time:12:00", "12 oclock p-m"},
		{"time:12:01", "12 oh 1 p-m"},
		{"time:01:05", "1 oh 5 a-m"},
		{"time:11:59", "11 50 9 a-m"},
		{"time:23:20", "11 20 p-m"},
		{"time;clock=24:14:30", "14 30"},
		{"time;clock=24:21:05", "20 1 oh 5"},
		{"time;clock=24:14:00", "14 hundred /hours"},
		{"time;clock=24:00:00", "0 hundred /hours"},
		{"time;zone=Europe/Berlin:2026-11-26T13:30:00Z", "2 30 p-m"},
		{"time;zone=Europe/Berlin:2026-07-26T13:30:00z", "3 30 p-m"},
		{"datetime:2026-11-26 14:30", "day-4 mon-10 20 h-6 2 thousand 20 6 at 2 30 p-m"},
		{"datetime;weekday=no;year=no:2026-11-26T14:30", "mon-10 20 h-6 at 2 30 p-m"},
		{"datetime;weekday=no;year=no;clock=24:2026-11-26T14:30:10", "mon-10 20 h-6 at 14 30"},
		{"datetime;weekday=no;year=no;zone=America/New_York:2026-11-26T00:30:00Z", "mon-10 20 h-5 at 7 30 p-m"},
	})
}

// Law: units are singular after one; one hour, for which there is no sound, is sixty minutes.
func TestEnglishDurations(t *testing.T) {
	sayAll(t, "en", [][2]string{
		{"duration:0s", "0 /seconds"},
		{"duration:400ms", "0 /seconds"},
		{"duration:1s", "1 /second"},
		{"duration:1500ms", "2 /seconds"},
		{"duration:59.6s", "1 /minute"},
		{"duration:1m", "1 /minute"},
		{"duration:2m", "2 /minutes"},
		{"duration:21m5s", "20 1 /minutes 5 /seconds"},
		{"duration:1h", "60 /minutes"},
		{"duration:1h2m3s", "60 2 /minutes 3 /seconds"},
		{"duration:1h59m59.9s", "2 /hours"},
		{"duration:2h2m3s", "2 /hours 2 /minutes 3 /seconds"},
		{"duration:11h1s", "11 /hours 1 /second"},
		{"duration:49h", "40 9 /hours"},
		{"duration:90s", "1 /minute 30 /seconds"},
		{"duration:10000h", "10 thousand /hours"},
	})
}

// Law: dollars are said by name and rounded to cents; other currencies by their letters.
func TestEnglishMoney(t *testing.T) {
	eur := " letters/e letters/u letters/r"
	sayAll(t, "en", [][2]string{
		{"money;currency=USD:12.50", "12 dollars /vm-and 50"},
		{"money;currency=usd:1", "1 letters/dollar"},
		{"money;currency=USD:1.01", "1 letters/dollar /vm-and 1"},
		{"money;currency=USD:0", "0 dollars"},
		{"money;currency=USD:-3", "minus 3 dollars"},
		{"money;currency=USD:1234.5", "1 thousand 2 hundred 30 4 dollars /vm-and 50"},
		{"money;currency=USD:2.00", "2 dollars"},
		{"money;currency=USD:19.990000000000002", "19 dollars /vm-and 90 9"},
		{"money;currency=USD:0.999", "1 letters/dollar"},
		{"money;currency=USD:0.005", "0 dollars /vm-and 1"},
		{"money;currency=USD:-0.001", "0 dollars"},
		{"money;currency=EUR:12.50", "12 letters/dot 5 0" + eur},
		{"money;currency=EUR:12.05", "12 letters/dot 0 5" + eur},
		{"money;currency=EUR:-12", "minus 12" + eur},
		{"money;currency=GBP:1", "1 letters/g letters/b letters/p"},
	})
}
