// Package jsonpush writes JSON behind a row of bytes, member by member, as the caller tells it.
//
// It is no general encoder: there is no reflection, and nothing is asked of a value but what it is; what it does not
// know encoding/json writes. It writes what encoding/json writes for the same value with SetEscapeHTML(false), byte for
// byte, and is for the few shapes that are written several times a step of every call.
//
// Laws: what it writes is what encoding/json reads; a text that needs no escape is copied as it is, any other is
// written by encoding/json itself; a time that JSON has no form for is an error, and nothing is written for it.
//
// Test it against encoding/json, by tables and fuzzing.
package jsonpush
