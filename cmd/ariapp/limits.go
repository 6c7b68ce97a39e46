package main

// daysMax is how many days `schedules show` shows at most.
const daysMax = 400
