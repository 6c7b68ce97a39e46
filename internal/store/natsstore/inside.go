package natsstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/nats-io/nats-server/v2/server"
)

// inside is a server of NATS in this process, on the files of a folder.
type inside struct {
	server *server.Server
	lock   *folderLock
	log    *serverLog
	folder string
	always bool // every change is forced onto the disk

	mending sync.Mutex
}

func startInside(opts Options) (*inside, error) {
	if err := os.MkdirAll(opts.Folder, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFolder(filepath.Join(opts.Folder, "lock"))
	if err != nil {
		return nil, err
	}
	before := blocksIn(opts.Folder)
	log := &serverLog{log: opts.Logger.With("store", opts.Folder)}
	started, err := server.NewServer(&server.Options{
		ServerName: "ariapp", DontListen: true, NoSigs: true, NoLog: true, DisableJetStreamBanner: true,
		JetStream: true, StoreDir: opts.Folder, JetStreamMaxStore: folderMax, JetStreamMaxMemory: memoryMax,
		SyncAlways: opts.SyncAlways, SyncInterval: syncEvery,
	})
	if err != nil {
		lock.release()
		return nil, err
	}
	started.SetLoggerV2(log, false, false, false)
	started.Start()
	i := &inside{server: started, lock: lock, log: log, folder: opts.Folder, always: opts.SyncAlways}
	fatal := log.fatal() // after one the server never becomes ready
	if fatal == "" && started.ReadyForConnections(startTime) && started.JetStreamEnabled() {
		before.tellDamage(opts.Folder, log.log)
		return i, nil
	}
	i.stop()
	if fatal != "" {
		return nil, errors.New(fatal)
	}
	return nil, fmt.Errorf("the server was not ready within %s", startTime)
}

// stop ends the server and waits until it has written everything. There may be none.
func (i *inside) stop() {
	if i == nil {
		return
	}
	i.server.Shutdown()
	i.server.WaitForShutdown()
	i.lock.release()
}
