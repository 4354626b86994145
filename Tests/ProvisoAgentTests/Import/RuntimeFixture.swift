import ProvisoAgent

/// Sources in the formats of runtimes and frameworks, with the calls of the other fixtures.
extension ImportFixture {
  static let runtimes: [(format: AgentFormat, text: String)] = [
    (.claudeCodeStream, stream), (.codex, rollout), (.gemini, contents), (.gemini, geminiSession),
    (.bedrock, converse), (.langChain, langChain), (.langChain, langChainData),
    (.langChain, langChainSerialised), (.aiSDK, modelMessages), (.aiSDK, modelMessages4),
    (.aiSDK, uiMessages), (.aiSDK, uiMessages4), (.openTelemetry, toolSpans),
  ]

  static let stream = #"""
    {"type": "system", "subtype": "init", "cwd": "/srv/garden", "session_id": "s", "tools": ["read_note", "water"]}
    {"type": "user", "message": {"role": "user", "content": "Water the plants."}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "assistant", "message": {"id": "m1", "role": "assistant", "content": [{"type": "tool_use", "id": "u1", "name": "read_note", "input": {"page": 3}}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "user", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u1", "content": "fern, moss"}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "assistant", "message": {"id": "m2", "role": "assistant", "content": [{"type": "tool_use", "id": "u2", "name": "water", "input": {"plant": "fern"}}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "assistant", "message": {"id": "m2", "role": "assistant", "content": [{"type": "tool_use", "id": "u3", "name": "water", "input": {"plant": "moss", "litres": 0.5}}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "user", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u2", "content": "done"}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "user", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u3", "is_error": true, "content": "no such plant"}]}, "parent_tool_use_id": null, "session_id": "s"}
    {"type": "result", "subtype": "success", "is_error": false, "result": "Done.", "session_id": "s", "permission_denials": []}
    """#

  static let rollout = #"""
    {"timestamp": "2026-01-01T00:00:00Z", "type": "session_meta", "payload": {"id": "s", "cwd": "/srv/garden", "originator": "codex_cli_rs"}}
    {"timestamp": "2026-01-01T00:00:01Z", "type": "response_item", "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "<environment_context>x</environment_context>"}]}}
    {"timestamp": "2026-01-01T00:00:01Z", "type": "event_msg", "payload": {"type": "user_message", "message": "Water the plants."}}
    {"timestamp": "2026-01-01T00:00:02Z", "type": "turn_context", "payload": {"cwd": "/srv/garden", "approval_policy": "never"}}
    {"timestamp": "2026-01-01T00:00:02Z", "type": "response_item", "payload": {"type": "reasoning", "summary": []}}
    {"timestamp": "2026-01-01T00:00:03Z", "type": "response_item", "payload": {"type": "function_call", "name": "read_note", "arguments": "{\"page\": 3}", "call_id": "u1"}}
    {"timestamp": "2026-01-01T00:00:04Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "u1", "output": "fern, moss"}}
    {"timestamp": "2026-01-01T00:00:05Z", "type": "response_item", "payload": {"type": "function_call", "name": "water", "arguments": "{\"plant\": \"fern\"}", "call_id": "u2"}}
    {"timestamp": "2026-01-01T00:00:05Z", "type": "response_item", "payload": {"type": "function_call", "name": "water", "arguments": "{\"plant\": \"moss\", \"litres\": 0.5}", "call_id": "u3"}}
    {"timestamp": "2026-01-01T00:00:06Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "u3", "output": "no such plant"}}
    {"timestamp": "2026-01-01T00:00:06Z", "type": "response_item", "payload": {"type": "function_call_output", "call_id": "u2", "output": "done"}}
    {"timestamp": "2026-01-01T00:00:07Z", "type": "event_msg", "payload": {"type": "agent_message", "message": "Done."}}
    """#

  static let contents = #"""
    {"contents": [
      {"role": "user", "parts": [{"text": "Water the plants."}]},
      {"role": "model", "parts": [{"text": "First the note.", "thought": true},
        {"functionCall": {"name": "read_note", "args": {"page": 3}}}]},
      {"role": "user", "parts": [{"functionResponse": {"name": "read_note", "response": {"output": "fern, moss"}}}]},
      {"role": "model", "parts": [
        {"functionCall": {"id": "u2", "name": "water", "args": {"plant": "fern"}}},
        {"functionCall": {"id": "u3", "name": "water", "args": {"plant": "moss", "litres": 0.5}}}]},
      {"role": "user", "parts": [
        {"functionResponse": {"id": "u3", "name": "water", "response": {"output": "no such plant"}}},
        {"functionResponse": {"id": "u2", "name": "water", "response": {"output": "done"}}}]}]}
    """#

  static let geminiSession = #"""
    {"sessionId": "s", "projectHash": "p", "messages": [
      {"id": "1", "type": "user", "content": "Water the plants."},
      {"id": "2", "type": "gemini", "content": "First the note.", "toolCalls": [
        {"id": "u1", "name": "read_note", "args": {"page": 3}, "status": "success", "result": [
          {"functionResponse": {"id": "u1", "name": "read_note", "response": {"output": "fern, moss"}}}]}]},
      {"id": "3", "type": "gemini", "content": "", "toolCalls": [
        {"id": "u2", "name": "water", "args": {"plant": "fern"}, "status": "success", "result": [
          {"functionResponse": {"id": "u2", "name": "water", "response": {"output": "done"}}}]},
        {"id": "u3", "name": "water", "args": {"plant": "moss", "litres": 0.5}, "status": "error", "result": [
          {"functionResponse": {"id": "u3", "name": "water", "response": {"output": "no such plant"}}}]}]}]}
    """#

  static let converse = #"""
    {"messages": [
      {"role": "user", "content": [{"text": "Water the plants."}]},
      {"role": "assistant", "content": [{"text": "First the note."},
        {"toolUse": {"toolUseId": "u1", "name": "read_note", "input": {"page": 3}}}]},
      {"role": "user", "content": [
        {"toolResult": {"toolUseId": "u1", "content": [{"text": "fern, moss"}], "status": "success"}}]},
      {"role": "assistant", "content": [
        {"toolUse": {"toolUseId": "u2", "name": "water", "input": {"plant": "fern"}}},
        {"toolUse": {"toolUseId": "u3", "name": "water", "input": {"plant": "moss", "litres": 0.5}}}]},
      {"role": "user", "content": [
        {"toolResult": {"toolUseId": "u3", "content": [{"text": "no such plant"}], "status": "error"}},
        {"toolResult": {"toolUseId": "u2", "content": [{"text": "done"}], "status": "success"}}]}]}
    """#

  static let langChain = #"""
    {"messages": [
      {"type": "human", "content": "Water the plants.", "id": "1"},
      {"type": "ai", "content": "", "additional_kwargs": {}, "tool_calls": [
        {"name": "read_note", "args": {"page": 3}, "id": "u1", "type": "tool_call"}], "invalid_tool_calls": []},
      {"type": "tool", "content": "fern, moss", "name": "read_note", "tool_call_id": "u1", "status": "success"},
      {"type": "ai", "content": "", "tool_calls": [
        {"name": "water", "args": {"plant": "fern"}, "id": "u2", "type": "tool_call"},
        {"name": "water", "args": {"plant": "moss", "litres": 0.5}, "id": "u3", "type": "tool_call"}]},
      {"type": "tool", "content": "no such plant", "tool_call_id": "u3", "status": "error"},
      {"type": "tool", "content": "done", "tool_call_id": "u2", "status": "success"}]}
    """#

  static let langChainData = #"""
    [
      {"type": "human", "data": {"content": "Water the plants.", "type": "human"}},
      {"type": "ai", "data": {"content": "", "type": "ai", "tool_calls": [
        {"name": "read_note", "args": {"page": 3}, "id": "u1"}]}},
      {"type": "tool", "data": {"content": "fern, moss", "type": "tool", "tool_call_id": "u1", "status": "success"}},
      {"type": "ai", "data": {"content": "", "type": "ai", "tool_calls": [
        {"name": "water", "args": {"plant": "fern"}, "id": "u2"},
        {"name": "water", "args": {"plant": "moss", "litres": 0.5}, "id": "u3"}]}},
      {"type": "tool", "data": {"content": "no such plant", "type": "tool", "tool_call_id": "u3", "status": "error"}},
      {"type": "tool", "data": {"content": "done", "type": "tool", "tool_call_id": "u2", "status": "success"}}
    ]
    """#

  static let langChainSerialised = #"""
    [
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "HumanMessage"], "kwargs": {"content": "Water the plants."}},
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"], "kwargs": {"content": "", "tool_calls": [
        {"name": "read_note", "args": {"page": 3}, "id": "u1"}]}},
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "ToolMessage"], "kwargs": {"content": "fern, moss", "tool_call_id": "u1", "status": "success"}},
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"], "kwargs": {"content": "", "tool_calls": [
        {"name": "water", "args": {"plant": "fern"}, "id": "u2"},
        {"name": "water", "args": {"plant": "moss", "litres": 0.5}, "id": "u3"}]}},
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "ToolMessage"], "kwargs": {"content": "no such plant", "tool_call_id": "u3", "status": "error"}},
      {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "ToolMessage"], "kwargs": {"content": "done", "tool_call_id": "u2", "status": "success"}}
    ]
    """#

  static let modelMessages = #"""
    {"messages": [
      {"role": "system", "content": "You water plants."},
      {"role": "user", "content": [{"type": "text", "text": "Water the plants."}]},
      {"role": "assistant", "content": [{"type": "text", "text": "First the note."},
        {"type": "tool-call", "toolCallId": "u1", "toolName": "read_note", "input": {"page": 3}}]},
      {"role": "tool", "content": [
        {"type": "tool-result", "toolCallId": "u1", "toolName": "read_note", "output": {"type": "text", "value": "fern, moss"}}]},
      {"role": "assistant", "content": [
        {"type": "tool-call", "toolCallId": "u2", "toolName": "water", "input": {"plant": "fern"}},
        {"type": "tool-call", "toolCallId": "u3", "toolName": "water", "input": {"plant": "moss", "litres": 0.5}}]},
      {"role": "tool", "content": [
        {"type": "tool-result", "toolCallId": "u3", "toolName": "water", "output": {"type": "error-text", "value": "no such plant"}},
        {"type": "tool-result", "toolCallId": "u2", "toolName": "water", "output": {"type": "text", "value": "done"}}]}]}
    """#

  static let modelMessages4 = #"""
    [
      {"role": "user", "content": "Water the plants."},
      {"role": "assistant", "content": [
        {"type": "tool-call", "toolCallId": "u1", "toolName": "read_note", "args": {"page": 3}}]},
      {"role": "tool", "content": [
        {"type": "tool-result", "toolCallId": "u1", "toolName": "read_note", "result": "fern, moss"}]},
      {"role": "assistant", "content": [
        {"type": "tool-call", "toolCallId": "u2", "toolName": "water", "args": {"plant": "fern"}},
        {"type": "tool-call", "toolCallId": "u3", "toolName": "water", "args": {"plant": "moss", "litres": 0.5}}]},
      {"role": "tool", "content": [
        {"type": "tool-result", "toolCallId": "u3", "toolName": "water", "result": "no such plant", "isError": true},
        {"type": "tool-result", "toolCallId": "u2", "toolName": "water", "result": "done"}]}
    ]
    """#

  static let uiMessages = #"""
    [
      {"id": "1", "role": "user", "parts": [{"type": "text", "text": "Water the plants."}]},
      {"id": "2", "role": "assistant", "parts": [
        {"type": "step-start"},
        {"type": "tool-read_note", "toolCallId": "u1", "state": "output-available", "input": {"page": 3}, "output": "fern, moss"},
        {"type": "step-start"},
        {"type": "tool-water", "toolCallId": "u2", "state": "output-available", "input": {"plant": "fern"}, "output": "done"},
        {"type": "dynamic-tool", "toolName": "water", "toolCallId": "u3", "state": "output-error", "input": {"plant": "moss", "litres": 0.5}, "errorText": "no such plant"},
        {"type": "step-start"},
        {"type": "text", "text": "Done."}]}
    ]
    """#

  static let uiMessages4 = #"""
    [
      {"id": "1", "role": "user", "content": "Water the plants.", "parts": [{"type": "text", "text": "Water the plants."}]},
      {"id": "2", "role": "assistant", "content": "", "parts": [
        {"type": "tool-invocation", "toolInvocation": {"state": "result", "step": 0, "toolCallId": "u1", "toolName": "read_note", "args": {"page": 3}, "result": "fern, moss"}},
        {"type": "tool-invocation", "toolInvocation": {"state": "result", "step": 1, "toolCallId": "u2", "toolName": "water", "args": {"plant": "fern"}, "result": "done"}},
        {"type": "tool-invocation", "toolInvocation": {"state": "result", "step": 1, "toolCallId": "u3", "toolName": "water", "args": {"plant": "moss", "litres": 0.5}, "result": "no such plant"}}]}
    ]
    """#

  static let toolSpans = #"""
    {"resourceSpans": [{"scopeSpans": [{"spans": [
      {"traceId": "t", "spanId": "a", "name": "chat m", "startTimeUnixNano": "100", "endTimeUnixNano": "200", "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}],
       "events": [{"name": "gen_ai.client.inference.operation.details", "timeUnixNano": "200", "attributes": [
        {"key": "gen_ai.input.messages", "value": {"stringValue": "[{\"role\": \"user\", \"parts\": [{\"type\": \"text\", \"content\": \"Water the plants.\"}]}]"}},
        {"key": "gen_ai.output.messages", "value": {"stringValue": "[{\"role\": \"assistant\", \"parts\": [{\"type\": \"tool_call\", \"id\": \"u1\", \"name\": \"read_note\", \"arguments\": {\"page\": 3}}]}]"}}]}]},
      {"traceId": "t", "spanId": "b", "name": "execute_tool read_note", "startTimeUnixNano": "300", "endTimeUnixNano": "400", "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "execute_tool"}},
        {"key": "gen_ai.tool.name", "value": {"stringValue": "read_note"}},
        {"key": "gen_ai.tool.call.id", "value": {"stringValue": "u1"}},
        {"key": "gen_ai.tool.call.result", "value": {"stringValue": "fern, moss"}}]},
      {"traceId": "t", "spanId": "c", "name": "execute_tool water", "startTimeUnixNano": "500", "endTimeUnixNano": "700", "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "execute_tool"}},
        {"key": "gen_ai.tool.name", "value": {"stringValue": "water"}},
        {"key": "gen_ai.tool.call.id", "value": {"stringValue": "u2"}},
        {"key": "gen_ai.tool.call.arguments", "value": {"stringValue": "{\"plant\": \"fern\"}"}},
        {"key": "gen_ai.tool.call.result", "value": {"stringValue": "done"}}]},
      {"traceId": "t", "spanId": "d", "name": "execute_tool water", "startTimeUnixNano": "600", "endTimeUnixNano": "650", "status": {"code": 2}, "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "execute_tool"}},
        {"key": "gen_ai.tool.name", "value": {"stringValue": "water"}},
        {"key": "gen_ai.tool.call.id", "value": {"stringValue": "u3"}},
        {"key": "gen_ai.tool.call.arguments", "value": {"kvlistValue": {"values": [
          {"key": "plant", "value": {"stringValue": "moss"}}, {"key": "litres", "value": {"doubleValue": 0.5}}]}}},
        {"key": "gen_ai.tool.call.result", "value": {"stringValue": "no such plant"}}]}
    ]}]}]}
    """#
}
