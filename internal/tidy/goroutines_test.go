package tidy

import (
	"go/ast"
	"testing"
)

// starters are the files that begin goroutines, each with who waits for them.
func starters() map[string]string {
	return map[string]string{
		"app/app.go":                          "one listener an Asterisk; Run waits",
		"app/expected.go":                     "who hangs up a call that rings as the process ends; abandon waits",
		"app/enter.go":                        "one walk a call; Run waits for all of them",
		"internal/cluster/clustertest/ask.go": "those who ask at once; the suite waits",
		"internal/cluster/memstore/post.go":   "who answers a request; what ends the answering waits",
		"internal/store/natsstore/post.go":    "who answers a request; what ends the answering waits",
		"app/doorkeeper.go":                   "the socket of new calls, and who brings calls home; their keeper waits",
		"app/catchup.go":                      "who looks for callers that are back; closeInstances waits",
		"app/handover.go":                     "who takes a call back that nobody wants; closeInstances waits",
		"app/heirs.go":                        "those who take calls up; the inheriting waits",
		"app/instances.go":                    "who looks for the others, and who inherits; Run waits",
		"app/meet_elsewhere.go":               "who gives up waiting for calls; closeInstances waits",
		"app/placing.go":                      "one new call that is given away; the keeper of the door waits",
		"internal/acd/owner.go":               "who asks another instance what it has; settle waits",
		"internal/acd/post.go":                "who tells another instance of its places; Run waits",
		"internal/acd/reign.go":               "who asks for an order of agents; Run waits",
		"internal/acd/run.go":                 "the clock, the writer and the talk with others; Run waits",
		"app/queues.go":                       "the hall of the queues and its task, and what is done beside it; closeQueues waits",
		"app/queue_devices.go":                "who looks after agents' devices; closeQueues waits",
		"app/jobs.go":                         "who claims the task of jobs; runJobs waits",
		"app/keeping.go":                      "the ledger of the calls; closeKeeping waits",
		"app/generation.go":                   "what keeps a version's tables up to date; its close waits",
		"app/recordings.go":                   "what fetches recordings; closeRecordings waits",
		"internal/recordings/worker.go":       "those who fetch and deliver, and the sweeper; Run waits",
		"app/verify.go":                       "one call that is given to another than who has not heard of it; the keeper waits",
		"app/voicemail.go":                    "who fetches messages and lights lamps; closing waits",
		"app/server.go":                       "one HTTP server a listener; Run waits",
		"cmd/ariapp/queue_watch.go":           "hears what happens in queues; watch waits",
		"cmd/ariapp/serve.go":                 "SIGHUP and systemd; serve waits",
		"internal/trycall/play.go":            "the listener of a call; Play waits",
		"app/message.go":                      "one walk a text; Run waits for all of them",
		"app/text_listener.go":                "the socket of an Asterisk's texts; hearTexts waits",
		"app/text_port.go":                    "what steps do beside a text; its walk waits",
		"app/link.go":                         "the catch-up of an Asterisk; its listener waits",
		"internal/call/parties.go":            "who makes a leg; the call's goroutine waits in Rest",
		"internal/api/stream.go":              "the sign of life of a stream; the stream waits when its reader is gone",
		"internal/hand/session.go":            "the listener of a hand; its close waits",
		"internal/call/work.go":               "what steps do beside a call; the call's goroutine waits in Rest",
		"internal/simulate/work.go":           "what steps do beside a live call; Live waits",
		"internal/fetch/shared.go":            "requests that several calls wait for; Close waits",
		"internal/store/storetest/counter.go": "those who count at once; the suite waits",
		"internal/cluster/clustertest/run.go": "those who change a value at once; the suite waits",
		"internal/jobs/run.go":                "one attempt of a job; Run waits",
		"internal/journal/journal.go":         "the writer of a journal; Close waits",
		"internal/queuelog/log.go":            "the writer of a queue_log; Close waits",
		"internal/records/records.go":         "the writer and the filler of records; Close waits",
		"internal/monitor/server.go":          "the server of a listener; Serve waits",
		"internal/suite/ordered.go":           "the workers of a run of tests; inOrder waits",
		"internal/demo/run.go":                "the daemon and the callers of the show; Run waits",
		"ari/session.go":                      "the keeper of a socket; the session waits when the socket is over",
		"ari/ws_transport.go":                 "one reader a connection; Close waits",
		"test/asterisk/sip/answerer.go":       "the reader of a telephone that is rung; Close waits",
		"test/asterisk/sip/dialog.go":         "word of a transfer beside the reader; Close waits",
		"test/asterisk/sip/speech.go":         "what a telephone says; Close waits",
		"test/asterisk/sip/listener.go":       "the reader of what a caller hears; close waits",
		"internal/speech/batch.go":            "the workers of a batch of texts; run waits for them",
		"test/contract/house.go":              "the listener of a suite; its clean-up waits",
		"test/contract/queue.go":              "a request that blocks on purpose; the test waits for its answer",
		"test/contract/refusal.go":            "a request that blocks on purpose; the test waits for its answer",
		"test/fake-ari/listener.go":           "the server of a listener; Close waits",
		"bench/alone/rate.go":                 "one caller a goroutine; at waits for all of them",
		"bench/originations/caller.go":        "one request a goroutine; all waits for them",
		"bench/soak/runner.go":                "one call a goroutine; load waits for all of them",
		"bench/ways/caller.go":                "one call a goroutine; place waits for all of them",
		"bench/ways/fastagi/main.go":          "one call a goroutine, until it is hung up; it ends with the process",
		"bench/ways/floor/main.go":            "one request a goroutine; nobody waits, which is what the floor is",
		"bench/ways/telephone/ear.go":         "the reader of a call's sound; close waits",
		"bench/ways/telephone/line.go":        "the reader of a line; Close waits",
		"test/sim/caller.go":                  "a fault at the door as a call comes; happen waits",
		"test/sim/instance.go":                "an instance; end waits for all of them",
		"test/sim/queue.go":                   "callers who try all agents in the end; probe waits",
		"test/sim/staff.go":                   "agents and their telephones; end waits",
		"test/sim/world.go":                   "callers, faults and the watch; happen waits",
		"test/fake-ari/socket.go":             "the writer of a socket; its reader waits when the socket is over",
	}
}

// Law: a goroutine begins only where an object owns it and waits for it, and
// those places are few and known: `go` statements, and calls of a Go method
// as WaitGroup has it.
func TestGoroutinesBeginInKnownFiles(t *testing.T) {
	known := starters()
	starts := map[string]bool{}
	for _, file := range production(t) {
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			if !startsGoroutine(node) {
				return true
			}
			if _, listed := known[file.path]; !listed {
				t.Errorf("%s:%d: a goroutine begins in a file that is not on the list", file.path, file.line(node))
			}
			starts[file.path] = true
			return true
		})
	}
	for name := range known {
		if !starts[name] {
			t.Errorf("%s is on the list, but no goroutine begins there", name)
		}
	}
}

func startsGoroutine(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		method, ok := node.Fun.(*ast.SelectorExpr)
		return ok && method.Sel.Name == "Go" && len(node.Args) == 1
	}
	return false
}
