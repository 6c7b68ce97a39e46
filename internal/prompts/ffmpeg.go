package prompts

import "os/exec"

// FFmpeg is the path of the program that reads MP3 and its like, "" when it is not installed.
func FFmpeg() string {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ""
	}
	return path
}
