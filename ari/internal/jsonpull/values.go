package jsonpull

// Skip passes over one value of any kind, checking its syntax.
func (r *Reader) Skip() {
	switch r.peek() {
	case '{':
		key := r.key
		for more := r.Object() && r.Next(); more; more = r.Next() {
			r.Skip()
		}
		r.key = key
	case '[':
		for more := r.Array() && r.More(); more; more = r.More() {
			r.Skip()
		}
	case '"':
		r.quoted()
	case 't', 'f':
		r.Bool()
	case 'n':
		r.Null()
	default:
		r.number("a value")
	}
}

// Raw takes one value of any kind as the text it is written in.
func (r *Reader) Raw() string {
	r.peek()
	start := r.pos
	r.Skip()
	if r.err != nil {
		return ""
	}
	return r.text[start:r.pos]
}

// Any takes one value as encoding/json gives it to an interface: nil, bool, float64, string, []any or
// map[string]any.
func (r *Reader) Any() any {
	switch r.peek() {
	case '{':
		object := map[string]any{}
		for more := r.Object() && r.Next(); more; more = r.Next() {
			key := r.key
			object[key] = r.Any()
		}
		return object
	case '[':
		array := []any{}
		for more := r.Array() && r.More(); more; more = r.More() {
			array = append(array, r.Any())
		}
		return array
	case '"':
		return r.quoted()
	case 't', 'f':
		return r.Bool()
	case 'n':
		r.Null()
		return nil
	}
	return r.Float()
}

// Find reads ahead in the object that begins here for the member called name, and returns its value if that
// is a string. The reader's place does not change, and a fault on the way shows as not found.
func (r *Reader) Find(name string) (value string, found bool) {
	ahead := *r
	for more := ahead.Object() && ahead.Next(); more; more = ahead.Next() {
		if ahead.key == name {
			return ahead.String(), ahead.err == nil
		}
		ahead.Skip()
	}
	return "", false
}

// Text takes a string, or a value of any other kind as the text it is written in; null is "".
func (r *Reader) Text() string {
	if c := r.peek(); c == '"' || c == 'n' {
		return r.String()
	}
	return r.Raw()
}
