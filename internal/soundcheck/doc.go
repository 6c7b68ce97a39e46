// Package soundcheck compares the prompts of flows with the sounds that an
// Asterisk has and with prompts of one's own: what neither has is a finding at
// the place in the file, rather than silence in a call.
//
// It sees prompts that are written out, for those that are computed (a number
// that is said) every sound that the language may need, and what steps bring
// along, such as the words of a mailbox's menu. It asks nobody; the sounds are
// handed in.
package soundcheck
