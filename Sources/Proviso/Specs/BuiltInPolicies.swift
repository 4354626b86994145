import ProvisoAgent
import ProvisoInput

/// Built-in policies of common servers: exact copies of the files under `specs/tools/policies/`.
extension ToolPolicies {
  /// The texts by their names, such as `mail`.
  static let builtIn: [String: [UInt8]] = [
    "browser": PackageResources.policies_browser_yaml,
    "calendar": PackageResources.policies_calendar_yaml,
    "chat": PackageResources.policies_chat_yaml,
    "fetch": PackageResources.policies_fetch_yaml,
    "files": PackageResources.policies_files_yaml,
    "git": PackageResources.policies_git_yaml,
    "github": PackageResources.policies_github_yaml,
    "mail": PackageResources.policies_mail_yaml,
    "payments": PackageResources.policies_payments_yaml,
    "shell": PackageResources.policies_shell_yaml,
    "sql": PackageResources.policies_sql_yaml,
  ]

  /// The names of the built-in policies.
  public static var builtInNames: [String] { builtIn.keys.sorted() }

  /// Reads policies: files, or names of built-in ones. Where several describe a tool, the last one
  /// counts.
  ///
  /// - Throws: `InputError` if one cannot be read or is wrong, with the line and the column.
  public init(at paths: [String]) throws(InputError) {
    self.init()
    for path in paths { try add(Self.text(at: path), path: path) }
  }

  /// Compares the names in a file, or in a built-in policy, with a list of tools.
  ///
  /// - Throws: `InputError` if it cannot be read or is wrong, or with every name that the list does not
  ///   have; with the line and the column.
  package static func check(
    at path: String, against list: PolicyDraft.List
  ) throws(InputError) {
    try check(text(at: path), path: path, against: list)
  }

  private static func text(at path: String) throws(InputError) -> String {
    if let known = builtIn[path] { return String(decoding: known, as: UTF8.self) }
    do throws(FileReader.Failure) {
      return String(decoding: try FileReader.bytes(of: path, limit: 4 << 20), as: UTF8.self)
    } catch {
      let names = builtInNames.joined(separator: ", ")
      throw InputError(
        "\(path): \(error.reason()): expected a policy, or one of the built-in ones: \(names)")
    }
  }
}
