/// A path of a file as a text: absolute, below the home directory, or relative to a working
/// directory.
///
/// The home directory is not known, and the working directory need not be. Two paths with different bases can
/// therefore be the same path; then the answer is `nil`. Symbolic links are not followed. These
/// assumptions keep common paths apart: no `..` reaches the root, and the working directory is
/// neither inside a directory for temporary files nor inside a hidden directory of the home
/// directory. Names are compared byte by byte, as most file systems of Linux do.
package struct FilePath: Hashable, Sendable {
  private enum Base: Hashable {
    case root, home, workingDirectory
  }

  private let base: Base
  /// The number of directories above the base.
  private let ups: Int
  private let names: [Text]

  package init(_ text: String) {
    var base = Base.workingDirectory
    var ups = 0
    var names: [Text] = []
    var parts = text.parts(separatedBy: "/", omittingEmpty: true).map { Text(String($0)) }[...]
    if text.utf8.first == UInt8(ascii: "/") {
      base = .root
    } else if parts.first == "~" {
      base = .home
      parts = parts.dropFirst()
    }
    for part in parts where part != "." {
      if part != ".." {
        names.append(part)
      } else if !names.isEmpty {
        names.removeLast()
      } else if base != .root {
        ups += 1
      }
    }
    self.base = base
    self.ups = ups
    self.names = names
  }

  /// A path that is relative to a working directory, if that is known.
  package init(_ text: String, in directory: String?) {
    let path = FilePath(text)
    guard let directory, path.base == .workingDirectory else {
      self = path
      return
    }
    self.init(directory + "/" + text)
  }

  /// The text without `.`, empty parts, and parts that a `..` cancels; `.` if nothing is left.
  package var text: String {
    let names = names.map(\.string)
    let parts = Array(repeating: "..", count: ups) + names
    switch base {
    case .root: return "/" + names.joined(separator: "/")
    case .home: return (["~"] + parts).joined(separator: "/")
    case .workingDirectory: return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
  }

  /// A path in its shortest form, relative to a directory if that is known and the path is in it.
  package static func shortest(_ path: String, from directory: String?) -> String {
    let own = FilePath(path)
    // A path that leaves the directory can lead back into it.
    let whole = (own.ups > 0 ? FilePath(path, in: directory) : own).text
    guard let directory, whole.utf8.first == UInt8(ascii: "/") else { return whole }
    if Text(whole) == Text(directory) { return "." }
    let folder = directory == "/" ? directory : directory + "/"
    guard whole.utf8.starts(with: folder.utf8) else { return whole }
    return String(Substring(whole.utf8.dropFirst(folder.utf8.count)))
  }

  // MARK: Relations

  /// Whether a path is the same as this one; `nil` if that depends on unknown directories.
  package func isSame(as other: FilePath) -> Bool? {
    if base == other.base {
      let (longer, shorter) = ups >= other.ups ? (self, other) : (other, self)
      let unknown = longer.ups - shorter.ups
      // The longer path begins at a directory above the base of the shorter one.
      guard longer.names.count == unknown + shorter.names.count,
        longer.names.dropFirst(unknown).elementsEqual(shorter.names)
      else { return false }
      return unknown == 0 ? true : nil
    }
    if base == .root { return other.mayEnd(self) ? nil : false }
    if other.base == .root { return mayEnd(other) ? nil : false }
    let (a, b) = names.count >= other.names.count ? (names, other.names) : (other.names, names)
    return a.suffix(b.count).elementsEqual(b) ? nil : false
  }

  /// Whether a path is inside the directory that this path names; `nil` if that depends on unknown
  /// directories.
  package func contains(_ path: FilePath) -> Bool? {
    if base == path.base { return containsWithSameBase(path) }
    switch (base, path.base) {
    case (.root, _):
      if names.isEmpty { return true }
      return isTemporary ? false : nil
    case (_, .root):
      guard let range = path.names.range(of: names) else { return false }
      // The part of the path before these names is a directory above them.
      if path.isTemporary, names.isEmpty ? ups == 0 : range > 0 { return false }
      return range + names.count < path.names.count || names.isEmpty ? nil : false
    case (.home, _):
      guard let first = names.first else { return true }
      return first.starts(with: ".") ? false : nil
    default:
      if names.isEmpty { return nil }
      if ups > 0, names.count <= ups { return nil }
      // Some end of these names is the beginning of the path below the home directory.
      let fits = (0..<names.count).contains {
        names.dropFirst($0).count < path.names.count
          && path.names.starts(with: names.dropFirst($0))
      }
      return fits || path.names.range(of: names) != nil ? nil : false
    }
  }

  private func containsWithSameBase(_ path: FilePath) -> Bool? {
    if ups >= path.ups {
      // The path, seen from the base of this one, begins with that many unknown names.
      let unknown = ups - path.ups
      guard unknown + path.names.count > names.count else { return false }
      let known = names.dropFirst(unknown)
      guard path.names.starts(with: known) else { return false }
      return unknown == 0 || names.isEmpty ? true : nil
    }
    let unknown = path.ups - ups
    guard path.names.count > unknown + names.count,
      path.names.dropFirst(unknown).starts(with: names)
    else { return false }
    return nil
  }

  /// Whether this path, from some directory on, can be an absolute path.
  private func mayEnd(_ absolute: FilePath) -> Bool {
    guard absolute.names.count >= names.count,
      absolute.names.suffix(names.count).elementsEqual(names)
    else { return false }
    return !absolute.isTemporary || absolute.names.count == names.count
  }

  /// Whether the path is inside a directory for temporary files.
  private var isTemporary: Bool {
    guard base == .root else { return false }
    return [["tmp"], ["var", "tmp"], ["dev", "shm"]].contains { names.starts(with: $0) }
  }
}

extension [Text] {
  /// The first index at which the other names follow each other in these.
  fileprivate func range(of other: [Text]) -> Int? {
    guard other.count <= count else { return nil }
    return (0...(count - other.count)).first { self[$0...].starts(with: other) }
  }
}
