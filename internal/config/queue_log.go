package config

import (
	"path/filepath"

	"github.com/ariapp/ariapp/flows/source"
)

// QueueLog is a file in app_queue's format, for programs that read such.
type QueueLog struct {
	// File is its path, "" for none.
	File string
	// MaxFile is how many bytes it may have before it is put aside, Keep how many of those are kept.
	MaxFile, Keep int
}

func defaultQueueLog() QueueLog { return QueueLog{MaxFile: 64 << 20, Keep: 16} }

// QueueLogPath is where queue_log is written, for a file in that folder; "" when none is.
func (c Config) QueueLogPath(folder string) string {
	if c.QueueLog.File == "" || filepath.IsAbs(c.QueueLog.File) {
		return c.QueueLog.File
	}
	return filepath.Join(folder, c.QueueLog.File)
}

func (r *reader) queueLog(q *QueueLog, n *source.Node) {
	r.mapping("queue_log", n, map[string]func(*source.Node){
		"file": func(n *source.Node) {
			const wanted = "the path of a file such as /var/log/ariapp/queue_log"
			if r.folder(&q.File)(n); q.File == "" && n.Kind == source.Scalar && n.Value == "" {
				r.report.WrongType(n, "file", wanted)
			}
		},
		"max_file": r.within(&q.MaxFile, queueLogLeast, queueLogMost), "keep": r.within(&q.Keep, 0, queueLogKeepMost)})
	if n != nil && n.Kind == source.Map && n.Get("file") == nil {
		r.report.Errorf(n, "missing-field", "queue_log needs a file, such as /var/log/ariapp/queue_log")
	}
}
