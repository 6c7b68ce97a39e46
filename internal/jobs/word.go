package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// word is what instances tell one another of jobs that have come or were
// cancelled, so that who makes the calls need not look at all jobs again and again. What is lost of it is
// found when they are read.
type word struct {
	mu sync.Mutex
	// unsaid is what the one that makes the calls does not know yet, news what others have told us.
	unsaid, news tidings
	// open is how many jobs there were when somebody last said so.
	open int
}

// tidings are ids of jobs that have changed, or that too many have for that.
type tidings struct {
	IDs map[string]bool
	All bool
}

func (t *tidings) add(ids ...string) {
	if t.IDs == nil {
		t.IDs = map[string]bool{}
	}
	for _, id := range ids {
		t.IDs[id] = true
	}
	if len(t.IDs) > wordMost {
		t.IDs, t.All = nil, true
	}
}

func (t *tidings) merge(other tidings) {
	t.All = t.All || other.All
	t.add(slices.Collect(maps.Keys(other.IDs))...)
}

// take is what there is, and leaves nothing.
func (t *tidings) take() tidings {
	taken := *t
	*t = tidings{}
	return taken
}

func (t *tidings) none() bool { return len(t.IDs) == 0 && !t.All }

// request is word to another instance, under a name of its own, as others send theirs the same way.
type request struct {
	Jobs *requested `json:"jobs"`
}

type requested struct {
	IDs []string `json:"ids,omitempty"`
	All bool     `json:"all,omitempty"`
}

// reply tells whether who was asked makes the calls, and how many jobs are not over.
type reply struct {
	Running bool `json:"running"`
	Open    int  `json:"open"`
}

// Heard is the answer to what another instance has said with [Shared.Ask]. A
// request is an object with the key "jobs"; what is none is answered too.
func (j *Jobs) Heard(_ context.Context, said []byte) []byte {
	var r request
	answer := reply{}
	if err := json.Unmarshal(said, &r); err == nil && r.Jobs != nil && j.board != nil {
		answer = j.hear(tidings{All: r.Jobs.All}, r.Jobs.IDs)
	}
	data, err := json.Marshal(answer)
	if err != nil { // of two plain values
		return nil
	}
	return data
}

func (j *Jobs) hear(heard tidings, ids []string) reply {
	heard.add(ids...)
	j.mu.Lock()
	answer := reply{Running: j.reign.running, Open: j.open}
	j.mu.Unlock()
	if answer.Running && !heard.none() {
		j.word.mu.Lock()
		j.word.news.merge(heard)
		j.word.mu.Unlock()
		j.nudge()
	}
	return answer
}

// say has the one that makes the calls look at a job.
func (j *Jobs) say(id string) {
	j.word.mu.Lock()
	j.word.unsaid.add(id)
	j.word.mu.Unlock()
	j.nudge()
}

// spread tells the one that makes the calls what it does not know. What it does not hear is said again.
func (j *Jobs) spread(ctx context.Context) {
	j.word.mu.Lock()
	defer j.word.mu.Unlock()
	if j.opts.Shared.Holds() {
		j.word.news.merge(j.word.unsaid.take())
		return
	}
	if j.word.unsaid.none() {
		return
	}
	said := j.word.unsaid.take()
	j.word.mu.Unlock()
	heard := j.ask(ctx, said)
	j.word.mu.Lock()
	if !heard {
		j.word.unsaid.merge(said)
	}
}

// ask sends word to the one that makes the calls.
func (j *Jobs) ask(ctx context.Context, said tidings) (heard bool) {
	runner, ok := j.opts.Shared.Runner()
	if !ok || runner == j.self().Instance {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, wordTime)
	defer cancel()
	data, err := json.Marshal(request{&requested{slices.Sorted(maps.Keys(said.IDs)), said.All}})
	if err == nil {
		data, err = j.opts.Shared.Ask(ctx, runner, data)
	}
	var answer reply
	if err == nil {
		if err = json.Unmarshal(data, &answer); err == nil && !answer.Running {
			err = fmt.Errorf("the instance %s does not make the calls", runner)
		}
	}
	if err != nil {
		j.log.Debug("who makes the calls of jobs does not hear of one", "error", err)
		return false
	}
	j.word.mu.Lock()
	defer j.word.mu.Unlock()
	j.word.open = answer.Open
	return true
}

// openOfAll is how many jobs wait or ring, as far as is known.
func (j *Jobs) openOfAll(ctx context.Context) int {
	j.mu.Lock()
	running, open := j.reign.running, j.open
	j.mu.Unlock()
	if running {
		return open
	}
	j.word.mu.Lock()
	open = j.word.open
	j.word.mu.Unlock()
	if open >= jobsMost { // there may be room by now
		if !j.ask(ctx, tidings{}) {
			return 0 // nobody counts them: rather one too many than none
		}
		j.word.mu.Lock()
		open = j.word.open
		j.word.mu.Unlock()
	}
	return open
}
