import JSON
import Proviso

/// The names under which a world has the tools of a server: `mcp__SERVER__TOOL`, as hosts name them.
///
/// The prefix keeps a server's tool apart from the shell's programs and the tools of hosts, which have
/// contracts. An action has no other characters in its name than letters, digits and `_`. Others become
/// `_` if only one tool of the server's list has that name then.
struct ToolNames: Sendable {
  /// The name of the server.
  private let server: String
  /// The names of the server's tools that were listed, as UTF-8, by the action's name.
  private var listed: [String: Set<[UInt8]>] = [:]

  init(server: String) { self.server = server }

  /// Whether a text can be the name of a server.
  static func isName(_ text: String) -> Bool { !text.isEmpty && text == plain(text) }

  /// The text with `_` instead of every character that no name has.
  static func plain(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
        default: "_"
        }
      })
  }

  /// Takes in a result that may be a list of tools.
  mutating func add(_ result: JSONValue?) {
    for tool in result?["tools"]?.elements.compactMap({ $0["name"]?.string }) ?? [] {
      listed[Self.plain(tool), default: []].insert(Array(tool.utf8))
    }
  }

  /// The name of a tool in worlds. A tool with other characters that shares its plain name with another
  /// one, or that was not listed, keeps its own spelling, so that no action has its name.
  func action(for tool: String) -> String {
    let plain = Self.plain(tool)
    return "mcp__\(server)__\(listed[plain] == [Array(tool.utf8)] ? plain : tool)"
  }
}
