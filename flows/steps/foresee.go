package steps

// Deal is the label of the way that a caller takes who is told from others by
// by, for the step at an address; false where only the call tells how the deal is called.
func (s split) Deal(by, address string) (label string, ok bool) {
	name, fixed := s.name.Constant()
	if name == "" {
		name = address
	}
	return wayLabel(s.choose(name, by)), fixed && by != ""
}

// Case is the label of the way that a value takes.
func (c choose) Case(value string) (label string) {
	if block, ok := c.cases[value]; ok {
		return block.Label()
	}
	return "default"
}
