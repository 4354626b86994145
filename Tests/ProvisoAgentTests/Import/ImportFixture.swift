import Foundation
import ProvisoAgent
import ProvisoKernel
import Testing

/// Small sources in each format, written for these tests, and helpers that read them.
enum ImportFixture {
  /// A source for each format. All sources have the same calls: one reads a page, then two
  /// concurrent calls follow, and one of these fails.
  static let all: [(format: AgentFormat, text: String)] =
    [
      (.anthropic, anthropic), (.openAIChat, chat), (.openAIResponses, responses), (.mcp, mcp),
      (.claudeCode, transcript), (.agentDojo, dojoRun), (.agentDojo, dojoTask), (.tauBench, tauRun),
      (.tauBench, tauTask), (.tauBench, tau2Task),
    ] + runtimes

  static let anthropic = #"""
    [
      {"role": "user", "content": "Water the plants."},
      {"role": "assistant", "content": [
        {"type": "text", "text": "First the note."},
        {"type": "tool_use", "id": "u1", "name": "read_note", "input": {"page": 3}}]},
      {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "u1", "content": [{"type": "text", "text": "fern, moss"}]}]},
      {"role": "assistant", "content": [
        {"type": "tool_use", "id": "u2", "name": "water", "input": {"plant": "fern"}},
        {"type": "tool_use", "id": "u3", "name": "water", "input": {"plant": "moss", "litres": 0.5}}]},
      {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "u3", "content": "no such plant", "is_error": true},
        {"type": "tool_result", "tool_use_id": "u2", "content": "done"}]}
    ]
    """#

  static let chat = #"""
    {"model": "m", "messages": [
      {"role": "system", "content": "You water plants."},
      {"role": "user", "content": [{"type": "text", "text": "Water the plants."}]},
      {"role": "assistant", "content": null, "tool_calls": [
        {"id": "u1", "type": "function", "function": {"name": "read_note", "arguments": "{\"page\": 3}"}}]},
      {"role": "tool", "tool_call_id": "u1", "content": "fern, moss"},
      {"role": "assistant", "tool_calls": [
        {"id": "u2", "type": "function", "function": {"name": "water", "arguments": "{\"plant\": \"fern\"}"}},
        {"id": "u3", "type": "function", "function": {"name": "water", "arguments": "{\"plant\": \"moss\", \"litres\": 0.5}"}}]},
      {"role": "tool", "tool_call_id": "u3", "content": "no such plant"},
      {"role": "tool", "tool_call_id": "u2", "content": "done"}
    ]}
    """#

  static let responses = #"""
    {"input": [
      {"role": "user", "content": [{"type": "input_text", "text": "Water the plants."}]},
      {"type": "reasoning", "id": "r1", "summary": []},
      {"type": "function_call", "call_id": "u1", "name": "read_note", "arguments": "{\"page\": 3}"},
      {"type": "function_call_output", "call_id": "u1", "output": "fern, moss"},
      {"type": "function_call", "call_id": "u2", "name": "water", "arguments": "{\"plant\": \"fern\"}"},
      {"type": "function_call", "call_id": "u3", "name": "water", "arguments": "{\"plant\": \"moss\", \"litres\": 0.5}"},
      {"type": "function_call_output", "call_id": "u3", "output": "no such plant"},
      {"type": "function_call_output", "call_id": "u2", "output": "done"}
    ]}
    """#

  static let mcp = #"""
    {"jsonrpc": "2.0", "id": 0, "method": "tools/list"}
    {"jsonrpc": "2.0", "id": 0, "result": {"tools": []}}
    {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "read_note", "arguments": {"page": 3}}}
    {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": "fern, moss"}]}}
    {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "water", "arguments": {"plant": "fern"}}}
    {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "water", "arguments": {"plant": "moss", "litres": 0.5}}}
    {"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "text", "text": "no such plant"}], "isError": true}}
    {"jsonrpc": "2.0", "id": 2, "result": {"content": [{"type": "text", "text": "done"}]}}
    """#

  static let transcript = #"""
    {"type": "summary", "summary": "Plants", "leafUuid": "l1"}
    {"type": "user", "uuid": "l1", "parentUuid": null, "sessionId": "s", "message": {"role": "user", "content": "Water the plants."}}
    {"type": "assistant", "uuid": "l2", "parentUuid": "l1", "message": {"id": "m1", "role": "assistant", "content": [{"type": "thinking", "thinking": "Hm."}]}}
    {"type": "assistant", "uuid": "l3", "parentUuid": "l2", "message": {"id": "m1", "role": "assistant", "content": [{"type": "tool_use", "id": "u1", "name": "read_note", "input": {"page": 3}}]}}
    {"type": "user", "uuid": "l4", "parentUuid": "l3", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u1", "content": "fern, moss"}]}}
    {"type": "assistant", "uuid": "l5", "parentUuid": "l4", "message": {"id": "m2", "role": "assistant", "content": [{"type": "tool_use", "id": "u2", "name": "water", "input": {"plant": "fern"}}]}}
    {"type": "user", "uuid": "l6", "parentUuid": "l5", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u2", "content": "done"}]}}
    {"type": "assistant", "uuid": "l7", "parentUuid": "l5", "message": {"id": "m2", "role": "assistant", "content": [{"type": "tool_use", "id": "u3", "name": "water", "input": {"plant": "moss", "litres": 0.5}}]}}
    {"type": "user", "uuid": "l8", "parentUuid": "l7", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "u3", "is_error": true, "content": "no such plant"}]}}
    """#

  static let dojoRun = #"""
    {"suite_name": "garden", "pipeline_name": "p", "user_task_id": "user_task_0", "injection_task_id": null, "messages": [
      {"role": "system", "content": [{"type": "text", "content": "You water plants."}]},
      {"role": "user", "content": [{"type": "text", "content": "Water the plants."}]},
      {"role": "assistant", "content": null, "tool_calls": [
        {"function": "read_note", "args": {"page": 3}, "id": "u1", "placeholder_args": null}]},
      {"role": "tool", "content": "fern, moss", "tool_call_id": "u1", "tool_call": {"function": "read_note", "args": {"page": 3}, "id": "u1"}, "error": null},
      {"role": "assistant", "content": "", "tool_calls": [
        {"function": "water", "args": {"plant": "fern"}, "id": "u2"},
        {"function": "water", "args": {"plant": "moss", "litres": 0.5}, "id": "u3"}]},
      {"role": "tool", "content": "", "tool_call_id": "u3", "error": "no such plant"},
      {"role": "tool", "content": "done", "tool_call_id": "u2", "error": null}
    ]}
    """#

  static let dojoTask = #"""
    {"suite": "garden", "task_id": "user_task_0", "kind": "user", "prompt": "Water the plants.", "calls": [
      {"function": "read_note", "args": {"page": 3}, "result": "fern, moss", "error": null},
      {"function": "water", "args": {"plant": "fern"}, "result": "done", "error": null},
      {"function": "water", "args": {"plant": "moss", "litres": 0.5}, "result": "no such plant", "error": "e"}
    ]}
    """#

  static let tauRun = #"""
    {"task_id": 0, "reward": 1.0, "info": {"task": {"actions": []}}, "trial": 0, "traj": [
      {"role": "system", "content": "You water plants."},
      {"role": "user", "content": "Water the plants."},
      {"role": "assistant", "content": null, "function_call": null, "tool_calls": [
        {"id": "u1", "type": "function", "function": {"name": "read_note", "arguments": "{\"page\": 3}"}}]},
      {"role": "tool", "tool_call_id": "u1", "name": "read_note", "content": "fern, moss"},
      {"role": "assistant", "tool_calls": [
        {"id": "u2", "type": "function", "function": {"name": "water", "arguments": "{\"plant\": \"fern\"}"}},
        {"id": "u3", "type": "function", "function": {"name": "water", "arguments": "{\"plant\": \"moss\", \"litres\": 0.5}"}}]},
      {"role": "tool", "tool_call_id": "u2", "name": "water", "content": "done"},
      {"role": "tool", "tool_call_id": "u3", "name": "water", "content": "no such plant"}
    ]}
    """#

  static let tauTask = #"""
    {"user_id": "u", "instruction": "Water the plants.", "outputs": [], "actions": [
      {"name": "read_note", "kwargs": {"page": 3}},
      {"name": "water", "kwargs": {"plant": "fern"}},
      {"name": "water", "kwargs": {"plant": "moss", "litres": 0.5}}
    ]}
    """#

  static let tau2Task = #"""
    {"id": "0", "user_scenario": {"persona": null, "instructions": {"domain": "garden", "reason_for_call": "Water the plants."}},
     "evaluation_criteria": {"actions": [
      {"action_id": "u1", "requestor": "assistant", "name": "read_note", "arguments": {"page": 3}},
      {"action_id": "u2", "requestor": "assistant", "name": "water", "arguments": {"plant": "fern"}},
      {"action_id": "u3", "requestor": "assistant", "name": "water", "arguments": {"plant": "moss", "litres": 0.5}}
    ]}}
    """#

  static func read(_ text: String, as format: AgentFormat? = nil) throws(AgentFormatError)
    -> AgentTrace
  {
    try AgentImporter.read(Array(text.utf8), as: format)
  }

  /// The error of a source. The test fails if there is none.
  static func failure(
    _ text: String, as format: AgentFormat? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> AgentFormatError {
    do {
      let trace = try read(text, as: format)
      Issue.record("read \(trace.calls.count) calls", sourceLocation: sourceLocation)
      return AgentFormatError("")
    } catch {
      return error
    }
  }

  /// The text with every occurrence of a part replaced. The part must occur.
  static func change(_ text: String, replacing part: String, with other: String) -> String {
    #expect(text.contains(part), "\(part) is not in the source")
    return text.replacingOccurrences(of: part, with: other)
  }
}
