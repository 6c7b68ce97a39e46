package jsonpull

import "strconv"

// Int takes a whole number that fits an int; null is 0.
func (r *Reader) Int() int { return int(r.whole(strconv.IntSize)) }

// Int64 takes a whole number that fits 64 bits; null is 0.
func (r *Reader) Int64() int64 { return r.whole(64) }

func (r *Reader) whole(bits int) int64 {
	text := r.number("a whole number")
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		r.pos -= len(text)
		r.fail(ErrRange, "a whole number")
		return 0
	}
	return n
}

// Float takes a number; null is 0.
func (r *Reader) Float() float64 {
	text := r.number("a number")
	if text == "" {
		return 0
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.pos -= len(text)
		r.fail(ErrRange, "a number")
		return 0
	}
	return f
}

// number takes a number's text; "" after null or a fault.
func (r *Reader) number(want string) string {
	if c := r.peek(); c != '-' && (c < '0' || c > '9') {
		if !r.Null() {
			r.mismatch(want)
		}
		return ""
	}
	start := r.pos
	if r.text[r.pos] == '-' {
		r.pos++
	}
	if !r.at('0') && !r.digits() || r.at('.') && !r.digits() {
		r.fail(ErrSyntax, "a digit")
		return ""
	}
	if r.at('e') || r.at('E') {
		_ = r.at('+') || r.at('-')
		if !r.digits() {
			r.fail(ErrSyntax, "an exponent")
			return ""
		}
	}
	return r.text[start:r.pos]
}

// at takes the byte c if it comes next, white space not skipped.
func (r *Reader) at(c byte) bool {
	if r.pos < len(r.text) && r.text[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

// digits takes a row of digits and says whether there was one.
func (r *Reader) digits() bool {
	start := r.pos
	for r.pos < len(r.text) && r.text[r.pos] >= '0' && r.text[r.pos] <= '9' {
		r.pos++
	}
	return r.pos > start
}

// Bool takes true or false; null is false.
func (r *Reader) Bool() bool {
	switch r.peek() {
	case 't':
		return r.literal("true")
	case 'f':
		r.literal("false")
		return false
	}
	if !r.Null() {
		r.mismatch("true or false")
	}
	return false
}
