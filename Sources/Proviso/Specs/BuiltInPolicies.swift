import ProvisoAgent
import ProvisoInput

/// Built-in policies of common servers: exact copies of the files under `specs/tools/policies/`.
extension ToolPolicies {
  /// The texts by their names, such as `mail`.
  static let builtIn: [String: [UInt8]] = [
    "browser": PackageResources.policies_browser_yaml,
    "calendar": PackageResources.policies_calendar_yaml,
    "chat": PackageResources.policies_chat_yaml,
    "files": PackageResources.policies_files_yaml,
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
    for path in paths {
      let bytes: [UInt8]
      if let known = Self.builtIn[path] {
        bytes = known
      } else {
        do throws(FileReader.Failure) {
          bytes = try FileReader.bytes(of: path, limit: 4 << 20)
        } catch {
          let names = Self.builtInNames.joined(separator: ", ")
          throw InputError(
            "\(path): \(error.reason()): expected a policy, or one of the built-in ones: \(names)")
        }
      }
      try add(String(decoding: bytes, as: UTF8.self), path: path)
    }
  }
}
