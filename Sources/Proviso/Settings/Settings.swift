import Foundation

/// What a `proviso.yaml` says: how the plans below its folder are checked.
public struct Settings: Sendable {
  /// The name of the file.
  public static let fileName = "proviso.yaml"

  /// The keys of the file, in the order in which they are told.
  static let keys = ["version", "specs", "conventions", "strict", "ignore_preexisting", "timeout"]
  /// The version of the format.
  static let version = 1
  /// The largest number of seconds that a query of the solver may take.
  static let longestTimeout = 86_400

  /// The path of the file.
  public let path: String
  /// The specs as the file names them; `nil`: it names none.
  public internal(set) var specNames: [String]?
  /// The files of the specs, and the names of packs; empty: the standard pack.
  public internal(set) var specs: [String] = []
  /// The file that takes the place of a pack's conventions.
  public internal(set) var conventions: String?
  public internal(set) var isStrict: Bool?
  public internal(set) var ignoresPreexisting: Bool?
  /// Seconds that one query of the solver may take.
  public internal(set) var timeout: Int?

  init(path: String) { self.path = path }

  /// Finds the settings for a plan: the nearest `proviso.yaml` in its folder or above.
  ///
  /// - Parameter plan: the path of a plan or of a folder; `-` is standard input, which belongs to the
  ///   current folder.
  /// - Returns: the settings; `nil` where there is no such file.
  /// - Throws: `InputError` where the file cannot be read or says what settings cannot.
  public static func find(from plan: String) throws(InputError) -> Settings? {
    for folder in folders(above: plan) {
      let file = folder + fileName
      if isThere(file) { return try Settings(contentsOf: file) }
      let other = folder + "proviso.yml"
      if isThere(other) { throw InputError("\(other): the name of this file is `\(fileName)`") }
    }
    return nil
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// The folder of a plan and those above it, nearest first, each "" or with a `/` at its end.
  private static func folders(above plan: String) -> [String] {
    let manager = FileManager.default
    let isAbsolute = plan.hasPrefix("/")
    var parts = plan == "-" ? [] : plan.split(separator: "/").map(String.init).filter { $0 != "." }
    var isFolder: ObjCBool = false
    let exists = manager.fileExists(atPath: plan, isDirectory: &isFolder)
    if !(exists && isFolder.boolValue), !parts.isEmpty { parts.removeLast() }
    // The way up from the current folder ends at the root.
    let depth = manager.currentDirectoryPath.split(separator: "/").count
    var folders: [String] = []
    while true {
      let path = parts.joined(separator: "/")
      folders.append((isAbsolute ? "/" : "") + path + (path.isEmpty ? "" : "/"))
      if parts.isEmpty || parts.last == ".." {
        guard !isAbsolute, parts.count < depth else { return folders }
        parts.append("..")
      } else {
        parts.removeLast()
      }
    }
  }
}

extension Verifier {
  /// Takes over what settings say of limits and of what counts; their specs stay where they are.
  public mutating func apply(_ settings: Settings) {
    if let timeout = settings.timeout { limits.timeoutMilliseconds = timeout * 1000 }
    if let isStrict = settings.isStrict { self.isStrict = isStrict }
    if let ignores = settings.ignoresPreexisting { ignoresPreexisting = ignores }
  }
}
