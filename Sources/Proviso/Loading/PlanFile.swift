import Foundation

/// What a path of a plan leads to.
enum PlanFile: Equatable {
  /// A text, to be read as JSON.
  case text
  /// A plan as `terraform plan -out` saves it: a zip archive.
  case saved
  case folder

  private static let archiveMark = Array("PK\u{3}\u{4}".utf8)

  /// Looks at a file; what cannot be opened counts as text, whose reader says why.
  static func look(at path: String) -> PlanFile {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .text }
    if isFolder.boolValue { return .folder }
    return head(of: path).starts(with: archiveMark) ? .saved : .text
  }

  static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: archiveMark) }

  /// The one saved plan of a folder.
  static func savedPlan(in folder: String) throws(InputError) -> String {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw InputError("\(folder): the directory cannot be read; check its permissions")
    }
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    let plans = names.sorted().map { prefix + $0 }.filter { isSavedPlan(head(of: $0)) }
    guard let plan = plans.first else {
      throw InputError(
        "\(folder): this is a directory, and there is no saved plan in it; make one with "
          + "`terraform plan -out tfplan`")
    }
    guard plans.count == 1 else {
      throw InputError(
        "\(folder): there are several saved plans in this directory: "
          + "\(plans.joined(separator: ", ")); name the one to check")
    }
    return plan
  }

  /// Whether an archive's first file is `tfplan`: Terraform and OpenTofu write it first. Other
  /// archives lie beside configurations too.
  private static func isSavedPlan(_ head: [UInt8]) -> Bool {
    let name = Array("tfplan".utf8)
    let place = 30
    return head.starts(with: archiveMark) && head.count >= place + name.count
      && head[26] == UInt8(name.count) && head[27] == 0
      && Array(head[place..<(place + name.count)]) == name
  }

  /// The first bytes of a regular file.
  static func head(of path: String, count: Int = 64) -> [UInt8] {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    // Opening a pipe that nobody writes to would wait for ever.
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let handle = FileHandle(forReadingAtPath: resolved)
    else { return [] }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: count)).flatMap { $0 }.map { Array($0) } ?? []
  }
}
