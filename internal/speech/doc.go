// Package speech makes sound of text before anybody calls: with a program such
// as espeak-ng, or with a service over HTTP.
//
// It is no live speech: a call never waits for it. It neither knows flows nor
// serves its files; package prompts does.
//
// Laws: the same text of the same engine, voice and language is rendered once
// and kept in the cache; [Speaker.Render] renders all that it is given before
// it returns, a few at a time, and tells every failure, not only the first. A
// render has a timeout and a bound. No shell reads a text, and no error has a
// password in it.
//
// Tests give a [Speaker] a renderer of their own; those of programs run the test
// binary itself in the program's place, those of services an HTTP server.
package speech
