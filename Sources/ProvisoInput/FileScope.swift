#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folders below which the files that an input or a spec names may lie.
///
/// A checked repository is written by somebody else. Its files may name each other, but not the files
/// around the repository. Only paths that the caller gives himself are read anywhere.
package struct FileScope: Sendable, Equatable {
  /// The name of the file that marks the root of a project.
  package static let projectFile = "proviso.yaml"

  /// Every file: for paths that the caller gives.
  package static let everywhere = FileScope(roots: nil)

  /// The real paths of the folders; `nil` for every file.
  private let roots: [String]?

  private init(roots: [String]?) { self.roots = roots }

  /// The scope of the files that a file names: its own folder, the folder of the nearest project file
  /// at or above it, and a folder that the caller gives.
  ///
  /// - Parameters:
  ///   - path: the path of the file, or of a folder.
  ///   - root: the folder that the caller gives; `nil` for none.
  ///   - boundary: a folder that the scope of a file in it stays in; `nil` for none.
  package init(of path: String, root: String? = nil, within boundary: String? = nil) {
    let isFolder = FileReader.kind(of: path) == .directory
    let folder = isFolder ? path : Self.folder(of: path)
    var roots = [Self.realPath(folder), root.flatMap(Self.realPath)].compactMap(\.self)
    if let own = roots.first, let project = Self.projectFolder(above: own) {
      roots.append(project)
    }
    if let boundary = boundary.flatMap(Self.realPath), let own = Self.realPath(folder) {
      let limit = FileScope(roots: [boundary])
      if limit.contains(realPath: own) {
        roots = roots.map { limit.contains(realPath: $0) ? $0 : boundary }
      }
    }
    self.roots = roots
  }

  /// Only the files below a folder.
  package static func below(_ folder: String) -> FileScope {
    FileScope(roots: [realPath(folder)].compactMap(\.self))
  }

  /// Whether every file is in the scope.
  package var isUnlimited: Bool { roots == nil }

  /// Whether a file lies in the scope.
  ///
  /// - Parameter realPath: the absolute path without links, `.` and `..`.
  package func contains(realPath: String) -> Bool {
    guard let roots else { return true }
    return roots.contains { root in
      realPath == root || realPath.hasPrefix(root == "/" ? root : root + "/")
    }
  }

  /// Whether a path leads to a file in the scope, after links. A path to no file counts by its folder.
  package func contains(_ path: String) -> Bool {
    if isUnlimited { return true }
    if let real = Self.realPath(path) { return contains(realPath: real) }
    let folder = Self.folder(of: path)
    return folder != path && contains(folder)
  }

  /// The widest folder of the scope, for messages; empty if there is none.
  package var shown: String {
    guard let roots else { return "/" }
    return roots.min { $0.utf8.count < $1.utf8.count } ?? ""
  }

  /// The nearest folder with a project file that nobody else put there.
  private static func projectFolder(above checked: String) -> String? {
    var folder = checked
    while true {
      let prefix = folder == "/" ? "/" : folder + "/"
      let file = prefix + projectFile
      let isProject =
        FileReader.kind(of: file) != .missing
        && FileOwner.stranger(of: file, checking: checked) == nil
      if isProject { return folder }
      guard folder != "/" else { return nil }
      folder = self.folder(of: folder)
    }
  }

  /// The folder of a path: everything before its last `/`.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The absolute path of a file without links, `.` and `..`; `nil` if there is no such file.
  package static func realPath(_ path: String) -> String? {
    guard !path.isEmpty, !path.utf8.contains(0), let resolved = realpath(path, nil) else {
      return nil
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The real path of an open file; `nil` if the system does not tell it.
  package static func realPath(ofDescriptor descriptor: Int32) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    #if canImport(Darwin)
      guard fcntl(descriptor, F_GETPATH, &buffer) == 0 else { return nil }
      let count = buffer.firstIndex(of: 0) ?? 0
    #else
      let count = readlink("/proc/self/fd/\(descriptor)", &buffer, Int(PATH_MAX))
      guard count > 0 else { return nil }
    #endif
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
