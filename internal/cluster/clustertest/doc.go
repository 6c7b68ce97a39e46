// Package clustertest holds every [cluster.Bucket] and every [cluster.Post] to the same laws.
//
// It is for tests of stores; it uses no subtests, so that it runs in a bubble of
// testing/synctest too.
package clustertest
