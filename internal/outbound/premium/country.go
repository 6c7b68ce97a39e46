package premium

// Country is what is dear in a numbering plan.
type Country struct {
	// Code is that of ISO 3166, Calling that of the ITU.
	Code, Name, Calling string
	// Trunk is dialled before national numbers within the country, "" for nothing.
	Trunk string
	// Dear are patterns of national numbers, without _ and Trunk.
	Dear []string
	// Home are patterns of numbers that can be dialled within the country only, as they are dialled there.
	Home []string
}

// Countries are all whose premium numbers are known.
func Countries() []Country {
	all := append(western(), eastern()...)
	return append(all, beyond()...)
}

// western are those of western, northern and southern Europe.
func western() []Country {
	list := func(patterns ...string) []string { return patterns }
	enquiries := list("118XX!")
	return []Country{
		{"AT", "Austria", "43", "0", list("90[01]XXXX!", "93[019]XXXX!"), enquiries},
		{"BE", "Belgium", "32", "0", list("90XXXX!"), list("1[23]07")},
		{"CH", "Switzerland", "41", "0", list("90[016]XXXX!"), list("18[0-9]X")},
		{"CY", "Cyprus", "357", "", list("90[09]XXXX!"), enquiries},
		{"DE", "Germany", "49", "0", list("900XXX!", "137XXX!"), enquiries},
		{"DK", "Denmark", "45", "", list("90XXXXXX"), nil},
		{"ES", "Spain", "34", "", list("80[367]XXXX!", "90[57]XXXX!"), enquiries},
		{"FI", "Finland", "358", "0", list("60[0126-9]XXXX!", "70[0-9]XXXX!"), enquiries},
		{"FR", "France", "33", "0", list("89XXX!"), list("118XXX", "3[2-9]XX")},
		{"GB", "United Kingdom", "44", "0", list("9XXXX!", "87XXX!", "84[345]XXXX!", "70XXX!"), list("118XXX")},
		{"GR", "Greece", "30", "", list("90[19]XXXX!"), list("118XX", "14XXX", "19XXX")},
		{"IE", "Ireland", "353", "", list("15XXXXXXXX"), list("118XX")},
		{"IS", "Iceland", "354", "", list("90XXXXX"), list("18XX")},
		{"IT", "Italy", "39", "", list("89XXX!", "1[46]4XXX!", "16[36]XXXX!", "178XXX!", "199XXX!"),
			list("12[45]X", "12[45]XX")},
		{"LU", "Luxembourg", "352", "", list("90[015]XXXX!"), enquiries},
		{"MT", "Malta", "356", "", list("5[012]XXXXXX"), nil},
		{"NL", "Netherlands", "31", "0", list("90[069]XXXX!"), list("18XX")},
		{"NO", "Norway", "47", "", list("82[09]XXXXX"), list("18XX")},
		{"PT", "Portugal", "351", "", list("60XXXXXXX", "64[68]XXXXXX", "70[78]XXXXXX", "76[012]XXXXXX"), list("118XX!")},
		{"SE", "Sweden", "46", "0", list("900XXX!", "939XXX!", "944XXX!"), list("118XXX!")},
	}
}

// eastern are those of eastern Europe and the Caucasus.
func eastern() []Country {
	list := func(patterns ...string) []string { return patterns }
	return []Country{
		{"AL", "Albania", "355", "0", list("900XXX!"), nil},
		{"BA", "Bosnia and Herzegovina", "387", "0", list("90XXXX!"), nil},
		{"BG", "Bulgaria", "359", "0", list("90XXXX!"), nil},
		{"BY", "Belarus", "375", "8", list("902XXX!"), nil},
		{"CZ", "Czechia", "420", "", list("90[05689]XXXXXX", "976XXXXXX"), nil},
		{"EE", "Estonia", "372", "", list("900XXX!"), nil},
		{"HR", "Croatia", "385", "0", list("6[01459]XXXX!"), nil},
		{"HU", "Hungary", "36", "06", list("9[01]XXXX!"), nil},
		{"LT", "Lithuania", "370", "0", list("90XXXX!"), nil},
		{"LV", "Latvia", "371", "", list("90XXXXXX"), nil},
		{"MD", "Moldova", "373", "0", list("90[06]XXXX!"), nil},
		{"MK", "North Macedonia", "389", "0", list("500XXX!"), nil},
		{"PL", "Poland", "48", "", list("70[0134689]XXXXXX"), list("118XXX")},
		{"RO", "Romania", "40", "0", list("90XXXX!"), nil},
		{"RS", "Serbia", "381", "0", list("90XXXX!"), nil},
		{"RU", "Russia and Kazakhstan", "7", "8", list("809XXX!"), nil},
		{"SI", "Slovenia", "386", "0", list("90XXX!", "89XXX!"), nil},
		{"SK", "Slovakia", "421", "0", list("900XXX!"), nil},
		{"TR", "Türkiye", "90", "0", list("900XXX!", "8[89]8XXX!"), nil},
		{"UA", "Ukraine", "380", "0", list("900XXX!"), nil},
	}
}

// beyond are those outside of Europe.
func beyond() []Country {
	list := func(patterns ...string) []string { return patterns }
	return []Country{
		{"US", "North America: all of +1", "1", "1", list("900NXXXXXX", "NXX976XXXX"),
			list("900NXXXXXX", "NXX976XXXX", "976XXXX", "411")},
		{"AE", "United Arab Emirates", "971", "", list("900XXX!"), nil},
		{"AR", "Argentina", "54", "0", list("60[059]XXXX!"), nil},
		{"AU", "Australia", "61", "", list("190XXX!"), list("1234", "12456")},
		{"BR", "Brazil", "55", "0", list("[59]00XXX!"), nil},
		{"CL", "Chile", "56", "", list("700XXX!"), nil},
		{"CO", "Colombia", "57", "0", list("190[01]XXXX!"), nil},
		{"CR", "Costa Rica", "506", "", list("90[035]XXXXXXX"), nil},
		{"EC", "Ecuador", "593", "", list("1900XXX!"), nil},
		{"EG", "Egypt", "20", "0", list("900XXX!"), nil},
		{"HK", "Hong Kong", "852", "", list("900XXXXXXXX"), nil},
		{"ID", "Indonesia", "62", "0", list("809XXX!"), nil},
		{"IL", "Israel", "972", "", list("190[012]XXXX!", "1919XXX!"), nil},
		{"IR", "Iran", "98", "0", list("909XXX!"), nil},
		{"JP", "Japan", "81", "0", list("990XXX!", "18099XXX!"), nil},
		{"KE", "Kenya", "254", "0", list("900XXX!"), nil},
		{"KR", "South Korea", "82", "0", list("60XXXX!"), nil},
		{"MA", "Morocco", "212", "0", list("89XXX!"), nil},
		{"MX", "Mexico", "52", "", list("900XXXXXXX"), nil},
		{"MY", "Malaysia", "60", "", list("600XXX!"), nil},
		{"NG", "Nigeria", "234", "0", list("900XXX!"), nil},
		{"NZ", "New Zealand", "64", "0", list("900XXX!"), list("018")},
		{"PE", "Peru", "51", "0", list("808XXX!"), nil},
		{"PK", "Pakistan", "92", "0", list("900XXX!"), nil},
		{"SA", "Saudi Arabia", "966", "", list("700XXX!"), nil},
		{"SG", "Singapore", "65", "", list("1900XXX!"), nil},
		{"TH", "Thailand", "66", "", list("1900XXX!"), nil},
		{"TN", "Tunisia", "216", "", list("88XXXXXX"), nil},
		{"TW", "Taiwan", "886", "0", list("20[3489]XXXX!"), nil},
		{"UY", "Uruguay", "598", "0", list("90[05]XXXX!"), nil},
		{"VE", "Venezuela", "58", "0", list("900XXX!"), nil},
		{"VN", "Vietnam", "84", "", list("1900XXX!"), nil},
		{"ZA", "South Africa", "27", "0", list("86[2-9]XXXX!", "90XXXX!"), nil},
	}
}
