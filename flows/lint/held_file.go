package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfFile are the rules of whoever reads the file.
func heldOfFile() []Rule {
	return []Rule{
		{Name: "not-yaml", Severity: source.Error,
			Summary: "A text that is not YAML.",
			Doc: "The line is the one that the reader could not go on at; the fault may stand a little above it. Keys that " +
				"begin " +
				"with `*` or `#` stand in quotes, and lines are indented with spaces.",
			Bad:  inMain("- menu:\n    choices:\n      *: repeat\n"),
			Good: inMain("- menu:\n    prompt: hello-world\n    choices:\n      \"*\": repeat\n    on_exhausted: hangup\n"),
		},
		{Name: "empty-file", Severity: source.Error,
			Summary: "A file in which nothing stands.",
			Doc:     "A file that is included must hold something, too.",
			Bad:     "# nothing yet\n",
			Good:    inMain("- play: hello-world\n"),
		},
		{Name: "include", Severity: source.Error,
			Summary: "A file that is to be included and cannot be.",
			Doc: "The paths of `include` begin in the folder of the file that names them; a pattern such as `flows/*.yaml` " +
				"must " +
				"find at least one file, and each only once.",
			Bad:  "include: flows/*.yaml\n" + inMain("- play: hello-world\n"),
			Good: inMain("- play: hello-world\n"),
		},
	}
}
