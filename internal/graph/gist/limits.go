package gist

// valueMax is how many characters of one value are shown.
const valueMax = 200
