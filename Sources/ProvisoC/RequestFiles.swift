import JSON
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage

/// The files of a request: texts that are in it, and files below its root.
struct RequestFiles {
  /// The folder below which files are read; `nil` if none are.
  private let root: String?
  private let scope: FileScope

  init(root: String?) {
    self.root = root
    scope = .below(root ?? "")
  }

  /// The members of an object that is a file.
  private static let members = ["path", "text", "name"]

  /// The input of a request.
  func input(_ value: JSONValue?, in name: String) throws(InputError) -> Input {
    guard let value else {
      throw InputError("request: the member `\(name)` is missing; expected an object")
    }
    let file = try read(value, in: name, from: bytes)
    return .bytes(file.bytes, name: file.name)
  }

  /// A spec of a request: the name of a pack, or a file.
  func spec(_ value: JSONValue, in name: String) throws(InputError) -> SpecSource {
    if let pack = value.string {
      guard SpecPack.named(pack) != nil else {
        let packs = SpecPack.all.map { "`\($0.name)`" }.joined(separator: ", ")
        throw InputError(
          "\(name): there is no pack \(Value.quoted(pack)); expected \(packs), or an object with a `path` or "
            + "a `text`")
      }
      return .path(pack)
    }
    let file = try read(value, in: name) { (path) throws(InputError) in
      do throws(SourceReadError) {
        return try SpecReader.read(path, in: scope)
      } catch {
        throw InputError("\(path): \(error.reason)")
      }
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      throw InputError("\(file.name): the text is not UTF-8")
    }
    return .text(text, name: file.name)
  }

  /// A plan of a request.
  func plan(_ value: JSONValue?) throws(InputError) -> (bytes: [UInt8], name: String) {
    guard let value else {
      throw InputError("request: the member `plan` is missing; expected an object")
    }
    return try read(value, in: "plan", from: bytes)
  }

  /// The policies of tools, each a file or the name of a built-in one; `nil` for none.
  func policies(_ values: [JSONValue]) throws(InputError) -> ToolPolicies? {
    var all = ToolPolicies()
    for (index, value) in values.enumerated() {
      if let name = value.string {
        guard ToolPolicies.builtInNames.contains(name) else {
          let names = ToolPolicies.builtInNames.map { "`\($0)`" }.joined(separator: ", ")
          throw InputError(
            "policies[\(index)]: there is no policy \(Value.quoted(name)); expected \(names), or an object with a `path` or a `text`"
          )
        }
        for server in try ToolPolicies(at: [name]).servers.reversed() { all.add(server) }
        continue
      }
      let file = try read(value, in: "policies[\(index)]", from: bytes)
      guard let text = String(validating: file.bytes, as: UTF8.self) else {
        throw InputError("\(file.name): the text is not UTF-8")
      }
      try all.add(text, path: file.name)
    }
    return values.isEmpty ? nil : all
  }

  private func bytes(of path: String) throws(InputError) -> [UInt8] {
    do throws(FileReader.Failure) {
      return try FileReader.bytes(of: path, in: scope)
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
  }

  /// The path of a file below the root.
  func path(_ written: String) throws(InputError) -> String {
    let path = absolute(written)
    guard scope.contains(path) else {
      throw InputError(
        "\(written): \(FileReader.Failure.outside(folder: scope.shown).reason())")
    }
    return FileScope.realPath(path) ?? path
  }

  /// - Parameter file: reads a file.
  private func read(
    _ value: JSONValue, in name: String, from file: (String) throws(InputError) -> [UInt8]
  ) throws(InputError) -> (bytes: [UInt8], name: String) {
    let object = try RequestObject(value, name: name, members: Self.members)
    if let text = try object.text("text") {
      guard try object.text("path") == nil else {
        throw InputError("\(name): `path` and `text` exclude each other")
      }
      return (Array(text.utf8), absolute(try object.requiredText("name")))
    }
    guard let written = try object.text("path") else {
      throw InputError("\(name): expected a `path`, or a `text` with a `name`")
    }
    guard try object.text("name") == nil else {
      throw InputError("\(name): only a `text` has a `name`")
    }
    let path = absolute(written)
    return (try file(path), path)
  }

  /// A path below the root, as the system opens it.
  private func absolute(_ path: String) -> String {
    guard let root, !path.isEmpty, !path.hasPrefix("/"), !path.hasPrefix(ToolContracts.scheme)
    else { return path }
    return root.hasSuffix("/") ? root + path : root + "/" + path
  }
}
