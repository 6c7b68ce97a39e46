package schema

import "github.com/ariapp/ariapp/internal/config"

const confirmForm = `^[0-9*#]{1,8}$`

// numberOr is a text of some form, which may be written as a number.
func numberOr(form string) node {
	return node{"type": []string{"string", "number"}, "pattern": orForms(form, computed)}
}

func queues() node {
	d := config.DefaultQueue("")
	keys := []key{
		{"strategy", "In which order agents are rung.", choice(config.Strategies()...), d.Strategy},
		{"ring_timeout", "How long an agent rings.", text(spanForm), span(d.RingTimeout)},
		{"retry", "The least time between two offers to the same agent.", text(spanForm), span(d.Retry)},
		{"max_wait", "How long callers wait at most; 0s for no bound.", wait(), span(d.MaxWait)},
		{"timeout_priority", "Whether a ring is cut when max_wait is over (strict), or goes to its end (loose).",
			choice("strict", "loose"), "strict"},
		{"max_len", "How many may wait; 0 for no bound.", natural(), d.MaxLen},
		{"wrapup", "How long agents rest after a call.", wait(), span(d.WrapUp)},
		{"weight", "Which queue goes first where several want the same agent: the higher.", natural(), d.Weight},
		{"ring_in_use", "Whether agents are rung whose telephone is in use.", yesNo(), d.RingInUse},
		{"ring_simultaneously", "How many agents ring for one caller.", positive(), d.RingSimultaneously},
		{"progressive_delay", "After how long ring_progressively adds an agent.", text(spanForm), span(d.ProgressiveDelay)},
		{"service_level", "Within which time callers should be answered.", wait(), span(d.ServiceLevel)},
		{"short_abandon", "Who leaves within it counts in no service level.", wait(), span(d.ShortAbandon)},
		{"routing", "What is asked of agents, relaxed with the time waited: one rule after the other.", routing(), nil},
		{"moh", "The class of the music on hold.", single(), d.MOH},
		{"member_delay", "The time between an agent's answer and the talk.", wait(), span(d.MemberDelay)},
		{"report_hold_time", "Whether the agent hears how long the caller has waited.", yesNo(), d.ReportHoldTime},
		{"agent_announce", "What the agent hears before the talk: a prompt or a list of them.", listOr(single(), 0), nil},
		{"confirm", "The key with which agents take a call; none without it.", queueConfirm(), nil},
		{"caller_id_prefix", "What is put before the caller's name that agents see.", single(), d.CallerIDPrefix},
		{"record", "Whether and how talks are recorded; what the flow plans without it.", queueRecord(), nil},
		{"sticky_agent", "For how long a caller is given the agent of the last time, if that one is free.", wait(),
			span(d.StickyAgent)},
		{"resume_abandoned", "Who calls again within it gets the old place.", wait(), span(d.ResumeAbandoned)},
		{"unavailable_after", "How long a caller waits while nobody who decides can be reached; 0s is for ever.", wait(),
			span(d.UnavailableAfter)},
		{"external", "Who is asked for the order of agents, for the strategy external.", orNothing(mapping("",
			key{"url", "The service that is asked.", text(webForm), nil},
			key{"timeout", "How long is waited for it; then it is as longest_idle.", text(spanForm), span(d.External.Timeout)})),
			nil},
		{"supervise", "What supervisors may do to its talks; what it does not say is as for all.", supervise(), nil},
		{"callback", "How callers are called back in their turn; nobody is without it.", queueCallback(), nil},
	}
	return orNothing(byName(orNothing(mapping("A queue.", append(append(keys, queueGuards(d)...), queueSounds(d)...)...)),
		config.QueueNameForm))
}

// queueGuards are the keys of a queue that say who may wait, and who rings.
func queueGuards(d config.Queue) []key {
	ratio := node{"type": []string{"number", "string"}}
	return []key{
		{"autopause", "When agents are paused without asking.", orNothing(mapping("",
			key{"no_answer", "After how many rings in a row; 0 for never.", natural(), 0},
			key{"busy", "Whether a busy telephone counts too.", yesNo(), false},
			key{"unavailable", "Whether one that is not there counts too.", yesNo(), false},
			key{"scope", "Whether it is in this queue or in all.", choice("queue", "all"), "queue"},
			key{"grace", "Who has talked within it is spared.", wait(), span(0)})), nil},
		{"backoff", "How long an agent is left alone after an offer came to nothing.", orNothing(mapping("",
			key{"no_answer", "After a ring without an answer.", wait(), span(d.Backoff.NoAnswer)},
			key{"busy", "After a busy telephone.", wait(), span(d.Backoff.Busy)},
			key{"reject", "After a call that was declined.", wait(), span(d.Backoff.Reject)},
			key{"unavailable", "After a telephone that was not there.", wait(), span(d.Backoff.Unavailable)})), nil},
		{"join", "Who may join.", orNothing(mapping("",
			key{"empty", "Nobody may when every agent is in one of these conditions: a list, strict, loose or none.",
				emptyConditions(), nil},
			key{"diversion", "Who is sent on before joining.", orNothing(mapping("",
				key{"wait_over", "When the estimated wait is above it, and somebody waits; 0s for never.", wait(), span(0)},
				key{"ratio_over", "When more than that would wait for each agent; 0 for never.", ratio, 0})), nil})), nil},
		{"leave", "When callers leave by themselves.", orNothing(mapping("",
			key{"empty", "When every agent is in one of these conditions: a list, strict, loose or none.",
				emptyConditions(), nil},
			key{"after", "For how long they must have been.", wait(), span(d.LeaveEmptyAfter)})), nil},
	}
}

func emptyConditions() node {
	return anyOf(choice("strict", "loose", "none"), listOr(choiceOfWords(config.QueueConditions()), 1))
}

// choiceOfWords is choice in one node, which a list can be made of.
func choiceOfWords(all []string) node {
	form := ""
	for i, word := range all {
		if i > 0 {
			form += "|"
		}
		form += "^" + word + "$"
	}
	return node{"type": []string{"string"}, "pattern": orForms(form, computed)}
}

// queueSounds are the keys of a queue about what callers hear.
func queueSounds(d config.Queue) []key {
	a := d.Announce
	return []key{
		{"announce", "What callers hear of their place.", orNothing(mapping("",
			key{"position", "Their place: yes, no, limit (up to limit only) or more (than limit).",
				yesNoOr("yes", "no", "limit", "more"), a.Position},
			key{"limit", "For limit and more.", positive(), a.Limit},
			key{"hold_time", "The wait: yes, no or once.", yesNoOr("yes", "no", "once"), a.HoldTime},
			key{"frequency", "How often; 0s for never.", wait(), span(a.Frequency)},
			key{"min_gap", "The least time between.", wait(), span(a.MinGap)},
			key{"only_improved", "Whether a place is said only when it is better.", yesNo(), a.OnlyImproved},
			key{"first_in_line", "Whether the first one hears it too, while an agent rings.", yesNo(), a.FirstInLine},
			key{"round_seconds", "To what the seconds of the wait are rounded; 0 for whole minutes.",
				words([]string{"0", "5", "10", "15", "20", "30"}), a.RoundSeconds},
			key{"thanks", "What is heard behind it; none for nothing.", listOr(single(), 0), "queue-thankyou"})), nil},
		{"periodic", "Prompts that those who wait hear in turn.", orNothing(needing(mapping("",
			key{"media", "A prompt, or a list of at most 10.", listOr(single(), 0), nil},
			key{"every", "The time between.", text(spanForm), span(d.Periodic.Every)},
			key{"relative", "Whether that counts from the end of the one before.", yesNo(), d.Periodic.Relative},
			key{"random", "Whether lots are drawn.", yesNo(), d.Periodic.Random},
			key{"start_delay", "The time before the first.", wait(), span(d.Periodic.StartDelay)}), "media")), nil},
	}
}

func yesNoOr(all ...string) node { return anyOf(node{"type": "boolean"}, choice(all...)) }

func routing() node {
	one := mapping("What is asked of agents until a caller has waited so long.",
		key{"until", "Until when; only the last rule is without it.", text(spanForm), nil},
		key{"require", "Skills with their least levels.", skills(), nil},
		key{"min_level", "The least level of members.", natural(), nil},
		key{"max_level", "The greatest level of members.", natural(), nil},
		key{"agents", "The only agents that may be rung.", listOr(single(), 0), nil},
		key{"include_overflow", "Groups whose members may be rung too.", listOr(single(), 0), nil})
	return anyOf(orNothing(one), node{"type": "array", "items": orNothing(one)})
}

func skills() node {
	return byName(natural(), `^[A-Za-z][A-Za-z0-9_.-]{0,59}$`)
}

func queueConfirm() node {
	return orNothing(mapping("",
		key{"key", "The key, or up to 8 of them.", numberOr(confirmForm), "1"},
		key{"timeout", "How long is waited for it.", text(spanForm), "10s"},
		key{"prompt", "What is heard before: a prompt or a list of them.", listOr(single(), 0), nil}))
}

func queueRecord() node {
	return anyOf(yesNo(), mapping("How.",
		key{"start", "When: as the talk begins, or by a key.", choice("bridge", "demand"), "bridge"},
		key{"format", "A format of sound; recordings.format without it.", numberOr(formatForm), nil},
		key{"per_leg", "Whether each party is recorded by itself.", yesNo(), false},
		key{"beep_every", "How often a beep tells of it; 0s for never.", wait(), "0s"},
		key{"min", "What is shorter is deleted.", wait(), "0s"},
		key{"max", "Its greatest length; 0s for none.", wait(), "0s"}))
}

func queueCallback() node {
	d := *defaults("queues: {q: {callback: }}").Queues[0].Callback
	return orNothing(mapping("",
		key{"mode", "Who is called first.", choice("agent_first", "customer_first"), "agent_first"},
		key{"initial_delay", "The least time before the first attempt.", wait(), span(d.InitialDelay)},
		key{"attempts", "How often it is tried.", positive(), d.Attempts},
		key{"retry_delay", "The time between two attempts.", text(spanForm), span(d.RetryDelay)},
		key{"expires", "When it is given up.", text(spanForm), span(d.Expires)},
		key{"schedule", "Opening hours in which one may call; always without it.", single(), nil},
		key{"confirm", "The key with which who is called back takes the call; false asks nobody.",
			anyOf(yesNo(), queueConfirm()), nil},
		key{"caller_id", "The number that the caller sees.", single(), nil},
		key{"endpoint", "How a number is dialled, with {number} in it: PJSIP/{number}@trunk.", single(), nil}))
}

func agents() node {
	return orNothing(byName(orNothing(mapping("An agent.",
		key{"name", "Whose name it is.", single(), nil},
		key{"endpoint", "Where the agent is rung: PJSIP/1001; where they log in without it.", single(), nil},
		key{"asterisk", "Which Asterisk has the endpoint; the first without it.", single(), nil},
		key{"pin", "What is asked at login by telephone, digits; without one nobody gets in who is asked.", single(), nil},
		key{"skills", "Skills with their levels.", skills(), nil},
		key{"wrapup", "How long they rest after a call; as the queue says without it.", wait(), nil},
		key{"logged_in", "Whether they are there from the beginning.", yesNo(), false},
		key{"supervise", "What supervisors may do to their talks, of what the queue allows.", orNothing(mapping("",
			key{"allow", "Some of listen, whisper, barge; none for nothing; all without it.", superviseWays(), nil},
			key{"groups", "Only by tokens that are in one of these.", superviseGroups(), nil})), nil},
		key{"queues", "The queues whose calls they take: a name, or a list of names and mappings.", memberships(), nil},
	)), config.QueueNameForm))
}

func memberships() node {
	one := needing(mapping("A queue, with what differs there.",
		key{"queue", "The queue.", single(), nil},
		key{"level", "The lower are rung first; app_queue says penalty.", natural(), 0},
		key{"position", "The order within a level; as in the file without it.", natural(), nil},
		key{"weight", "For weighted_random: the more, the sooner.", natural(), 1},
		key{"skills", "Skills that are other ones there.", skills(), nil},
		key{"wrapup", "How long they rest after its calls.", wait(), nil},
		key{"ring_timeout", "How long they ring.", text(spanForm), nil},
		key{"ring_in_use", "Whether they are rung while their telephone is in use.", yesNo(), nil},
		key{"group", "An overflow group: a member only where a rule of routing includes it.",
			numberOr(config.QueueNameForm), nil},
	), "queue")
	return anyOf(single(), one, node{"type": "array", "items": anyOf(single(), one)}, node{"type": "null"})
}

func queueLog(d config.QueueLog) node {
	return orNothing(needing(mapping("",
		key{"file", "Its path, beside this file if it is no absolute one.", single(), nil},
		key{"max_file", "How many bytes it may have before it is put aside.", positive(), d.MaxFile},
		key{"keep", "How many of those are kept.", natural(), d.Keep}), "file"))
}

func supervise() node {
	return orNothing(mapping("",
		key{"allow", "What supervisors may: listen, whisper (the agent hears them), barge (both do); none for nothing.",
			superviseWays(), nil},
		key{"announce", "What those who are listened to hear before; none for nothing.", listOr(single(), 0), nil},
		key{"beep_every", "How often they hear a beep as long as somebody listens; 0s for never.", wait(), "0s"}))
}

func superviseWays() node { return listOr(choiceOfWords(append(config.SuperviseWays(), "none")), 0) }

func superviseGroups() node { return several(text(config.SuperviseGroupForm), 1) }

// natural is a whole number from 0.
func natural() node {
	n := whole()
	n["minimum"] = 0
	return n
}
