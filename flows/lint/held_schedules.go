package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfSchedules are the rules about opening hours.
func heldOfSchedules() []Rule {
	return []Rule{
		{Name: "schedule-gap", Severity: source.Warning,
			Summary: "Windows that miss one another by a minute.",
			Doc: "A window's end is not in it: `08:00-11:59` closes when 11:59 begins, and callers of that minute hear " +
				"that it is closed. Write `08:00-12:00`, and `00:00-24:00` for a whole day. A longer break is a break.",
			Bad:  withSchedule("zone: Europe/Berlin, weekly: {mon-fri: [08:00-11:59, 12:00-18:00]}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: [08:00-12:00, 12:30-18:00]}"),
		},
		{Name: "overlap", Severity: source.Warning,
			Summary: "Windows that share a time.",
			Doc: "One of them is superfluous, or one of their times is wrong. A window that ends before it begins goes " +
				"over midnight, into the next day's.",
			Bad:  withSchedule("zone: Europe/Berlin, weekly: {mon-fri: [08:00-13:00, 12:00-18:00]}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: [08:00-12:00, 13:00-18:00]}"),
		},
		{Name: "never-open", Severity: source.Warning,
			Summary: "A schedule that never opens.",
			Doc: "It has no window at all, so `hours` always takes the way of `closed`. Where that is meant for a while, " +
				"`ariapp schedules set NAME closed` does it without the file.",
			Bad:  withSchedule("zone: Europe/Berlin, weekly: {mon-fri: closed}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}"),
		},
		{Name: "unreachable", Severity: source.Warning,
			Summary: "An exception that never holds.",
			Doc: "For each of its days a more definite exception stands: one date goes before a range, and a year " +
				"before every year.",
			Bad: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}, " +
				"exceptions: {12-24..12-25: closed, 12-24: closed, 12-25: closed}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}, exceptions: {12-24..12-25: closed}"),
		},
		{Name: "schedule-zone", Severity: source.Warning,
			Summary: "A zone whose sign misleads.",
			Doc: "`Etc/GMT+1` is one hour west of Greenwich, so behind it, where elsewhere `+1` is ahead; and it knows " +
				"no summer time. Name a city.",
			Bad:  withSchedule("zone: Etc/GMT+1, weekly: {mon-fri: 08:00-18:00}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}"),
		},
		{Name: "no-holidays", Severity: source.Warning, Beside: true,
			Summary: "An iCal file without events.",
			Doc:     "It closes nothing. Often it is the calendar of another year, or an export that went wrong.",
			Bad:     "    holidays: {file: empty.ics}\n",
			Good:    "    holidays: {file: holidays.ics}\n",
		},
	}
}

// heldOfDates are the rules that close a schedule.
func heldOfDates() []Rule {
	return []Rule{
		{Name: "unknown-zone", Severity: source.Error,
			Summary: "A zone that the database of zones does not have.",
			Doc: "Zones are those of the IANA database, such as Europe/Berlin or America/New_York. The machine's own, " +
				"`Local`, is none: the same file must mean the same everywhere.",
			Bad:  withSchedule("zone: Europe/Berln, weekly: {mon-fri: 08:00-18:00}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}"),
		},
		{Name: "malformed-window", Severity: source.Error,
			Summary: "Hours that are no window.",
			Doc:     "A window is `HH:MM-HH:MM` with both digits, from 00:00 to 24:00; over midnight it ends before it begins.",
			Bad:     withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 8-18}"),
			Good:    withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-18:00}"),
		},
		{Name: "malformed-day", Severity: source.Error,
			Summary: "A day of the week that is none.",
			Doc:     "Days are sun, mon, tue, wed, thu, fri and sat; several are a range (`mon-fri`) or a list (`mon,wed`).",
			Bad:     withSchedule("zone: Europe/Berlin, weekly: {monday: 08:00-18:00}"),
			Good:    withSchedule("zone: Europe/Berlin, weekly: {mon: 08:00-18:00}"),
		},
		{Name: "malformed-date", Severity: source.Error,
			Summary: "A date that the calendar does not have.",
			Doc:     "Dates are `2026-12-31`, `12-24` for every year, or a range of such: `2026-08-01..2026-08-14`.",
			Bad:     withSchedule("zone: Europe/Berlin, weekly: {mon: 08:00-18:00}, exceptions: {24.12.: closed}"),
			Good:    withSchedule("zone: Europe/Berlin, weekly: {mon: 08:00-18:00}, exceptions: {12-24: closed}"),
		},
		{Name: "duplicate-day", Severity: source.Error,
			Summary: "A day of the week that stands twice.",
			Doc:     "Put all windows of a day behind one key, as a list.",
			Bad:     withSchedule("zone: Europe/Berlin, weekly: {mon-fri: 08:00-12:00, fri: 13:00-18:00}"),
			Good:    withSchedule("zone: Europe/Berlin, weekly: {mon-thu: 08:00-12:00, fri: 13:00-18:00}"),
		},
		{Name: "duplicate-date", Severity: source.Error,
			Summary: "Exceptions that share a day, of which none is more definite.",
			Doc:     "One date goes before a range, and a year before every year; of two ranges none does.",
			Bad: withSchedule("zone: Europe/Berlin, weekly: {mon: 08:00-18:00}, " +
				"exceptions: {12-20..01-02: closed, 01-01..01-06: closed}"),
			Good: withSchedule("zone: Europe/Berlin, weekly: {mon: 08:00-18:00}, exceptions: {12-20..01-06: closed}"),
		},
		{Name: "ical", Severity: source.Error, Beside: true,
			Summary: "An iCal file that cannot be understood.",
			Doc: "The finding names its line. What a part of it means is not guessed: the schedule would be open on a " +
				"day that somebody has closed.",
			Bad:  "    holidays: {file: torn.ics}\n",
			Good: "    holidays: {file: holidays.ics}\n",
		},
		{Name: "too-many", Severity: source.Error, Beside: true,
			Summary: "More than a file, or a schedule, may hold.",
			Doc: "Windows of a day, dates of a schedule, closed times of a calendar: each has a bound, which the finding " +
				"names. Dates that come from elsewhere belong into an iCal file.",
			Bad:  "    exceptions: {}      # of thousands of dates\n",
			Good: "    holidays: {file: holidays.ics}\n",
		},
	}
}

// withSchedule is an ivr.yaml with a schedule that has these keys.
func withSchedule(keys string) string {
	return "numbers: {_.: main}\nschedules:\n  office: {" + keys + "}\nflows:\n" +
		"  main: [{hours: {schedule: office, closed: hangup}}, {play: hello-world}]\n"
}
