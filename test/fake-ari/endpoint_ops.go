package fakeari

// endpointRoutes are the paths of endpoints, device states and sounds. They exist,
// so that a wrong method is told from an unknown path, and wait for their use.
func endpointRoutes() []routeLine {
	const one = "endpoints/{tech}/{resource}"
	return []routeLine{
		{"GET", "endpoints", "endpoints.list", nil},
		{"PUT", "endpoints/sendMessage", "endpoints.sendMessage", nil},
		{"POST", "endpoints/refer", "endpoints.refer", nil},
		{"GET", "endpoints/{tech}", "endpoints.listByTech", nil},
		{"GET", one, "endpoints.get", nil},
		{"PUT", one + "/sendMessage", "endpoints.sendMessageToEndpoint", nil},
		{"POST", one + "/refer", "endpoints.referToEndpoint", nil},
		{"GET", "deviceStates", "deviceStates.list", nil},
		{"GET", "deviceStates/{deviceName}", "deviceStates.get", nil},
		{"PUT", "deviceStates/{deviceName}", "deviceStates.update", nil},
		{"DELETE", "deviceStates/{deviceName}", "deviceStates.delete", nil},
		{"GET", "sounds", "sounds.list", nil},
		{"GET", "sounds/{soundId}", "sounds.get", nil},
	}
}
