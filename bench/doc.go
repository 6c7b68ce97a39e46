// Package bench holds what is measured of the whole: how soon a call gets its
// first request, what a waiting call costs, and how many scenarios a second are
// tested. Parts are measured beside their code (BenchmarkDecodeChannelDtmfReceived
// in ari, BenchmarkWalkMenuCall in flows). README.md here has the commands and the
// last figures.
//
// These are benchmarks, run by hand: a figure never makes a test fail, as
// machines differ. What is compared is compared in one run. They are behind the
// build tag bench: the test binary holds the whole daemon, and go test would link it
// to run nothing.
package bench
