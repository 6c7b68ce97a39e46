package digits

import "fmt"

// Policy decides when an entry is finished without a terminator.
type Policy uint8

const (
	// PolicyAuto finishes an entry as soon as nothing else can come of it, and waits while it is ambiguous.
	PolicyAuto Policy = iota
	// PolicyFirst finishes at the first legal entry, even if a longer one exists.
	PolicyFirst
	// PolicyStrict finishes only by a terminator or a timeout, right or wrong.
	PolicyStrict
)

// policyNames lists the names in the order of the constants.
var policyNames = [...]string{PolicyAuto: "auto", PolicyFirst: "first", PolicyStrict: "strict"}

// PolicyNames lists what ParsePolicy accepts.
func PolicyNames() []string { return append([]string(nil), policyNames[:]...) }

// ParsePolicy reads one of PolicyNames; anything else gives ErrPolicy.
func ParsePolicy(name string) (Policy, error) {
	for policy, known := range policyNames {
		if name == known {
			return Policy(policy), nil
		}
	}
	return 0, fmt.Errorf("reading policy %q: %w", name, ErrPolicy)
}

// Valid reports whether p is one of the constants.
func (p Policy) Valid() bool { return int(p) < len(policyNames) }

// String gives the name of the policy.
func (p Policy) String() string {
	if !p.Valid() {
		return fmt.Sprintf("policy(%d)", uint8(p))
	}
	return policyNames[p]
}

// MarshalText gives the name; an invalid policy gives ErrPolicy.
func (p Policy) MarshalText() ([]byte, error) {
	if !p.Valid() {
		return nil, fmt.Errorf("writing policy %d: %w", uint8(p), ErrPolicy)
	}
	return []byte(policyNames[p]), nil
}

// UnmarshalText reads what ParsePolicy reads.
func (p *Policy) UnmarshalText(text []byte) error {
	policy, err := ParsePolicy(string(text))
	if err != nil {
		return err
	}
	*p = policy
	return nil
}
