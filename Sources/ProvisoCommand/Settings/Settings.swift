import ArgumentParser
import Essentials
import Proviso
import ProvisoAgent
import ProvisoInput

/// The content of a `proviso.yaml`: how the plans in its folder and below are checked.
struct Settings: Sendable {
  /// The name of the file.
  static let fileName = FileScope.projectFile

  /// The version of the format.
  static let version = 1
  /// The numbers of seconds that can limit a query of the solver or a run of a program.
  static let timeoutRange = 1...86_400

  /// The path of the file.
  let path: String
  /// The specs as they are written in the file; `nil` if it has no `specs`.
  var specNames: [String]?
  /// The paths of the specs and the names of packs; empty for the standard pack.
  var specs: [String] = []
  /// The file that extends a pack's conventions.
  var conventions: String?
  /// The policies of tools; `nil` if the file names none.
  var policies: ToolPolicies?
  /// The changes of rules, the values of conventions, and the values from outside.
  var adjustments = SpecAdjustments()
  var isStrict: Bool?
  var countsPreexisting: Bool?
  /// The time limit of one query of the solver, in seconds.
  var timeout: Int?

  init(path: String) { self.path = path }

  /// The folder of the file.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Finds the settings for a plan: the nearest `proviso.yaml` in its folder or above.
  ///
  /// - Parameters:
  ///   - plan: The path of a plan or of a folder; `-` is standard input, which belongs to the current
  ///     folder.
  ///   - root: A folder below which the settings may name files, in addition to their own.
  /// - Returns: The settings; `nil` if there is no such file.
  /// - Throws: `InputError` if the file cannot be read, has mistakes, or belongs to another user.
  static func find(from plan: String, root: String? = nil) throws(InputError) -> Settings? {
    let folders = folders(above: plan)
    for folder in folders {
      let file = folder + fileName
      let place = folder.isEmpty ? "." : folder
      if exists(file) {
        let checked = folders[0].isEmpty ? "." : folders[0]
        if let stranger = FileOwner.stranger(of: file, checking: checked),
          root.map({ FileScope.below($0).contains(place) }) != true
        {
          throw InputError(
            "\(file): this file belongs to user \(stranger), so it is not used",
            remedy: .trustedRoot(folder: place))
        }
        return try Settings(contentsOf: file, root: root, in: .below(place))
      }
      let other = folder + "proviso.yml"
      if exists(other) { throw InputError("\(other): the name of this file is `\(fileName)`") }
    }
    return nil
  }

  /// Whether there is a file or a link, even one to no file: ignoring it would check less than its
  /// author asked for.
  private static func exists(_ path: String) -> Bool {
    FileReader.kind(of: path) != .missing || isLink(path)
  }

  /// The folder of a plan and the folders above it, nearest first, each "" or with a final `/`.
  private static func folders(above plan: String) -> [String] {
    let isAbsolute = plan.hasPrefix("/")
    var parts = plan == "-" ? [] : plan.split(separator: "/").map(String.init).filter { $0 != "." }
    if FileReader.kind(of: plan) != .directory, !parts.isEmpty { parts.removeLast() }
    // The root is this many folders above the current folder.
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
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

extension Settings {
  /// Throws an error about an option if its number of seconds is too small or too large.
  static func validateTimeout(_ seconds: Int?, of option: String) throws {
    guard let seconds, !timeoutRange.contains(seconds) else { return }
    throw ValidationError(
      "\(option) takes a number of seconds between \(timeoutRange.lowerBound) and \(timeoutRange.upperBound)."
    )
  }
}

extension Verifier {
  /// Applies the settings except for their specs, which the command line can replace.
  mutating func apply(_ settings: Settings) {
    if let policies = settings.policies { options.records.policies = policies }
    if let timeout = settings.timeout { limits.timeoutMilliseconds = timeout * 1000 }
    if let isStrict = settings.isStrict { self.isStrict = isStrict }
    if let counts = settings.countsPreexisting { countsPreexisting = counts }
  }
}
