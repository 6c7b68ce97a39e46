package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfComments are the rules about `ariapp:ignore` itself; [Heed] holds them.
func heldOfComments() []Rule {
	return []Rule{
		{Name: "bad-ignore", Severity: source.Warning,
			Summary: "A comment `ariapp:ignore` that ignores nothing.",
			Doc: "It names no rule, or one that does not exist, or one without which the flows cannot be used, or several; or " +
				"it gives no reason; or it is misspelt, as `ariapp: ignore` is. Several rules take a comment each. " +
				"The reason is for whoever reads the file next year.",
			Bad:  inMain("- hangup\n- play: hello-world # ariapp:ignore unreachable-step\n"),
			Good: inMain("- hangup\n- play: hello-world # ariapp:ignore unreachable-step for the day when main goes on\n"),
		},
		{Name: "unused-ignore", Severity: source.Warning,
			Summary: "A comment `ariapp:ignore` where there is nothing to ignore.",
			Doc:     "The fault was mended, or the comment stands on another line. `ariapp check --fix` deletes it.",
			Bad:     inMain("- play: hello-world # ariapp:ignore unreachable-step for the day when main goes on\n"),
			Good:    inMain("- play: hello-world\n"),
		},
	}
}
