/// The formats from which calls of agents can be read.
package enum AgentFormat: String, Sendable, Hashable, CaseIterable {
  /// Messages of Anthropic's API, with blocks of type `tool_use` and `tool_result`.
  case anthropic
  /// Messages of OpenAI's chat completions, with `tool_calls`.
  case openAIChat = "openai-chat"
  /// Items of OpenAI's Responses API, such as `function_call`.
  case openAIResponses = "openai-responses"
  /// JSON-RPC messages of the Model Context Protocol, with `tools/call`.
  case mcp
  /// The transcript of a session of Claude Code.
  case claudeCode = "claude-code"
  /// Runs and tasks of AgentDojo.
  case agentDojo = "agentdojo"
  /// Runs and tasks of tau-bench and tau2-bench.
  case tauBench = "tau-bench"
}
