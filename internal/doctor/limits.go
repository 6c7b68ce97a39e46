package doctor

const (
	// confBytesMax is the largest configuration file that is read.
	confBytesMax = 4 << 20
	// confFilesMax is how many files one file may include in all.
	confFilesMax = 500
	// confDepthMax is how deep files may include one another; Asterisk stops there too.
	confDepthMax = 10
	// confSettingsMax is how many settings one section inherits at most.
	confSettingsMax = 10_000
	// valueBytesMax is how long a dialplan's line may become with its variables put in.
	valueBytesMax = 4096
	// sessionLimitDefault is Asterisk's own when http.conf says nothing.
	sessionLimitDefault = 100
	// sessionLimitLeast is the pool of connections and the sockets of one daemon, and one for the doctor.
	sessionLimitLeast = 36
	// sessionLimitGood leaves room for a restart's old connections and for other programs.
	sessionLimitGood = 200
	// writeTimeoutDefault is Asterisk's own when ari.conf says nothing, in milliseconds.
	writeTimeoutDefault = 100
	// writeTimeoutGood is what ariapp's own ari.conf has, in milliseconds.
	writeTimeoutGood = 1000
	// namesShownMax is how many names a list in a sentence has at most.
	namesShownMax = 8
	// misspeltMax is how many letters may be wrong in a name that is taken for a misspelt one.
	misspeltMax = 2
	// httpPort is where Asterisk's web server listens unless it is told otherwise.
	httpPort = "8088"
	// httpsPort is the same for TLS.
	httpsPort = "8089"
)
