import ProvisoInput

/// Whether writing to a path would follow a link out of the folder that the path names.
///
/// The folders and links of a checked repository are somebody else's. So a relative path must stay
/// below the folder that it seems to stay below, and the last part of any path must not be a link to
/// another folder.
enum LinkCheck {
  /// The link in words; `nil` if the path can be written.
  static func complaint(about path: String) -> String? {
    let whole = Array(path.split(separator: "/").filter { $0 != "." })
    guard let last = whole.last, last != ".." else { return nil }
    let isAbsolute = path.hasPrefix("/")
    // The path starts after the last `..`, which the user has written.
    let start = whole.lastIndex(of: "..").map { $0 + 1 } ?? 0
    func joined(_ parts: some Sequence<Substring>) -> String {
      let text = parts.joined(separator: "/")
      return isAbsolute ? "/" + text : text.isEmpty ? "." : text
    }
    let parent = joined(whole.dropLast())
    let base = isAbsolute ? parent : joined(whole.prefix(start))
    guard let real = FileScope.realPath(base) else { return nil }
    let scope = FileScope.below(real)
    guard scope.contains(parent) else {
      return "\(parent): this directory is a link that leads out of \(base)"
    }
    guard isLink(path), let folder = FileScope.realPath(parent) else { return nil }
    return FileScope.below(folder).contains(linkAt: path)
      ? nil : "\(path): this is a link that leads out of its directory"
  }
}

extension FileScope {
  /// Whether a link leads to a file in the scope. A link to no file leads out.
  fileprivate func contains(linkAt path: String) -> Bool {
    FileScope.realPath(path).map { contains(realPath: $0) } ?? false
  }
}
