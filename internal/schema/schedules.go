package schema

const windowForm = `^(closed|[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9])$`

// schedules are the values of the key schedules.
func schedules() node {
	windows := listOr(node{"type": []string{"string"}, "pattern": windowForm}, 1)
	exception := anyOf(windows, mapping("Closed for a reason, or hours with a name.",
		key{"closed", "The reason why it is closed.", single(), nil},
		key{"hours", "Windows such as 09:00-12:30, or closed.", windows, nil},
		key{"name", "What the day is called.", single(), nil}))
	return orNothing(byName(needing(mapping("When it is open.",
		key{"zone", "The zone of its clock, such as Europe/Berlin.", node{"type": "string", "minLength": 1}, nil},
		key{"weekly", "Days such as mon-fri, and windows such as 09:00-12:30 or closed.", byName(windows, ""), nil},
		key{"exceptions", "Dates such as 2026-12-31 or 12-24 on which other windows hold than in the week.",
			byName(exception, ""), nil},
		key{"holidays", "Days on which it is closed.", mapping("",
			key{"dates", "Dates such as 2026-04-03 or 12-25, and their names.", byName(single(), ""), nil},
			key{"file", "An iCal file, or a list of them.", listOr(single(), 1), nil}), nil},
	), "zone"), ""))
}
