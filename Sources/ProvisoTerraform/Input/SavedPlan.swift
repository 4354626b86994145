import Essentials
import ProvisoInput

/// Plans that `terraform plan -out` saves, which are zip archives.
enum SavedPlan {
  private static let archiveMark = Array("PK\u{3}\u{4}".utf8)

  /// Whether the bytes begin with the mark of a zip archive.
  static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: archiveMark) }

  /// The only saved plan in a directory.
  ///
  /// - Throws: `InputError` if the directory cannot be read, or has no saved plan or several.
  static func find(in folder: String) throws(InputError) -> String {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw InputError("\(folder): the directory cannot be read; check its permissions")
    }
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    let plans = names.sorted().map { prefix + $0 }.filter {
      isSavedPlan(FileReader.head(of: $0, count: 64, in: .below(folder)))
    }
    guard let plan = plans.first else {
      throw InputError(
        "\(folder): there is no saved plan in this directory; make one with "
          + "`terraform plan -out tfplan`")
    }
    guard plans.count == 1 else {
      throw InputError(
        "\(folder): there are several saved plans in this directory: "
          + "\(plans.joined(separator: ", ")); name the one to check")
    }
    return plan
  }

  /// Whether the first file of an archive is `tfplan`, which Terraform and OpenTofu write first.
  /// Other archives can lie beside configurations.
  private static func isSavedPlan(_ head: [UInt8]) -> Bool {
    let name = Array("tfplan".utf8)
    let start = 30
    return isArchive(head) && head.count >= start + name.count
      && head[26] == UInt8(name.count) && head[27] == 0
      && Array(head[start..<(start + name.count)]) == name
  }
}
