package natsstore

import "strings"

// valuesBucket is the name of the bucket of flows' values.
const valuesBucket = "ariapp_store"

// streamOf is the name of the stream that a bucket is in NATS, prefixOf what the subjects of its keys begin with.
func streamOf(bucket string) string { return "KV_" + bucket }
func prefixOf(bucket string) string { return "$KV." + bucket + "." }

const hexadecimal = "0123456789ABCDEF"

// subject is the subject of a key in a bucket. What a bucket's keys may not hold is written
// as = and two digits, so that two keys never share a subject.
func subject(bucket, key string) string {
	var b strings.Builder
	b.WriteString(prefixOf(bucket))
	for i := range len(key) {
		c := key[i]
		if plain(c) || c == '.' && i > 0 && i < len(key)-1 && key[i-1] != '.' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('=')
		b.WriteByte(hexadecimal[c>>4])
		b.WriteByte(hexadecimal[c&15])
	}
	return b.String()
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '/'
}

// keyOf is the key of which [subject] made the part of a subject behind the bucket's prefix; false when it did not.
func keyOf(part string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(part); i++ {
		if part[i] != '=' {
			b.WriteByte(part[i])
			continue
		}
		if i+2 >= len(part) {
			return "", false
		}
		high, low := strings.IndexByte(hexadecimal, part[i+1]), strings.IndexByte(hexadecimal, part[i+2])
		if high < 0 || low < 0 {
			return "", false
		}
		b.WriteByte(byte(high<<4 | low))
		i += 2
	}
	return b.String(), true
}
