package natsstore

import (
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store"
)

const (
	// bytesMax is how much each bucket may hold, smallMax one for what is small, folderMax all of them in a folder.
	bytesMax  = 1 << 30
	smallMax  = 16 << 20
	folderMax = 4 << 30
	// memoryMax is what the server inside may hold in memory; the buckets are on files.
	memoryMax = 64 << 20
	// messageMax is the size of a value with its headers.
	messageMax = store.ValueMax + 4<<10
	// itemMax is the size of a message in a bucket of a cluster's.
	itemMax = cluster.ValueMax + 4<<10
	// ReplicasMax is how many servers of a cluster may keep the bucket.
	ReplicasMax = 5
	// replicasUsual is how many keep one where that is possible.
	replicasUsual = 3

	// startTime bounds the start of the server inside, with reading what it holds.
	startTime = time.Minute
	// requestTime bounds each request whose context lasts longer, connectTime each attempt to connect.
	requestTime = 5 * time.Second
	connectTime = 2 * time.Second
	// retryFirst is the pause between two attempts to connect, retryJitter what chance adds.
	retryFirst  = time.Second
	retryJitter = time.Second
	// pingEvery is how often a silent connection is asked for a sign of life, pingsLost how many may fail.
	pingEvery = 5 * time.Second
	pingsLost = 2

	// syncEvery is how often what was written is forced onto the disk.
	syncEvery = time.Second
	// markerLife is how long the mark of a deletion is kept.
	markerLife = time.Hour
	// expirySlack is how long after its end a value is thrown away, so that clocks may differ.
	expirySlack = 2 * time.Second
	// probeSize is how much a disk must take before one that was full is tried again.
	probeSize = 256 << 10
	// swapTries is how often a swap looks again because NATS threw away what had expired meanwhile.
	swapTries = 3
	// singlesMost is how many changes of a bucket are read one by one before the rest is read at once.
	singlesMost = 16
	// wholeEvery is how often a bucket is read as a whole though its changes would do: before marks are forgotten.
	wholeEvery = markerLife / 4
)
