package main

import (
	"go/token"
	"strings"
	"unicode"
)

// spelled are words of the description whose Go form cannot be guessed.
var spelled = map[string]string{
	"accountcode": "AccountCode", "bridgevars": "BridgeVars", "channelvars": "ChannelVars",
	"creationtime": "CreationTime", "dialstatus": "DialStatus", "dialstring": "DialString",
	"eventname": "EventName", "maxrtt": "MaxRTT", "minrtt": "MinRTT", "musicclass": "MusicClass",
	"normdevrtt": "NormDevRTT", "offsetms": "OffsetMS", "rtpstatistics": "RTPStatistics",
	"rxcount": "RxCount", "rxjitter": "RxJitter", "rxoctetcount": "RxOctetCount", "rxploss": "RxPLoss",
	"setid": "SetID", "skipms": "SkipMS", "stdevrtt": "StdevRTT", "tenantid": "TenantID",
	"txcount": "TxCount", "txjitter": "TxJitter", "txoctetcount": "TxOctetCount", "txploss": "TxPLoss",
	"userevent": "UserEvent", "#": "Hash", "*": "Star",
}

// initials are words that Go writes in capitals throughout.
var initials = map[string]bool{
	"id": true, "ids": true, "url": true, "uri": true, "moh": true, "dtmf": true, "rtp": true, "sip": true,
	"ssrc": true, "rtt": true, "ms": true, "rdnis": true, "cep": true, "rest": true,
}

// goName is the exported Go form of a name: bridge_ids is BridgeIDs, playWithId is PlayWithID.
func goName(name string) string {
	if whole := spelled[name]; whole != "" {
		return whole
	}
	var b strings.Builder
	for _, word := range words(name) {
		lower := strings.ToLower(word)
		switch {
		case spelled[lower] != "":
			b.WriteString(spelled[lower])
		case lower == "ids":
			b.WriteString("IDs")
		case initials[lower]:
			b.WriteString(strings.ToUpper(lower))
		default:
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// goTypeName is the Go form of a model's name. All but RTPstat are written as Go would.
func goTypeName(name string) string {
	if name == "RTPstat" {
		return "RTPStat"
	}
	return name
}

// goArgument is the unexported form of a name: channelId is channelID.
func goArgument(name string) string {
	exported := goName(name)
	end := 0
	for end < len(exported) && unicode.IsUpper(rune(exported[end])) {
		end++
	}
	if end > 1 && end < len(exported) {
		end-- // the last capital begins the next word
	}
	argument := strings.ToLower(exported[:end]) + exported[end:]
	if token.IsKeyword(argument) {
		argument += "Value"
	}
	return argument
}

// goValue is the exported form of an allowed value: NOT_INUSE is NotInuse, "Dialing Offhook" DialingOffhook.
func goValue(value string) string {
	if value == strings.ToUpper(value) {
		value = strings.ToLower(value)
	}
	return goName(value)
}

// words splits at _ - and blanks, and before a capital that follows a small letter or begins a new word.
func words(name string) (all []string) {
	runes := []rune(name)
	start := 0
	flush := func(end int) {
		if end > start {
			all = append(all, string(runes[start:end]))
		}
	}
	for i, c := range runes {
		switch {
		case c == '_' || c == '-' || c == ' ':
			flush(i)
			start = i + 1
		case i > start && unicode.IsUpper(c) && (!unicode.IsUpper(runes[i-1]) ||
			i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			flush(i)
			start = i
		}
	}
	flush(len(runes))
	return all
}
