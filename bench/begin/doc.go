// Package begin is how each program under bench begins and ends: it ends with
// an interrupt, and says what went wrong. It is no framework for arguments:
// each program reads its own. It keeps no state; test it with go vet, and by the
// programs.
package begin
