package lint

// Rules is the table of the rules that this package checks, in the order of the documentation.
func Rules() []Rule {
	return []Rule{
		unreachableStep(),
		unusedFlow(),
		noEnding(),
		busyLoop(),
		neverAsks(),
		endlessRecursion(),
		noExhaustion(),
		ambiguousChoice(),
		shadowedChoice(),
		unansweredMedia(),
		httpWithoutError(),
		readBeforeSet(),
		unusedVariable(),
		unusedPrompt(),
		missingPrompt(),
		missingLanguage(),
		secretOut(),
		secretInTheOpen(),
		secretUnencrypted(),
		bendableDial(),
		withheldCaller(),
	}
}
