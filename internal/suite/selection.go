package suite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/scenario"
)

// Selection says which tests run. The zero value takes all.
type Selection struct {
	// Title must be found in a test's title.
	Title *regexp.Regexp
	// Tags: of those without !, a test must have one; of those with !, none.
	Tags []string
}

// all tells that nothing is left out.
func (s Selection) all() bool { return s.Title == nil && len(s.Tags) == 0 }

func (s Selection) takes(c *scenario.Case) bool {
	if s.Title != nil && !s.Title.MatchString(c.Title()) {
		return false
	}
	wants, has := false, false
	for _, tag := range s.Tags {
		name, excluded := strings.CutPrefix(tag, "!")
		switch {
		case excluded && slices.Contains(c.Tags, name):
			return false
		case !excluded:
			wants, has = true, has || slices.Contains(c.Tags, name)
		}
	}
	return has || !wants
}

// test is one case of a file.
type test struct {
	file *File
	one  *scenario.Case
}

// selected are the tests that a selection takes, in order. An error tells that
// it takes none, although there are some.
func (s *Suite) selected(selection Selection) ([]test, error) {
	var tests []test
	all, tags := 0, []string{}
	for _, file := range s.Files {
		for _, one := range file.Cases {
			all++
			for _, tag := range one.Tags {
				if !slices.Contains(tags, tag) {
					tags = append(tags, tag)
				}
			}
			if selection.takes(one) {
				tests = append(tests, test{file, one})
			}
		}
	}
	if len(tests) > 0 || all == 0 {
		return tests, nil
	}
	slices.Sort(tags)
	known := "none has a tag"
	if len(tags) > 0 {
		known = "their tags are " + strings.Join(tags, ", ")
	}
	return nil, fmt.Errorf("selecting tests: %w: none of %d is selected; %s", ErrNoTests, all, known)
}
