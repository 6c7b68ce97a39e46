// Package premium knows which telephone numbers cost the caller far more than
// a call: premium lines, televotes and directory enquiries by country, and
// networks that are no country's, as the national numbering plans and the ITU's
// lists have them.
//
// It decides nothing, and knows no endpoints and no file. No list of this kind is ever
// complete: prices are the operator's, and numbering plans change.
//
// Laws:
//   - [Usual] has what is dear whoever dials it: every country's numbers in their form with +, and those that look
//     alike nearly everywhere. It has no national form that is somebody's ordinary number elsewhere.
//   - [Of] a country has its numbers as they are dialled there too.
//   - Every pattern can be read, and takes no emergency number and no ordinary number that the tests name.
//
// Test it with numbers; docs/premium-lines.md is held against the table.
package premium
