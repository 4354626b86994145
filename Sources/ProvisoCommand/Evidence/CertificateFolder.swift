import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel

/// A directory with certificates, whose files are read with suspicion: anyone could have written them.
struct CertificateFolder {
  let manifest: CertificateManifest
  private let folder: String
  private let scope: FileScope

  /// The largest manifest, and the largest other file, in bytes.
  private static let largestManifest = 64 << 20
  private static let largestFile = 1 << 30

  /// Reads the manifest.
  ///
  /// - Throws: `InputError` if there is none.
  init(_ folder: String) throws(InputError) {
    self.folder = folder
    scope = .below(folder)
    let path = folder + "/" + CertificateManifest.name
    manifest = try EvidenceFile.read(
      path, limit: Self.largestManifest, as: "a manifest of certificates")
    guard manifest.schema == CertificateManifest.version else {
      throw InputError(
        "\(path): this is not a manifest of this version (`\(CertificateManifest.version)`)")
    }
    guard !manifest.inputs.isEmpty, !manifest.properties.isEmpty else {
      throw InputError("\(path): there is nothing to certify: expected inputs and properties")
    }
    for property in manifest.properties where !manifest.inputs.indices.contains(property.input) {
      throw InputError("\(path): `\(property.name)` is about an input that is not listed")
    }
  }

  /// The path of a file in the directory.
  func path(of name: String) -> String { folder + "/" + name }

  /// Compares every file with the manifest.
  ///
  /// - Parameters:
  ///   - plan: the path of the plan, if it is not the one in the manifest.
  ///   - root: a folder in which the manifest may name files, beside the current one and its project.
  /// - Throws: `InputError` that names the files that are missing or changed.
  func requireUnchanged(plan: String?, root: String?) throws(InputError) {
    guard plan == nil || manifest.inputs.count == 1 else {
      throw InputError(
        "--plan names one plan, but the certificates are about \(manifest.inputs.count)")
    }
    // The manifest could be anybody's. Whether a file elsewhere has some digest is nobody's to know.
    let project = FileScope(of: FileManager.default.currentDirectoryPath, root: root)
    var changes: [String] = []
    func compare(_ path: String, _ sha256: String, in scope: FileScope = .everywhere) {
      do throws(FileReader.Failure) {
        let bytes = try FileReader.bytes(of: path, limit: Self.largestFile, in: scope)
        if Digest(of: bytes).value != sha256 {
          changes.append("\(path): this file has changed since the check")
        } else if path.hasSuffix(".smt2"), let found = SolverScript.complaint(about: bytes) {
          changes.append("\(path): this script is not given to a solver: it has \(found)")
        }
      } catch {
        changes.append("\(path): \(error.reason())")
      }
    }
    func compareNamed(_ path: String, _ sha256: String, allowedBy option: String) {
      guard project.contains(path) else {
        changes.append(
          "\(path): this file is not below the current directory; allow it with \(option)")
        return
      }
      compare(path, sha256)
    }
    for subject in manifest.inputs {
      let path = plan ?? subject.input.path
      if let plan {
        compare(plan, subject.input.sha256)
      } else if path == "-" {
        changes.append("the plan was read from standard input; name it with --plan")
      } else {
        compareNamed(path, subject.input.sha256, allowedBy: "--plan or --root")
      }
      for file in subject.files {
        guard let builtIn = BuiltInSource.bytes(at: file.path), file.role == .spec else {
          compareNamed(file.path, file.sha256, allowedBy: "--root")
          continue
        }
        if Digest(of: builtIn).value != file.sha256 {
          changes.append(
            "\(file.path): these built-in rules are not those of proviso \(manifest.tool.version)")
        }
      }
    }
    for property in manifest.properties {
      for (name, sha256) in property.queries.map({ ($0.file, $0.sha256) })
        + property.runs.map({ ($0.file, $0.sha256) })
      {
        guard Self.isPlain(name) else {
          changes.append("\(name): this is not the name of a file in the directory")
          continue
        }
        compare(self.path(of: name), sha256, in: scope)
      }
      for query in property.queries where !query.file.hasSuffix(".smt2") {
        changes.append("\(query.file): this is not the name of a query")
      }
    }
    guard changes.isEmpty else { throw InputError(changes) }
  }

  /// Whether a name has only letters, digits and signs that mean nothing in a path.
  private static func isPlain(_ name: String) -> Bool {
    !name.hasPrefix(".")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
