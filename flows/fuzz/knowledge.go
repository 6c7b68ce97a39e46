package fuzz

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// knowledge is what the file tells of calls before any is made.
type knowledge struct {
	program *flows.Program
	// numbers are those to dial; first are those not dialled yet, each once.
	numbers, first []string
	// words are the runs of keys that the file mentions anywhere: what conditions compare with, and what tables hold.
	words []string
	// callers are the numbers that the file mentions, those in the international form too.
	callers []string
	// steps are the steps by address, fields what the file says of them.
	steps  map[string]*flows.Placed
	fields map[string]*source.Node
	// schedules are their names, tables the tables; stores tells that a step stores something.
	schedules []string
	tables    []table
	stores    bool
	// requests are what the file says of the steps that ask web services.
	requests map[string]request
	// endpoints are those whom the flows dial.
	endpoints []endpoint
	// agents are those who are offered callers, logins what is keyed in to log in: numbers and PINs.
	agents  []endpoint
	logins  []string
	secrets []secret
	// compared are constants by what they are compared with, slots what the steps that store something tell of keys.
	compared compared
	slots    map[string]*slot
}

// secret is one of the file's own.
type secret struct{ name, value string }

// learn reads the program and its file.
func learn(o Options) *knowledge {
	k := &knowledge{program: o.Setting.Program, steps: scenario.StepsOf(o.Setting.Program),
		fields: map[string]*source.Node{}, requests: map[string]request{}}
	for _, name := range sortedKeys(o.Setting.Secrets) {
		if value := flows.Reveal(o.Setting.Secrets[name]); len(value) >= secretLeast {
			k.secrets = append(k.secrets, secret{name, value})
		}
	}
	places, texts := map[source.Pos]*source.Node{}, []string{}
	if o.Document != nil {
		survey(o.Document.Root, places, &texts)
		k.schedules = keysOf(o.Document.Root.Get("schedules"))
	}
	k.program.EachStep(func(step *flows.Placed) {
		k.fields[step.Address] = places[step.Pos]
		k.stores = k.stores || step.Kind == "store"
		k.learnEndpoints(step, places[step.Pos])
		if one, asks := requestOf(step.Kind, places[step.Pos]); asks {
			k.requests[step.Address] = one
		}
	})
	if o.Document != nil {
		k.learnAgents(o.Document.Root)
	} else {
		k.learnAgents(nil)
	}
	for _, use := range k.program.Uses() {
		texts = append(texts, use.Source)
	}
	k.learnCompared()
	k.learnStore()
	for _, address := range sortedKeys(k.requests) {
		k.requests[address] = k.requests[address].learned(k.compared, k.steps[address])
	}
	k.words, k.callers = wordsOf(texts, `[0-9*#]+`), wordsOf(texts, `\+?[0-9]{2,}`)
	if o.Document != nil {
		k.learnTables(o.Document.Root.Get("tables"), o.Setting.World.Tables)
	}
	k.numbers = slices.Clone(o.Numbers)
	if len(k.numbers) == 0 {
		k.numbers = k.allNumbers()
	}
	k.first = slices.Clone(k.numbers)
	return k
}

// survey notes the value that stands behind each key, by the key's place, and all texts.
func survey(n *source.Node, places map[source.Pos]*source.Node, texts *[]string) {
	if n == nil {
		return
	}
	if n.Kind == source.Scalar {
		*texts = append(*texts, n.Value)
	}
	for _, item := range n.Items {
		survey(item, places, texts)
	}
	for key, value := range n.All() {
		places[key.Pos] = value
		*texts = append(*texts, key.Value)
		survey(value, places, texts)
	}
}

func keysOf(n *source.Node) []string {
	var keys []string
	for key := range n.All() {
		keys = append(keys, key.Value)
	}
	return keys
}

// wordsOf are what of texts has a form, each once: 4711 of `steps.pin.value == "4711"`.
func wordsOf(texts []string, form string) []string {
	find := regexp.MustCompile(form)
	var words []string
	seen := map[string]bool{}
	for _, text := range texts {
		for _, word := range find.FindAllString(text, -1) {
			if len(word) <= wordMax && !seen[word] && len(words) < wordsMax {
				seen[word] = true
				words = append(words, word)
			}
		}
	}
	return words
}

// allNumbers are numbers for every line of the file's `numbers`: one that is made
// up, and those among the words that lead there.
func (k *knowledge) allNumbers() []string {
	var numbers []string
	seen := map[string]bool{}
	add := func(number, pattern string) bool {
		route, ok := k.program.Route(number)
		if !ok || route.Pattern != pattern {
			return false
		}
		if !seen[number] {
			seen[number] = true
			numbers = append(numbers, number)
		}
		return true
	}
	for _, route := range k.program.Numbers() {
		pattern, err := digits.Parse(route.Pattern)
		if err != nil {
			continue
		}
		for try := range samplesMax {
			if add(firstSample(pattern, try), route.Pattern) {
				break
			}
		}
		for _, word := range k.words {
			add(word, route.Pattern)
		}
	}
	return numbers
}

// scalars are the texts of a value or a list of them; keys written as one word apart by blanks or commas count each.
func scalars(n *source.Node) []string {
	var all []string
	for _, item := range n.Elements() {
		all = append(all, strings.FieldsFunc(item.Value, func(r rune) bool { return r == ' ' || r == ',' })...)
	}
	return all
}
