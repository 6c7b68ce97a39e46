package flows

// TextVariable is the variable in which the flow of messages finds the text that it is walked for.
const TextVariable = "message_text"
