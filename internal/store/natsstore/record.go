package natsstore

import (
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ariapp/ariapp/flows"
)

const (
	// expiresHeader tells when a value is forgotten, as RFC 3339 in UTC.
	expiresHeader = "Ariapp-Expires"
	// operationHeader marks deletions, in the way of NATS's key-value store.
	operationHeader = "KV-Operation"
	operationDelete = "DEL"
	// reasonHeader is on marks that NATS leaves itself.
	reasonHeader = "Nats-Marker-Reason"
)

// record is the last message under a key: an item, or the trace of one.
type record struct {
	// item is zero when there is none, any more or yet.
	item flows.Item
	// sequence is the message's, 0 when there is none.
	sequence uint64
}

func parseRecord(message *jetstream.RawStreamMsg, now time.Time) record {
	found := record{sequence: message.Sequence}
	if message.Header.Get(operationHeader) != "" || message.Header.Get(reasonHeader) != "" {
		return found
	}
	item := flows.Item{Value: string(message.Data), Revision: message.Sequence}
	if at, err := time.Parse(time.RFC3339Nano, message.Header.Get(expiresHeader)); err == nil {
		if !now.Before(at) {
			return found
		}
		item.Expires = at
	}
	found.item = item
	return found
}

// newRecord is the message that sets a value, and how NATS is to treat it.
func newRecord(bucket, key, value string, ttl time.Duration, now time.Time) (*nats.Msg, []jetstream.PublishOpt) {
	message := &nats.Msg{Subject: subject(bucket, key), Data: []byte(value), Header: nats.Header{}}
	if ttl == 0 {
		return message, nil
	}
	message.Header.Set(expiresHeader, now.Add(ttl).UTC().Format(time.RFC3339Nano))
	return message, []jetstream.PublishOpt{jetstream.WithMsgTTL((ttl + expirySlack).Round(time.Second))}
}

// newMarker is the message that deletes a value.
func newMarker(bucket, key string) (*nats.Msg, []jetstream.PublishOpt) {
	message := &nats.Msg{Subject: subject(bucket, key), Header: nats.Header{}}
	message.Header.Set(operationHeader, operationDelete)
	return message, []jetstream.PublishOpt{jetstream.WithMsgTTL(markerLife)}
}
