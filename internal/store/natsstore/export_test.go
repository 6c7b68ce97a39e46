package natsstore

import (
	"context"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Subject is where a key is kept.
func Subject(key string) string { return subject(valuesBucket, key) }

// KeyOf is the key that a subject's end stands for.
func KeyOf(part string) (string, bool) { return keyOf(part) }

// PublishRaw writes under a key as others do.
func PublishRaw(t *testing.T, s *Store, key, header, value string) {
	t.Helper()
	message := &nats.Msg{Subject: subject(valuesBucket, key), Data: []byte(value), Header: nats.Header{}}
	if name, text, ok := strings.Cut(header, ": "); ok {
		message.Header.Set(name, text)
	}
	if _, err := s.jetstream.PublishMsg(t.Context(), message); err != nil {
		t.Fatal(err)
	}
}

// RemoveBucket removes everything, as an administrator might.
func RemoveBucket(t *testing.T, s *Store) {
	t.Helper()
	Remove(t, s, valuesBucket)
}

// Remove removes a bucket, as an administrator might.
func Remove(t *testing.T, s *Store, bucket string) {
	t.Helper()
	if err := s.jetstream.DeleteStream(t.Context(), streamOf(bucket)); err != nil {
		t.Fatal(err)
	}
}

// Purge removes all that is in a bucket.
func Purge(t *testing.T, s *Store, bucket string) {
	t.Helper()
	stream, err := s.jetstream.Stream(t.Context(), streamOf(bucket))
	if err == nil {
		err = stream.Purge(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Replicas is how many servers keep a bucket.
func Replicas(t *testing.T, s *Store, bucket string) int {
	t.Helper()
	stream, err := s.jetstream.Stream(t.Context(), streamOf(bucket))
	if err != nil {
		t.Fatal(err)
	}
	return stream.CachedInfo().Config.Replicas
}

// MakeBucket makes the bucket in the usual way of NATS, in which values do not expire.
func MakeBucket(t *testing.T, url string) {
	t.Helper()
	connection, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	js, err := jetstream.New(connection)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateKeyValue(t.Context(), jetstream.KeyValueConfig{Bucket: valuesBucket}); err != nil {
		t.Fatal(err)
	}
}

// Explain is what the store makes of an error of NATS.
func Explain(ctx context.Context, s *Store, err error) error { return s.explain(ctx, err) }
