/// Where a spec comes from.
public enum SpecSource: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The path of a `.proviso` file, or the name of a pack that is built in, such as `standard`.
  case path(String)
  /// A text in memory, with a name for messages. Files that it uses are read from the disk, by their paths
  /// from that name.
  case text(String, name: String)

  /// The path of a file or the name of a pack.
  public init(stringLiteral value: String) { self = .path(value) }

  /// The path or the name in messages.
  public var name: String {
    switch self {
    case .path(let path): path
    case .text(_, let name): name
    }
  }
}
