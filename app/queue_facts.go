package app

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/monitor/metrics"
	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/queuelog"
)

// apiQueues are the queues for programs.
type apiQueues struct {
	*acd.Hall
	// file is the present one.
	file *File
}

// Withdraw ends a wait.
func (q apiQueues) Withdraw(ctx context.Context, entry string) error {
	return apiEntry(q.Hall.Withdraw(ctx, entry))
}

// Prioritise gives somebody who waits another priority.
func (q apiQueues) Prioritise(ctx context.Context, entry string, priority int) error {
	return apiEntry(q.Hall.Prioritise(ctx, entry, priority))
}

func apiEntry(err error) error {
	if errors.Is(err, acd.ErrNoEntry) {
		return api.ErrNoEntry
	}
	return err
}

// onlookers are those who are told what happens in queues.
type onlookers struct {
	mu sync.Mutex
	// readers get each fact, missed counts for each what it was too slow for.
	readers map[chan queue.Fact]int
}

// tell tells all readers, and waits for none.
func (o *onlookers) tell(fact queue.Fact) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for reader := range o.readers {
		select {
		case reader <- fact:
		default:
			o.readers[reader]++
		}
	}
}

// missed is how much a reader has missed since it was asked last.
func (o *onlookers) missed(reader chan queue.Fact) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.readers[reader]
	o.readers[reader] = 0
	return n
}

// QueueFact is something that happened in a queue, as a line of JSON has it. Times are in milliseconds.
type QueueFact struct {
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	Queue    string    `json:"queue,omitempty"`
	Entry    string    `json:"entry,omitempty"`
	Call     string    `json:"call,omitempty"`
	Agent    string    `json:"agent,omitempty"`
	From     string    `json:"from,omitempty"`
	Number   string    `json:"number,omitempty"`
	Key      string    `json:"key,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	By       string    `json:"by,omitempty"`
	Text     string    `json:"text,omitempty"`
	Result   string    `json:"result,omitempty"`
	State    string    `json:"state,omitempty"`
	Position int       `json:"position,omitempty"`
	Size     int       `json:"size,omitempty"`
	Waited   int64     `json:"waited_ms,omitempty"`
	Rang     int64     `json:"rang_ms,omitempty"`
	Talked   int64     `json:"talked_ms,omitempty"`
	Missed   int       `json:"missed,omitempty"`
}

// queueFactOf is a fact in that form.
func queueFactOf(f queue.Fact) QueueFact {
	return QueueFact{Kind: string(f.Kind), At: f.At, Queue: f.Queue, Entry: f.Entry, Call: f.Call, Agent: f.Agent,
		From: f.From, Number: f.Number, Key: f.Key, Reason: f.Reason, By: f.By, Text: f.Text, Result: string(f.Result),
		State: string(f.State), Position: f.Position, Size: f.Size, Waited: f.Waited.Milliseconds(),
		Rang: f.Rang.Milliseconds(), Talked: f.Talked.Milliseconds()}
}

// TailQueues hands over what happens in queues from now on, a line of JSON each, until ctx ends or each fails. Of
// several instances the one tells that decides.
func (a *App) TailQueues(ctx context.Context, each func(line []byte) error) error {
	q := a.queues.Load()
	if q == nil {
		return errors.New("there are no queues")
	}
	reader := make(chan queue.Fact, readerFacts)
	q.onlookers.mu.Lock()
	q.onlookers.readers[reader] = 0
	q.onlookers.mu.Unlock()
	defer func() {
		q.onlookers.mu.Lock()
		defer q.onlookers.mu.Unlock()
		delete(q.onlookers.readers, reader)
	}()
	for {
		line := QueueFact{}
		select {
		case fact := <-reader:
			line = queueFactOf(fact)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-q.ctx.Done():
			return nil
		}
		if missed := q.onlookers.missed(reader); missed > 0 {
			if err := tellLine(each, QueueFact{Kind: "missed", At: line.At, Missed: missed}); err != nil {
				return err
			}
		}
		if err := tellLine(each, line); err != nil {
			return err
		}
	}
}

func tellLine(each func([]byte) error, fact QueueFact) error {
	line, err := json.Marshal(fact)
	if err != nil {
		return err
	}
	return each(line)
}

// openLog begins queue_log, if the file wants one. Callers do not suffer when that fails.
func (q *queueing) openLog(file *File) {
	settings := file.Config.QueueLog
	path := file.Config.QueueLogPath(file.Folder())
	if path == "" || !q.app.opts.Serve {
		return
	}
	log, err := queuelog.Open(queuelog.Options{Path: path, MaxFile: int64(settings.MaxFile), Keep: settings.Keep,
		Log: q.app.log.With("part", "queue_log")})
	if err != nil {
		q.app.log.Error("no queue_log is written", "error", err)
		return
	}
	q.file = log
}

func (q *queueing) closeLog() {
	if q.file == nil {
		return
	}
	if err := q.file.Close(); err != nil {
		q.app.log.Warn("closing queue_log", "error", err)
	}
}

// floor is how things are in the queues, for gauges: of several instances the one shows it that decides.
func (q *queueing) floor() metrics.Floor {
	if !q.hall.Reigns() {
		return metrics.Floor{}
	}
	ctx, cancel := context.WithTimeout(q.ctx, settleTime)
	defer cancel()
	queues, err := q.hall.Queues(ctx)
	if err != nil {
		return metrics.Floor{}
	}
	agents, err := q.hall.Agents(ctx)
	if err != nil {
		return metrics.Floor{}
	}
	return metrics.Floor{Queues: queues, Agents: agents}
}
