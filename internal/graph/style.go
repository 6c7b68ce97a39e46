package graph

import "strconv"

// accents are the colours of flows; there is one for each, then they begin anew.
func accents() []string {
	return []string{"#3b82f6", "#10a37f", "#8b5cf6", "#f08a24", "#0ea5c6", "#d9489a", "#7a9a1f", "#64748b"}
}

// styles are the picture's colours, for light and for dark screens. They stand
// as plain rules, which every viewer knows.
func styles() string {
	css := `
svg { background: #f6f7f9; font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
text { fill: #1c2733; font-size: 12px; }
.page { fill: #f6f7f9; }
.panel { fill: #ffffff; stroke: #d8dee6; }
.title { font-size: 16px; font-weight: 700; }
.about, .place { font-size: 11px; fill: #66727f; }
.kind { font-size: 11px; font-weight: 600; fill: #5b6875; }
.id { font-weight: 700; }
.when { font-size: 11px; font-style: italic; fill: #8a5a00; }
.box { fill: #f2f5f8; stroke: #aeb9c5; }
.asks { fill: #e8f1fe; stroke: #5b9bf3; }
.decides { fill: #fdf4e0; stroke: #d9a33c; }
.calls, .jumps { fill: #f3eefe; stroke: #a78bfa; }
.ends { fill: #fbe9e7; stroke: #d98880; }
.leaves { fill: #e4f5ec; stroke: #5cb88a; }
.returns { fill: #eceff2; stroke: #8695a5; }
.error { stroke: #d92d20; stroke-width: 2.5; }
.warning { stroke: #e0930b; stroke-width: 2.5; }
.badge-error { fill: #d92d20; }
.badge-warning { fill: #e0930b; }
.badge { fill: #ffffff; font-size: 11px; font-weight: 700; text-anchor: middle; }
.line { fill: none; stroke: #7d8b99; stroke-width: 1.5; stroke-linejoin: round; }
.dashed { fill: none; stroke: #a3aebb; stroke-width: 1.1; stroke-dasharray: 4 3; }
.jump { fill: none; stroke: #a78bfa; stroke-width: 1.3; }
.head { fill: #7d8b99; }
.head-jump { fill: #a78bfa; }
.key { fill: #2b3947; }
.key-text { fill: #ffffff; font-weight: 700; font-size: 11px; text-anchor: middle; }
.word { fill: #ffffff; stroke: #aeb9c5; }
.word-text, .handler-text, .end-text { font-size: 11px; text-anchor: middle; }
.handler { fill: #ffffff; stroke: #a3aebb; stroke-dasharray: 4 3; }
.handler-text { fill: #66727f; font-style: italic; }
.end { fill: #eceff2; stroke: none; }
.end-text { fill: #4a5765; }
.note-text { font-size: 11px; font-style: italic; fill: #66727f; }
.sub { fill: none; stroke: #a78bfa; }
.number { fill: #2b3947; }
.number-text { fill: #ffffff; font-weight: 700; text-anchor: middle; }
.flow { fill: #ffffff; stroke-width: 1.6; }
.map { fill: none; stroke: #9aa7b4; stroke-width: 1.5; }
.map-jump { stroke-dasharray: 5 4; }
.error-text { fill: #b42318; }
.warning-text { fill: #9a6700; }
a { text-decoration: none; }
`
	return css + "@media (prefers-color-scheme: dark) {" + dark() + "}\n"
}

// dark are the rules that differ on dark screens.
func dark() string {
	return `
svg { background: #12171d; }
text { fill: #e4eaf0; }
.page { fill: #12171d; }
.panel { fill: #1a2129; stroke: #313c48; }
.about, .place, .note-text, .handler-text { fill: #93a1af; }
.kind { fill: #a9b6c3; }
.when { fill: #e6b450; }
.box { fill: #232c36; stroke: #4a5866; }
.asks { fill: #17304f; stroke: #4d8ee8; }
.decides { fill: #3a2f15; stroke: #b98a2f; }
.calls, .jumps { fill: #2a2344; stroke: #8f75e6; }
.ends { fill: #40231f; stroke: #b96a61; }
.leaves { fill: #173828; stroke: #489e74; }
.returns { fill: #29323c; stroke: #6b7a89; }
.error { stroke: #f97066; }
.warning { stroke: #f5b544; }
.line { stroke: #7a8896; }
.dashed { stroke: #5d6b79; }
.key, .number { fill: #dfe6ed; }
.key-text, .number-text { fill: #12171d; }
.word, .handler { fill: #1a2129; stroke: #4a5866; }
.end { fill: #2b3540; }
.end-text { fill: #c3ced9; }
.flow { fill: #1a2129; }
.map { stroke: #5d6b79; }
.error-text { fill: #fda29b; }
.warning-text { fill: #f5c46b; }
`
}

// accent is the colour of a flow.
func (c *chart) accent(order int) string {
	all := accents()
	return all[max(order, 0)%len(all)]
}

// px writes a length or a place, to a tenth of a pixel.
func px(v float64) string {
	text := strconv.FormatFloat(v, 'f', 1, 64)
	if n := len(text) - 2; text[n:] == ".0" {
		return text[:n]
	}
	return text
}
