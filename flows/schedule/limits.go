package schedule

// What a schedule and its calendar files may be at most.
const (
	// MaxFileBytes is the size of one iCal file in bytes.
	MaxFileBytes = 1 << 20
	// MaxEvents is how many events one iCal file holds.
	MaxEvents = 5_000
	// MaxRules is how many events of one iCal file recur.
	MaxRules = 200
	// MaxOccurrences is how often one event recurs up to LastYear.
	MaxOccurrences = 2_000
	// MaxEventDays is how long one event lasts, in days.
	MaxEventDays = 366
	// MaxInterval is the largest INTERVAL of a rule.
	MaxInterval = 1_000
	// MaxComponents is how deeply components of an iCal file nest.
	MaxComponents = 8
	// MaxHolidays is how many days and times one schedule's iCal files close, recurrences counted.
	MaxHolidays = 20_000
	// MaxFileFaults is how many faults of one iCal file are shown.
	MaxFileFaults = 5
	// MaxDates is how many exceptions, and how many dates of holidays, one schedule has.
	MaxDates = 1_000
	// MaxWindows is how many windows one day has.
	MaxWindows = 24
	// MaxNameRunes is how much of a holiday's name is kept.
	MaxNameRunes = 80
	// MaxSpanDays is how many days Spans shows.
	MaxSpanDays = 400
	// FirstYear and LastYear are the years that dates lie in; what recurs for ever recurs up to LastYear.
	FirstYear = 1900
	LastYear  = 2099
	// HorizonYears is how far ahead the next change is looked for.
	HorizonYears = 1
	// gapMinutes is how long a gap between two windows is that nobody means.
	gapMinutes = 1
)
