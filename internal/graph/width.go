package graph

import "strings"

// Beyond this character scripts begin whose signs are as wide as high.
const wideFrom = 0x1100

// widthOf estimates how wide a text is, rather too wide than too narrow.
func widthOf(text string, size float64, bold bool) float64 {
	sum := 0.0
	for _, r := range text {
		sum += widthOfRune(r)
	}
	if bold {
		sum *= 1.12
	}
	return sum * size
}

// widthOfRune is how wide a character is in ems, by the wide one of the usual
// fonts; what is not told apart is as wide as a small letter.
func widthOfRune(r rune) float64 {
	in := func(chars string) bool { return strings.ContainsRune(chars, r) }
	switch {
	case r >= 'a' && r <= 'z':
		switch {
		case in("ijl"):
			return 0.30
		case in("ft"):
			return 0.41
		case r == 'r':
			return 0.46
		case r == 'w':
			return 0.84
		case r == 'm':
			return 1.0
		}
		return 0.64
	case in("I|"):
		return 0.30
	case in(" .,:;'!"):
		return 0.34
	case in("()[]/\\-·"):
		return 0.41
	case r == '"':
		return 0.46
	case in("ABCDEFGHKNOPQRSTUVXYZ"):
		return 0.79
	case in("+=<>&~^#"):
		return 0.84
	case in("MW@%…—→"):
		return 1.0
	case r >= wideFrom:
		return 1.05
	}
	return 0.64
}

// fit shortens a text until it is no wider than that.
func fit(text string, size float64, bold bool, most float64) string {
	if widthOf(text, size, bold) <= most {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && widthOf(string(runes)+"…", size, bold) > most {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,·") + "…"
}

// wrap breaks a text between words into lines no wider than that; the last of
// those that there may be is shortened.
func wrap(text string, size, most float64) []string {
	var lines []string
	for text != "" {
		cut := lineEnd(text, size, most)
		if len(lines) == linesMax-1 || cut == 0 || cut == len(text) {
			return append(lines, fit(text, size, false, most))
		}
		lines = append(lines, strings.TrimRight(text[:cut], " ·"))
		text = strings.TrimLeft(text[cut:], " ·")
	}
	return lines
}

// lineEnd is where the words end that fit on a line.
func lineEnd(text string, size, most float64) int {
	sum, end := 0.0, 0
	for i, r := range text {
		if r == ' ' {
			end = i
		}
		if r == '/' && i+1 < len(text) && sum < most-size { // within addresses
			end = i + 1
		}
		if sum += widthOfRune(r) * size; sum > most {
			return end
		}
	}
	return len(text)
}
