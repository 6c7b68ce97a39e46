package sim

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// Instance is one life of an instance.
type Instance struct {
	Name  string
	Life  int
	app   *app.App
	line  *line
	stop  context.CancelFunc
	ended chan error
	begun time.Time

	// What follows is guarded by the world's lock.
	dead, leaves, drained bool
	// died is when it was killed, from the beginning of the world.
	died   time.Duration
	parted bool
	// full tells that its disk takes nothing, refused that the store takes nothing of it.
	full, refused bool
	// behind tells that the store was away when it was parted no more: it has learnt nothing yet.
	behind bool
	// learns is until when it may not know what others have done while it was parted.
	learns time.Time
	// deaf is until when its socket is stalled, or was cut a moment ago.
	deaf time.Time
}

// String is the name, with the life from the second one on.
func (i *Instance) String() string {
	if i.Life == 1 {
		return i.Name
	}
	return fmt.Sprintf("%s#%d", i.Name, i.Life)
}

// apart tells whether it cannot know what others do. The world's lock is held.
func (i *Instance) apart() bool {
	return i.parted || i.refused || i.behind || time.Now().Before(i.learns)
}

// start begins an instance in a folder that holds what instances share.
func (w *World) start(name string) error {
	w.mu.Lock()
	w.lives[name]++
	i := &Instance{Name: name, Life: w.lives[name], ended: make(chan error, 1), begun: time.Now()}
	w.mu.Unlock()
	i.line = &line{world: w, who: i}
	path, err := w.furnish(i)
	if err != nil {
		return err
	}
	file, findings, err := app.Load(path)
	if err != nil || file == nil {
		return fmt.Errorf("loading the file of %s: %w %v", name, err, findings)
	}
	i.app, err = app.New(app.Options{File: file, Record: true, Clock: func() time.Time { return w.clock(name) },
		Disk: func() error { return w.disk(i) }, Store: values{w.values, i.line}, DialContext: i.line.DialContext,
		Rand:          func() uint64 { return lots(w.scenario.Seed, i.String(), time.Since(w.began)) },
		Logger:        slog.New(slog.NewTextHandler(logged{w, i}, &slog.HandlerOptions{ReplaceAttr: noTime})),
		Observe:       func(f flows.Fact) { w.observed(i, f) },
		ObserveQueues: func(f queue.Fact) { w.queueTold(i, f) },
		Meeting: &cluster.Meeting{Post: post{w.post, i.line},
			Bucket: func(name, _ string) cluster.Bucket { return bucket{w.buckets[name], i.line} }}})
	if err != nil {
		return fmt.Errorf("making %s: %w", name, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	i.stop = stop
	w.mu.Lock()
	w.instances = append(w.instances, i)
	w.mu.Unlock()
	w.tell(i.String(), "starts")
	go func() { i.ended <- i.app.Run(ctx) }()
	return nil
}

// lots are random bits that are the same whenever the same instance asks for them at the same time of a scenario, in
// whatever order goroutines do.
func lots(seed uint64, who string, at time.Duration) uint64 {
	hash := fnv.New64a()
	_, _ = fmt.Fprint(hash, seed, " ", who, " ", at.Nanoseconds()) // a hash takes everything
	return rand.New(rand.NewPCG(seed, hash.Sum64())).Uint64()      // #nosec: lots that come again are the point
}

// data is its data folder. Each life has one: the one before has not gone.
func (w *World) data(i *Instance) string { return filepath.Join(w.folder, i.String(), "data") }

// furnish makes the folder of an instance, and returns the path of its file.
func (w *World) furnish(i *Instance) (string, error) {
	path := filepath.Join(w.folder, i.String(), "ivr.yaml")
	data := w.data(i)
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", err
	}
	for file, text := range map[string]string{filepath.Join(data, "instance"): i.Name,
		filepath.Join(data, "seal.key"): strings.Repeat("k", 32), path: w.text} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return path, nil
}

// kill ends an instance as if its process had been killed.
func (w *World) kill(i *Instance) {
	w.mu.Lock()
	i.dead, i.died = true, time.Since(w.began)
	w.mu.Unlock()
	w.tell(i.String(), "is killed")
	i.line.cut()
	i.app.Die()
	i.stop()
}

// halt stops an instance as SIGTERM does.
func (w *World) halt(i *Instance) {
	w.mu.Lock()
	i.leaves = true
	w.mu.Unlock()
	w.tell(i.String(), "is stopped")
	i.stop()
}

// await waits until an instance has ended.
func (w *World) await(i *Instance) {
	select {
	case err := <-i.ended:
		if err != nil {
			w.wrong("%s: Run returned %v", i, err)
		}
	case <-time.After(endTime):
		w.wrong("%s does not end", i)
	}
	if n := i.app.Calls(); n != 0 {
		w.wrong("%s has ended with %d calls", i, n)
	}
}

// logged takes down what an instance logs.
type logged struct {
	world *World
	who   *Instance
}

func (j logged) Write(p []byte) (int, error) {
	j.world.mu.Lock()
	dead := j.who.dead
	j.world.mu.Unlock()
	if !dead {
		j.world.tell(j.who.String(), "%s", strings.TrimSpace(string(p)))
	}
	return len(p), nil
}

func noTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
