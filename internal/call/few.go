package call

// few is a map of what a call has few of and mostly none: an empty one has no memory. It is read and ranged over as any
// map is.
type few[K comparable, V any] map[K]V

func (f *few[K, V]) put(key K, value V) {
	if *f == nil {
		*f = few[K, V]{}
	}
	(*f)[key] = value
}

func (f *few[K, V]) drop(key K) {
	if delete(*f, key); len(*f) == 0 {
		*f = nil
	}
}
