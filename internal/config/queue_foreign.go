package config

// oursForStrategy is what app_queue's and FreeSWITCH's names of strategies are called here, "" for unknown ones.
func oursForStrategy(theirs string) string {
	switch theirs {
	case "ringall", "ring-all":
		return "ring_all"
	case "leastrecent":
		return "least_recent"
	case "fewestcalls", "agent-with-fewest-calls":
		return "fewest_calls"
	case "rrmemory", "roundrobin", "round-robin":
		return "round_robin"
	case "rrordered":
		return "ordered"
	case "wrandom":
		return "weighted_random"
	case "longest-idle-agent":
		return "longest_idle"
	case "agent-with-least-talk-time":
		return "least_talk_time"
	case "sequentially-by-agent-order":
		return "sequential_by_level"
	case "ring-progressively":
		return "ring_progressively"
	case "top-down", "top_down":
		return "linear"
	}
	return ""
}

// oursForQueue is what app_queue's keys are called here, "" for unknown ones.
func oursForQueue(theirs string) string {
	switch theirs {
	case "timeout":
		return "ring_timeout (how long an agent rings); max_wait bounds the wait"
	case "maxlen":
		return "max_len"
	case "wrapuptime":
		return "wrapup"
	case "timeoutpriority":
		return "timeout_priority"
	case "timeoutrestart":
		return "not needed: each agent rings for the whole ring_timeout"
	case "autofill":
		return "not needed: free agents are always rung for as many callers as there are"
	case "servicelevel":
		return "service_level"
	case "ringinuse":
		return "ring_in_use"
	case "autopausedelay":
		return "autopause: {grace: …}"
	case "autopausebusy":
		return "autopause: {busy: true}"
	case "autopauseunavail":
		return "autopause: {unavailable: true}"
	case "joinempty", "join_empty":
		return "join: {empty: …}"
	case "leavewhenempty", "leave_empty":
		return "leave: {empty: …, after: …}"
	case "memberdelay":
		return "member_delay"
	case "reportholdtime":
		return "report_hold_time"
	case "musicclass", "musiconhold", "music":
		return "moh"
	case "member", "members", "agents":
		return "agents: {1001: {queues: [this one]}}, beside queues"
	case "context":
		return "exit_keys of the step queue"
	case "penaltymemberslimit", "defaultrule":
		return "routing: a list of rules by the time waited"
	case "setinterfacevar", "setqueuevar", "setqueueentryvar":
		return "not needed: the step queue has results"
	case "shared_lastcall":
		return "not needed: an agent rests after each call, whatever queue it came from"
	case "monitor-format", "monitor-type":
		return "record"
	}
	return oursForQueueSound(theirs)
}

// oursForQueueSound is oursForQueue for what is heard.
func oursForQueueSound(theirs string) string {
	switch theirs {
	case "announce-frequency":
		return "announce: {frequency: …}"
	case "min-announce-frequency":
		return "announce: {min_gap: …}"
	case "announce-position":
		return "announce: {position: …}"
	case "announce-position-limit":
		return "announce: {limit: …}"
	case "announce-holdtime":
		return "announce: {hold_time: …}"
	case "announceposition-only-up", "announceposition_only_up", "announce-position-only-up":
		return "announce: {only_improved: …}"
	case "announce-to-first-user":
		return "announce: {first_in_line: …}"
	case "announce-round-seconds":
		return "announce: {round_seconds: …}"
	case "periodic-announce":
		return "periodic: {media: …}"
	case "periodic-announce-frequency":
		return "periodic: {every: …}"
	case "periodic-announce-startdelay":
		return "periodic: {start_delay: …}"
	case "random-periodic-announce":
		return "periodic: {random: true}"
	case "relative-periodic-announce":
		return "periodic: {relative: true}"
	case "queue-thankyou":
		return "announce: {thanks: …}"
	case "queue-youarenext", "queue-thereare", "queue-callswaiting", "queue-holdtime", "queue-minutes", "queue-seconds":
		return "not needed: a prompt of that name is taken from prompts.folder first"
	}
	return ""
}

// oursForRule is what app_queue's rules are called here.
func oursForRule(theirs string) string {
	switch theirs {
	case "penaltychange":
		return "until, min_level and max_level, a rule for each change"
	case "max_penalty":
		return "max_level"
	case "min_penalty":
		return "min_level"
	case "raise_penalty":
		return "include_overflow, or min_level"
	case "skills":
		return "require"
	}
	return ""
}
