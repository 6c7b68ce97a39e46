// Command gen writes the generated part of package ari from the description that Asterisk ships as
// rest-api/*.json and serves at /ari/api-docs/.
//
//	go run ./ari/internal/gen -from /usr/share/asterisk/rest-api -out ari
//	go run ./ari/internal/gen -from http://127.0.0.1:8088/ari/api-docs -user u -password p -out ari
//
// It is not a general generator for such descriptions: it knows the words, types and habits of Asterisk's.
//
// Laws: the output depends on the description only and is the same on every run; comments are built from
// names, types, allowed values and statuses, never from the description's prose; what it does not understand
// is an error, never left out. The test runs it on testdata/api and compares with testdata/golden.
package main
