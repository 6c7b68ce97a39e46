package flows

import "encoding/json"

// CheckpointNow is the shape in which checkpoints are written, the newest that is read.
const CheckpointNow = checkpointFormat

// CheckpointFormat is the shape of a checkpoint that was written, whether this program reads it or not; 0 for what is
// none.
func CheckpointFormat(data []byte) int {
	var wire struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(data, &wire) != nil {
		return 0
	}
	return wire.Format
}
