import ProvisoKernel

/// The policy of one tool: whether it acts, which arguments decide what it does, and which parts of
/// its output can be trusted or are secret.
public struct ToolPolicy: Sendable, Equatable {
  /// The effect of a tool's calls.
  public enum Effect: String, Sendable, CaseIterable {
    /// It only reads. Its sinks are arguments that reach others, such as the address of a request.
    case read
    /// It changes something, or reaches others.
    case act
    /// It changes only what belongs to the agent itself, such as its notes.
    case scratch
  }

  /// Parts of an output that others must not see.
  public struct Secret: Sendable, Equatable {
    /// The path of the parts.
    public let path: ValuePattern
    /// The values of sinks that may see them: an address, or `@` and a domain.
    public let readers: [String]
  }

  /// The effect of its calls.
  public var effect = Effect.act
  /// The arguments that say where, who, which or what is run; nil for all.
  public var sinks: [ValuePattern]?
  /// The parts of the output that only the system or the user writes.
  public var trusted: [ValuePattern] = []
  /// The parts of the output that others must not see.
  public var secrets: [Secret] = []

  /// The policy of a tool of which nothing is known.
  public init() {}
}

/// The path of parts of a value: names of members with points between them. `*` is any one name,
/// `**` any number of names. Elements of lists need no name. A path also covers what is below it.
public struct ValuePattern: Sendable, Hashable, CustomStringConvertible {
  /// The names.
  public let names: [String]

  /// Reads a path; nil if a name is empty.
  public init?(_ text: String) {
    let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.names = names
  }

  public var description: String { names.joined(separator: ".") }

  /// Whether it ends with `**`, so that it names no field.
  var isOpen: Bool { names.last == "**" }

  /// Whether the path, or the beginning of it, has the names.
  func covers(_ path: [String]) -> Bool { Self.covers(names[...], path[...]) }

  private static func covers(_ names: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let name = names.first else { return true }
    if name == "**" {
      if names.count == 1 { return true }
      return path.indices.contains { covers(names.dropFirst(), path[$0...]) }
    }
    guard let first = path.first, name == "*" || name == first else { return false }
    return covers(names.dropFirst(), path.dropFirst())
  }
}

/// The policies of tools, by their names.
public struct ToolPolicies: Sendable, Equatable {
  /// A file of policies.
  public struct Server: Sendable, Equatable {
    /// The name of the server; empty if the file names none.
    public let name: String
    /// The policies by the name of the tool.
    public let tools: [String: ToolPolicy]
  }

  /// The files, in their order.
  public private(set) var servers: [Server] = []

  /// No policies: each tool acts, each argument is a sink, and nothing is trusted.
  public init() {}

  /// Adds a file. Its policies come before those that were added earlier.
  public mutating func add(_ server: Server) { servers.insert(server, at: 0) }

  /// The policy of a tool; nil if there is none. Hosts write the server before the name of a tool:
  /// `mcp__mail__send`, `mail__send`, `mail.send`, `mail/send`.
  public subscript(tool: String) -> ToolPolicy? {
    for server in servers {
      if let policy = server.tools[tool] { return policy }
      guard !server.name.isEmpty else { continue }
      for prefix in ["mcp__\(server.name)__", "mcp_\(server.name)_"]
        + ["__", ".", "/"].map({
          server.name + $0
        }) where tool.hasPrefix(prefix)
      {
        if let policy = server.tools[String(tool.dropFirst(prefix.count))] { return policy }
      }
    }
    return nil
  }
}
