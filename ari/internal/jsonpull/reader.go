package jsonpull

// A Reader stands at one place of a JSON text. The zero value reads an empty text; Reset gives it another.
type Reader struct {
	text  string
	pos   int
	depth int
	fresh bool // an object or array was just opened: no comma yet
	key   string
	err   error
}

// Reset lets the reader begin at the start of text.
func (r *Reader) Reset(text string) { *r = Reader{text: text} }

// Err returns the first fault, or nil.
func (r *Reader) Err() error { return r.err }

// End checks that nothing but white space follows and returns the first fault.
func (r *Reader) End() error {
	if r.peek(); r.pos < len(r.text) {
		r.fail(ErrSyntax, "the end")
	}
	return r.err
}

// peek skips white space and returns the next byte, 0 at the end or after a fault.
func (r *Reader) peek() byte {
	if r.err != nil {
		return 0
	}
	for r.pos < len(r.text) {
		c := r.text[r.pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		r.pos++
	}
	return 0
}

// Object opens an object. False means that there is none to walk: null, or a fault.
// Each Object that returned true is walked with Next until Next returns false.
func (r *Reader) Object() bool { return r.open('{', "an object") }

// Array opens an array; elements follow while More returns true. False means null, or a fault.
func (r *Reader) Array() bool { return r.open('[', "an array") }

func (r *Reader) open(bracket byte, want string) bool {
	if r.peek() != bracket {
		if !r.Null() {
			r.mismatch(want)
		}
		return false
	}
	if r.depth == DepthMax {
		r.fail(ErrDepth, want)
		return false
	}
	r.depth++
	r.pos++
	r.fresh = true
	return true
}

// Next goes to the object's next member, whose name Key then gives. It returns false at the object's end.
func (r *Reader) Next() bool {
	if !r.element('}') {
		return false
	}
	if r.peek() != '"' {
		r.fail(ErrSyntax, "a key")
		return false
	}
	key := r.quoted()
	if r.peek() != ':' {
		r.fail(ErrSyntax, "a colon")
		return false
	}
	r.pos++
	r.key = key
	return r.err == nil
}

// Key is the name of the member that Next went to.
func (r *Reader) Key() string { return r.key }

// More goes to the array's next element. It returns false at the array's end.
func (r *Reader) More() bool { return r.element(']') }

func (r *Reader) element(closing byte) bool {
	c := r.peek()
	fresh := r.fresh
	r.fresh = false
	switch {
	case r.err != nil:
		return false
	case c == closing:
		r.pos++
		r.depth--
		return false
	case fresh:
		return true
	case c != ',':
		r.fail(ErrSyntax, "a comma")
		return false
	}
	r.pos++
	if r.peek() == closing {
		r.fail(ErrSyntax, "an element")
		return false
	}
	return true
}

// Null takes a null if one comes next.
func (r *Reader) Null() bool { return r.peek() == 'n' && r.literal("null") }

func (r *Reader) literal(word string) bool {
	if len(r.text)-r.pos < len(word) || r.text[r.pos:r.pos+len(word)] != word {
		r.fail(ErrSyntax, word)
		return false
	}
	r.pos += len(word)
	return true
}

// mismatch reports a value of another kind, or no value at all.
func (r *Reader) mismatch(want string) {
	switch c := r.peek(); {
	case c == '"' || c == '{' || c == '[' || c == '-' || c >= '0' && c <= '9':
		r.fail(ErrType, want)
	case c == 't' && r.literal("true") || c == 'f' && r.literal("false"):
		r.fail(ErrType, want)
	default:
		r.fail(ErrSyntax, want)
	}
}
