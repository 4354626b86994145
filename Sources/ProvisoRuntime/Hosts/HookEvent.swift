import JSON
import Proviso
import ProvisoInput
import ProvisoKernel

/// An event as a host tells it on standard input.
package struct HookEvent: Sendable {
  /// The subject of the event.
  package let moment: HookHost.Moment
  /// The host's name of the session.
  package let session: String
  /// The agent's working directory; `nil` if the host does not tell it.
  package let directory: String?
  /// The name by which the host knows the call; `nil` for a host that gives none.
  package let id: String?
  /// The name of the tool; empty for events without one.
  package let tool: String
  /// The arguments.
  package let arguments: [GateCall.Argument]
  /// The outcome of the call, for events after it; `nil` if it goes on.
  package let outcome: GateOutcome?
  /// The result of the call, for events after it; `nil` if the host does not tell it.
  package let output: Value?
  /// The text of the user that begins a turn; `nil` for other events.
  package let prompt: String?

  /// The call. Its id is empty if the host gives none.
  var call: GateCall {
    GateCall(id: id ?? "", tool: tool, arguments: arguments, directory: directory)
  }

  /// A payload that cannot be read: a sentence.
  package struct Mistake: Error, Sendable {
    package let message: String
  }

  /// The largest payload that is read, in bytes.
  package static let mostBytes = 16 << 20

  /// Reads a payload.
  ///
  /// - Throws: `Mistake` if it is no event of the host.
  package init(_ bytes: [UInt8], of host: HookHost) throws(Mistake) {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(bytes: bytes).root
    } catch {
      throw Mistake(message: "the event of \(host.rawValue) is not JSON: \(error.message)")
    }
    guard root.kind == .object else {
      throw Mistake(
        message: "the event of \(host.rawValue): expected an object, found \(root.kindDescription)")
    }
    func text(_ name: String) throws(Mistake) -> String {
      guard let text = root[name]?.string, !text.isEmpty else {
        throw Mistake(
          message: "the event of \(host.rawValue) has no text under \(Value.quoted(name))")
      }
      return text
    }
    let event = try text("hook_event_name")
    moment = host.moment(event)
    prompt = host.beginsTurn(event) ? root["prompt"]?.string : nil
    session = try text("session_id")
    // A host can name the directory by a link, and the rules by another one.
    directory = try Self.directory(root["cwd"], host)
    switch moment {
    case .before, .after, .failed:
      tool = try text("tool_name")
      guard let input = root["tool_input"], input.kind == .object else {
        throw Mistake(
          message: "the event of \(host.rawValue) has no object under \"tool_input\"")
      }
      var seen: Set<String> = []
      for member in input.members where !seen.insert(member.key.string).inserted {
        throw Mistake(
          message: "the arguments of \(Value.quoted(tool)) have the name "
            + "\(Value.quoted(member.key.string)) twice")
      }
      arguments = input.members.map {
        GateCall.Argument($0.key.string, $0.value.kernelValue)
      }
      id = root["tool_use_id"]?.string
      output = moment == .before ? nil : root["tool_response"]?.kernelValue
      if moment == .before {
        outcome = nil
      } else {
        // A call that may have failed counts as failed: it can have had its effect, or a part of it.
        outcome =
          switch CallEnding(of: root["tool_response"], tool: tool, host: host) {
          case .running: nil
          case .failed: .failed
          case .succeeded: moment == .failed ? .failed : .succeeded
          }
      }
    case .turnEnds, .sessionBegins, .sessionEnds, .other:
      // An event of another host, or of a spelling that no version has, can be one before a call.
      guard moment != .other || root["tool_input"] == nil || host.isKnownWithoutAnswer(event) else {
        throw Mistake(
          message: "\(Value.quoted(event)) is no event of \(host.rawValue) with a call")
      }
      (tool, arguments, id, outcome, output) = ("", [], nil, nil, nil)
    }
  }

  /// The working directory, an absolute path; `nil` if the host does not tell it.
  private static func directory(_ value: JSONValue?, _ host: HookHost) throws(Mistake) -> String? {
    guard let value, !value.isNull else { return nil }
    guard let path = value.string, path.hasPrefix("/"), !path.utf8.contains(0) else {
      throw Mistake(
        message: "the event of \(host.rawValue): expected an absolute path under \"cwd\"")
    }
    return FileScope.realPath(path) ?? path
  }
}
