/// The formats from which calls of agents can be read.
public enum AgentFormat: String, Sendable, Hashable, CaseIterable {
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
  /// The output of Claude Code with `--output-format stream-json`.
  case claudeCodeStream = "claude-code-stream"
  /// The rollout file of a session of Codex.
  case codex
  /// Contents of Google's Gemini API, with `functionCall` and `functionResponse`.
  case gemini
  /// Messages of Amazon Bedrock's Converse API, with `toolUse` and `toolResult`.
  case bedrock
  /// Messages of LangChain and LangGraph.
  case langChain = "langchain"
  /// Messages of Vercel's AI SDK.
  case aiSDK = "ai-sdk"
  /// Spans of OpenTelemetry with attributes of generative AI, as JSON of its protocol.
  case openTelemetry = "opentelemetry"
  /// Runs and tasks of AgentDojo.
  case agentDojo = "agentdojo"
  /// Runs and tasks of tau-bench and tau2-bench.
  case tauBench = "tau-bench"
}
