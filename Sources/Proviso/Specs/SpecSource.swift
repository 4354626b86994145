/// The source of a spec.
public enum SpecSource: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The path of a `.proviso` file, or the name of a built-in pack, such as `standard`.
  case path(String)
  /// A text in memory, with a name for messages. The files that it uses are read from the disk;
  /// their paths are relative to the folder in that name.
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
