import ProvisoKernel
import ProvisoLanguage

/// Built-in contracts of common tools: exact copies of the files under `specs/tools/`.
///
/// A world includes them with `use "proviso:tools.proviso"`, and a plan can name one as its world.
public enum ToolContracts {
  /// The prefix of the path of a built-in file, as `use` and plans write it.
  package static let scheme = RelativePath.builtIn

  /// The files by their names, such as `git.proviso`.
  public static let files: [String: [UInt8]] = [
    "aws.proviso": PackageResources.tools_aws_proviso,
    "claude.proviso": PackageResources.tools_claude_proviso,
    "codex.proviso": PackageResources.tools_codex_proviso,
    "files.proviso": PackageResources.tools_files_proviso,
    "gcloud.proviso": PackageResources.tools_gcloud_proviso,
    "gemini.proviso": PackageResources.tools_gemini_proviso,
    "git.proviso": PackageResources.tools_git_proviso,
    "http.proviso": PackageResources.tools_http_proviso,
    "kubernetes.proviso": PackageResources.tools_kubernetes_proviso,
    "machines.proviso": PackageResources.tools_machines_proviso,
    "mail.proviso": PackageResources.tools_mail_proviso,
    "postgres.proviso": PackageResources.tools_postgres_proviso,
    "runtimes.proviso": PackageResources.tools_runtimes_proviso,
    "storage.proviso": PackageResources.tools_storage_proviso,
    "terraform.proviso": PackageResources.tools_terraform_proviso,
    "tools.proviso": PackageResources.tools_tools_proviso,
  ]

  /// The content of a built-in file, by a path that begins with the scheme.
  static func bytes(at path: String) throws(SourceReadError) -> [UInt8] {
    let name = String(path.dropFirst(scheme.count))
    guard let bytes = files[name] else {
      let meant = Suggestion.nearest(to: name, among: files.keys.sorted())
      throw SourceReadError(
        "there is no built-in file of this name; "
          + (meant.map { "did you mean `\(scheme)\($0)`?" }
            ?? "expected one of \(files.keys.sorted().joined(separator: ", "))"))
    }
    return bytes
  }
}
