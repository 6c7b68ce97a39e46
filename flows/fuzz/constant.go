package fuzz

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// compared are the constants that stand beside a value in the file's conditions and cases, by what the value is
// called: vars.tier, steps.crm.code.
type compared map[string][]any

// learnCompared reads the expressions of the program, and the cases of switches.
func (k *knowledge) learnCompared() {
	k.compared = compared{}
	for _, use := range k.program.Uses() {
		values := literals(use.Source)
		if use.Step != nil && use.Field == "value" {
			for _, name := range keysOf(k.fields[use.Step.Address].Get("cases")) {
				for _, one := range strings.Split(name, "|") {
					values = append(values, literals(one)...)
					values = append(values, strings.TrimSpace(one))
				}
			}
		}
		for _, read := range use.Reads {
			k.compared.add(strings.Join(read.Path, "."), values...)
		}
	}
}

func (c compared) add(name string, values ...any) {
	if _, known := c[name]; !known {
		c[name] = nil // it is read, though nothing may stand beside it
	}
	for _, value := range values {
		if !slices.Contains(c[name], value) && len(c[name]) < constantsMax {
			c[name] = append(c[name], value)
		}
	}
}

// mapped are the constants that a variable is compared with, which a step's `result` names.
func (c compared) mapped(name string) []any {
	if strings.HasPrefix(name, "flow.") {
		return c[name]
	}
	return c["vars."+name]
}

// behind are the names under a step's result that are read, with what they are compared with.
func (c compared) behind(step *flows.Placed, result string) map[string][]any {
	all, prefix := map[string][]any{}, "steps."+step.ID+"."+result+"."
	for name, values := range c {
		if rest, under := strings.CutPrefix(name, prefix); under {
			all[rest] = values
		}
	}
	return all
}

// literals are the constants of an expression; beside a number stand its neighbours, for > and <.
func literals(text string) []any {
	find := regexp.MustCompile(`"([^"\\]*)"|'([^'\\]*)'|\b\d{1,9}(?:\.\d{1,9})?\b|\b(?:true|false)\b`)
	var all []any
	for _, match := range find.FindAllStringSubmatch(text, -1) {
		whole := match[0]
		if whole[0] == '"' || whole[0] == '\'' {
			all = append(all, match[1]+match[2])
		} else if n, err := strconv.Atoi(whole); err == nil {
			all = append(all, n, n+1, n-1)
		} else if x, err := strconv.ParseFloat(whole, 64); err == nil {
			all = append(all, x)
		} else {
			all = append(all, whole == "true")
		}
	}
	return all
}

// written is a single value as the file has it; false where it is computed, or no single value.
func written(n *source.Node) (any, bool) {
	if n == nil || n.Kind != source.Scalar || strings.Contains(n.Value, "${") {
		return nil, false
	}
	if !n.Quoted {
		if n.Value == "true" || n.Value == "false" {
			return n.Value == "true", true
		}
		if i, err := strconv.Atoi(n.Value); err == nil && strconv.Itoa(i) == n.Value {
			return i, true
		}
		if x, err := strconv.ParseFloat(n.Value, 64); err == nil && strings.Contains(n.Value, ".") {
			return x, true
		}
	}
	return n.Value, true
}

// valued is one of the constants, or a value as no test has it.
func (f *fuzzer) valued(constants []any) any {
	if len(constants) > 0 && f.chance(constantOften) {
		return pick(f.random, constants)
	}
	return f.odd()
}

// textual is a text: a constant's, or one as no test has it.
func (f *fuzzer) textual(constants []any) string {
	var texts []string
	for _, one := range constants {
		switch one := one.(type) {
		case string:
			texts = append(texts, one)
		case int:
			texts = append(texts, strconv.Itoa(one))
		case bool:
			texts = append(texts, strconv.FormatBool(one))
		}
	}
	if len(texts) > 0 && f.chance(constantOften) {
		return pick(f.random, texts)
	}
	return pick(f.random, []string{"Ann", "", "4711", "0", "007", "true", "ä \"b\" <c> & ${d}"})
}

// like is a value of a sort: that of one that is known. Digits stay digits.
func (f *fuzzer) like(sample any, constants []any) any {
	switch sample := sample.(type) {
	case string:
		if sample != "" && strings.Trim(sample, "0123456789") == "" {
			return pick(f.random, []string{sample, f.anyDigits(len(sample))})
		}
		return pick(f.random, []string{sample, f.textual(constants)})
	case int:
		whole := []int{sample, 0, 1, -1, 7, 4711}
		for _, one := range constants {
			if n, ok := one.(int); ok {
				whole = append(whole, n)
			}
		}
		return pick(f.random, whole)
	case float64:
		return pick(f.random, []float64{sample, 0.5, -1.5, 105.25})
	case bool:
		return f.chance(50)
	}
	return sample
}
