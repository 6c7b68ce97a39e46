package fakeari

import "time"

// timeLayout is how Asterisk writes a time.
const timeLayout = "2006-01-02T15:04:05.000-0700"

func timeText(t time.Time) string { return t.Format(timeLayout) }

// The shapes that go out as JSON. They are copies: once made they do not change,
// so that a socket may encode them later, without the lock.

type callerView struct {
	Name   string `json:"name"`
	Number string `json:"number"`
}

type dialplanView struct {
	Context  string `json:"context"`
	Exten    string `json:"exten"`
	Priority int    `json:"priority"`
	AppName  string `json:"app_name"`
	AppData  string `json:"app_data"`
}

type channelView struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	State        string            `json:"state"`
	ProtocolID   string            `json:"protocol_id"`
	Caller       callerView        `json:"caller"`
	Connected    callerView        `json:"connected"`
	AccountCode  string            `json:"accountcode"`
	Dialplan     dialplanView      `json:"dialplan"`
	CreationTime string            `json:"creationtime"`
	Language     string            `json:"language"`
	ChannelVars  map[string]string `json:"channelvars,omitempty"`
}

type playbackView struct {
	ID           string `json:"id"`
	MediaURI     string `json:"media_uri"`
	NextMediaURI string `json:"next_media_uri,omitempty"`
	TargetURI    string `json:"target_uri"`
	Language     string `json:"language"`
	State        string `json:"state"`
}

type bridgeView struct {
	ID           string            `json:"id"`
	Technology   string            `json:"technology"`
	BridgeType   string            `json:"bridge_type"`
	BridgeClass  string            `json:"bridge_class"`
	Creator      string            `json:"creator"`
	Name         string            `json:"name"`
	Channels     []string          `json:"channels"`
	CreationTime string            `json:"creationtime"`
	VideoMode    string            `json:"video_mode"`
	BridgeVars   map[string]string `json:"bridgevars,omitempty"`
}

type recordingView struct {
	Name            string `json:"name"`
	Format          string `json:"format"`
	State           string `json:"state"`
	TargetURI       string `json:"target_uri"`
	Cause           string `json:"cause,omitempty"`
	Duration        *int   `json:"duration,omitempty"`
	TalkingDuration *int   `json:"talking_duration,omitempty"`
	SilenceDuration *int   `json:"silence_duration,omitempty"`
}

type storedView struct {
	Name   string `json:"name"`
	Format string `json:"format"`
}

type deviceView struct {
	Name  string `json:"name"`
	State string `json:"state"`
}

type endpointView struct {
	Technology string   `json:"technology"`
	Resource   string   `json:"resource"`
	State      string   `json:"state"`
	ChannelIDs []string `json:"channel_ids"`
}

type formatView struct {
	Language string `json:"language"`
	Format   string `json:"format"`
}

type soundView struct {
	ID      string       `json:"id"`
	Formats []formatView `json:"formats"`
}

type messageView struct {
	To        string            `json:"to"`
	From      string            `json:"from"`
	Body      string            `json:"body"`
	Variables map[string]string `json:"variables"`
}

type referToView struct {
	Requested struct {
		Destination string      `json:"destination"`
		Params      []paramView `json:"additional_protocol_params,omitempty"`
	} `json:"requested_destination"`
	Destination *channelView `json:"destination_channel,omitempty"`
	Connected   *channelView `json:"connected_channel,omitempty"`
	Bridge      *bridgeView  `json:"bridge,omitempty"`
}

type paramView struct {
	Name  string `json:"parameter_name"`
	Value string `json:"parameter_value"`
}

type referredByView struct {
	Source    *channelView `json:"source_channel"`
	Connected *channelView `json:"connected_channel,omitempty"`
	Bridge    *bridgeView  `json:"bridge,omitempty"`
}

type typeView struct {
	Type string `json:"type"`
}

type applicationView struct {
	Name             string     `json:"name"`
	ChannelIDs       []string   `json:"channel_ids"`
	BridgeIDs        []string   `json:"bridge_ids"`
	EndpointIDs      []string   `json:"endpoint_ids"`
	DeviceNames      []string   `json:"device_names"`
	EventsAllowed    []typeView `json:"events_allowed"`
	EventsDisallowed []typeView `json:"events_disallowed"`
}

// event is any message of the event socket: what its type does not have is left
// out.
type event struct {
	Type             string          `json:"type"`
	Timestamp        string          `json:"timestamp"`
	Args             *[]string       `json:"args,omitempty"`
	Destination      string          `json:"destination,omitempty"`
	Digit            string          `json:"digit,omitempty"`
	Duration         *int            `json:"duration_ms,omitempty"`
	Cause            *int            `json:"cause,omitempty"`
	CauseText        string          `json:"cause_txt,omitempty"`
	TechCause        int             `json:"tech_cause,omitempty"`
	Presentation     *int            `json:"caller_presentation,omitempty"`
	PresentationText string          `json:"caller_presentation_txt,omitempty"`
	Soft             bool            `json:"soft,omitempty"`
	DialStatus       *string         `json:"dialstatus,omitempty"`
	DialString       *string         `json:"dialstring,omitempty"`
	Forward          *string         `json:"forward,omitempty"`
	Variable         string          `json:"variable,omitempty"`
	Value            *string         `json:"value,omitempty"`
	EventName        string          `json:"eventname,omitempty"`
	UserEvent        map[string]any  `json:"userevent,omitempty"`
	MusicClass       string          `json:"musicclass,omitempty"`
	Recording        *recordingView  `json:"recording,omitempty"`
	Playback         *playbackView   `json:"playback,omitempty"`
	Bridge           *bridgeView     `json:"bridge,omitempty"`
	Channel          *channelView    `json:"channel,omitempty"`
	Replace          *channelView    `json:"replace_channel,omitempty"`
	Peer             *channelView    `json:"peer,omitempty"`
	DeviceState      *deviceView     `json:"device_state,omitempty"`
	Message          *messageView    `json:"message,omitempty"`
	Endpoint         *endpointView   `json:"endpoint,omitempty"`
	State            string          `json:"state,omitempty"`
	ReferTo          *referToView    `json:"refer_to,omitempty"`
	ReferredBy       *referredByView `json:"referred_by,omitempty"`
	AsteriskID       string          `json:"asterisk_id"`
	Application      string          `json:"application"`
}

// channelID is the channel that the event is about, as faults choose by it.
func (e *event) channelID() string {
	switch {
	case e.Channel != nil:
		return e.Channel.ID
	case e.ReferredBy != nil:
		return e.ReferredBy.Source.ID
	case e.Peer != nil:
		return e.Peer.ID
	case e.Recording != nil:
		return targetChannel(e.Recording.TargetURI)
	case e.Playback != nil:
		return targetChannel(e.Playback.TargetURI)
	}
	return ""
}
