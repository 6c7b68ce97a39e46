// Package soundpacks knows the names of the sounds that Asterisk brings along:
// the core sounds, release 1.6.1, in English, Spanish, French, Italian and Russian.
//
// It is not what one Asterisk really has: only that one can tell, and it may lack
// a pack or have sounds of its own. The names serve to find slips of the hand.
//
// Laws: a name is a file of a pack, without language and extension; whatever is
// asked, nothing is read from disk. The list is core.txt: a name on each line,
// and behind it the languages that have it, unless all have.
package soundpacks
