package main

// daysMax is how many days `schedules show` shows at most.
const daysMax = 400

// seedsMax bounds the seeds that `fuzz` makes up: short enough to be typed again.
const seedsMax = 1_000_000

// fixRounds is how often `check --fix` looks again at what it has mended.
const fixRounds = 8
