package natsstore_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/store/natsstore"
	"github.com/ariapp/ariapp/internal/store/storetest"
)

// Law: a user who may no more than docs/store.md says may all that is needed.
func TestWhatAUserNeedsToBeAllowed(t *testing.T) {
	page, err := os.ReadFile("../../../docs/store.md")
	must(t, err)
	_, text, _ := strings.Cut(string(page), "\n```\npermissions: ")
	permissions, _, found := strings.Cut(text, "\n```")
	if !found {
		t.Fatal("the page has no permissions")
	}
	folder := t.TempDir()
	config := filepath.Join(folder, "nats.conf")
	must(t, writeFile(config, fmt.Sprintf("host: 127.0.0.1, port: -1\njetstream {store_dir: %q, max_file_store: 8GB}\n"+
		"authorization {users: [{user: user, password: hunter2, permissions: %s}]}\n", folder, permissions)))
	opts, err := server.ProcessConfigFile(config)
	must(t, err)
	opts.NoLog, opts.NoSigs = true, true
	running, err := server.NewServer(opts)
	must(t, err)
	running.Start()
	t.Cleanup(func() { running.Shutdown(); running.WaitForShutdown() })
	if !running.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	here := open(t, natsstore.Options{URL: "nats://user:hunter2@" + running.Addr().String()})
	there := open(t, natsstore.Options{URL: "nats://user:hunter2@" + running.Addr().String()})
	storetest.Run(t, here)
	clustertest.Run(t, here.Bucket("ariapp_calls", "calls"))
	clustertest.RunPost(t, here.Post(), there.Post())
}
