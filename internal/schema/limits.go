package schema

// retriesMax is how often a request may be tried again; the reader refuses more.
const retriesMax = 10
