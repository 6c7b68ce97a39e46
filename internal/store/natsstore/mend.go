package natsstore

import (
	"fmt"
	"os"

	"github.com/nats-io/nats-server/v2/server"
)

// broken is why the server inside cannot write, nil when it can. There may be no server inside.
func (i *inside) broken() error {
	if i == nil {
		return nil
	}
	if why := i.log.tornBy(); why != "" {
		return fmt.Errorf("%w: %s", ErrBroken, why)
	}
	return nil
}

// mend has a server that could not write, as the disk was full, begin anew with
// its files: by itself it never tries again. As long as the disk takes nothing
// it is left as it is, since it can still read.
func (i *inside) mend() error {
	if i.broken() == nil {
		return nil
	}
	i.mending.Lock()
	defer i.mending.Unlock()
	broken := i.broken() // another may have mended it meanwhile
	if broken == nil || i.probe() != nil {
		return broken
	}
	// Others wait here as long as it is broken, so that none writes in between.
	err := i.server.DisableJetStream()
	if err == nil {
		err = i.server.EnableJetStream(&server.JetStreamConfig{StoreDir: i.folder, MaxStore: folderMax,
			MaxMemory: memoryMax, SyncInterval: syncEvery, SyncAlways: i.always})
	}
	if err != nil {
		return fmt.Errorf("%w: beginning anew: %w", ErrBroken, err)
	}
	i.log.whole()
	i.log.log.Warn("the store could not write and has begun anew", "fault", broken)
	return nil
}

// probe tells whether the disk takes more than a value.
func (i *inside) probe() error {
	file, err := os.CreateTemp(messagesOf(i.folder, streamOf(valuesBucket), ""), "probe")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // it says nothing to anybody
	_, err = file.Write(make([]byte, probeSize))
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
