package natsstore

import "strings"

// bucket is the name of the bucket, stream that of the stream it is in NATS,
// prefix what the subjects of its keys begin with.
const (
	bucket = "ariapp_store"
	stream = "KV_" + bucket
	prefix = "$KV." + bucket + "."
)

const hexadecimal = "0123456789ABCDEF"

// subject is the subject of a key. What a bucket's keys may not hold is written
// as = and two digits, so that two keys never share a subject.
func subject(key string) string {
	var b strings.Builder
	b.WriteString(prefix)
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
