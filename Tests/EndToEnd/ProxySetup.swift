import Foundation
import Testing

/// A proxy between a host and a server that writes down what it reads.
struct ProxySetup {
  static let world = """
    world agent

    use "proviso:files.proviso"

    entity Backup { name: String  var made: Bool = false }
    object nightly: Backup { name: "nightly" }
    object orders: Path { name: "data/orders.db" }

    action mcp__box__read_text(path: Path) harmless
    action mcp__box__backup(name: Backup) may fail { name.made = true }
    action mcp__box__delete(path: Path) may fail {
      if path.exists { path.lost = true }
      path.exists = false
    }

    invariant orders_stay
      "The orders are not lost without a backup"
      because "They are the only copy."
    {
      not orders.lost or nightly.made
    }
    """

  /// Answers every request, and writes every line to `received`. Tools whose name has `fail` fail, and
  /// one whose name has `wait` never answers.
  static let server = #"""
    echo "$$" > server.pid
    printf '\033[31mready\007\r\n' >&2
    while IFS= read -r line; do
      printf '%s\n' "$line" >> received
      id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([^,]*\),.*/\1/p')
      [ -n "$id" ] || continue
      case "$line" in
        *'"method":"initialize"'*)
          version=$(printf '%s' "$line" | sed -n 's/.*"protocolVersion":"\([^"]*\)".*/\1/p')
          result='{"protocolVersion":"'"$version"'","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}' ;;
        *'"method":"tools/list"'*)
          result='{"tools":[{"name":"delete"},{"name":"read-text"},{"name":"a-b"},{"name":"a_b"}]}' ;;
        *'"name":"fail'*) result='{"content":[],"isError":true}' ;;
        *'"name":"wait'*) continue ;;
        *'"name":"die'*) exit 3 ;;
        *'"name":"noise'*) echo 'no message'; echo '[]'; echo '{"jsonrpc":"2.0","id":500,"result":{}}'; result='{"content":[]}' ;;
        *) result='{"content":[{"type":"text","text":"done"}]}' ;;
      esac
      printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
    done
    """#

  let scratch: Scratch
  let host: Conversation

  /// The lines that the server has read.
  var received: [String] {
    let file = scratch.folder.appendingPathComponent("received")
    return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(
      String.init)
  }

  /// The lines of the log with the values of a member.
  func logged(_ name: String) throws -> [String] {
    let file = scratch.folder.appendingPathComponent("state/audit.jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
      let line = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      return line?[name] as? String
    }
  }

  /// Calls a tool in a session with a handshake.
  func call(_ tool: String, _ arguments: [String: Any], id: Int) throws -> [String: Any] {
    try host.result(of: "tools/call", id: id, ["name": tool, "arguments": arguments])
  }

  /// - Parameters:
  ///   - world: the text of the world.
  ///   - more: further options of the proxy. The machine can be busy, so a decision has more time.
  ///   - server: the name of the server's script.
  ///   - given: the folder; `nil` for a new one.
  init(
    world: String = world, more: [String] = ["--deadline", "60"], server: String = "server.sh",
    scratch given: Scratch? = nil
  ) throws {
    scratch = try given ?? Scratch()
    try scratch.write("agent.proviso", world)
    try scratch.write("server.sh", Self.server)
    host = try Conversation(
      ["mcp-proxy", "--name", "box", "--state", "state"] + more + ["--", "/bin/sh", server],
      in: scratch)
  }

  static func text(_ result: [String: Any]) -> String {
    ((result["content"] as? [[String: Any]])?.first?["text"] as? String) ?? ""
  }

  static func isDenied(_ result: [String: Any]) -> Bool {
    result["isError"] as? Bool == true && text(result).hasSuffix("The call was not made.")
  }
}
