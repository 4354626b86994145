import Essentials
import JSON
import JSONOutput
import Proviso
import ProvisoInput
import ProvisoKernel

/// The part of its rules by which a hook lets a harmless call through, kept beside the sessions: reading
/// the rules takes most of the time of such a decision.
///
/// The entry is used only if every file of the rules, the program and its arguments are the same as when it
/// was made. Whatever is wrong with it, the rules are read.
struct RuleCache {
  /// The folder of the sessions.
  let folder: String
  let world: SpecSource
  let specs: [SpecSource]

  /// An entry.
  struct Entry: Equatable {
    /// The digest of everything that the entry depends on.
    let key: String
    let harmless: HarmlessCalls
  }

  private static let version = "proviso.rules/1"

  /// The names of the sources, in their order; `nil` if one is a text in memory.
  private var names: [String]? {
    var out: [String] = []
    for source in [world] + specs {
      guard case .path(let path) = source else { return nil }
      out.append(path)
    }
    return out
  }

  private var path: String? {
    names.map { "\(folder)/rules-\(Digest(of: Array($0.joined(separator: "\n").utf8)).value).json" }
  }

  /// The entry, if it is still right.
  func entry() -> Entry? {
    guard let path, SoleFile.reason(against: path) == nil,
      let bytes = try? FileReader.bytes(of: path, limit: 1 << 20),
      let root = try? JSONDocument(bytes: bytes).root, root["version"]?.string == Self.version,
      let key = root["key"]?.string
    else { return nil }
    var files: [(path: String, bytes: [UInt8])] = []
    guard let names = root["files"], let tools = root["harmless"] else { return nil }
    for element in names.elements {
      guard let file = element.string,
        let bytes = try? FileReader.bytes(of: file, limit: 4 << 20)
      else { return nil }
      files.append((file, bytes))
    }
    guard !files.isEmpty, self.key(of: files) == key else { return nil }
    return Entry(
      key: key,
      harmless: HarmlessCalls(tools: Set(tools.elements.compactMap(\.string))))
  }

  /// Keeps what the rules say. A mistake only costs the next hook its time.
  func keep(_ gate: GateCore) -> Entry? {
    // The effects of declared commands are not among the names.
    guard let path, !gate.hasDeclaredCommands else { return nil }
    let files = gate.files.filter { !$0.path.hasPrefix("proviso:") }
    // A file that cannot be read again by its name could change unseen.
    guard !files.isEmpty, let key = key(of: files),
      files.allSatisfy({ (try? FileReader.bytes(of: $0.path, limit: 4 << 20)) == $0.bytes })
    else { return nil }
    let text = JSONText.object([
      .init("version", .string(Self.version)), .init("key", .string(key)),
      .init("files", .strings(files.map(\.path))),
      .init("harmless", .strings(gate.harmless.tools.sorted())),
    ]).rendered(width: .max)
    let scratch = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
    guard
      FileManager.default.createFile(
        atPath: scratch, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
      rename(scratch, path) == 0
    else { return nil }
    return Entry(key: key, harmless: gate.harmless)
  }

  /// The digest of the program, its arguments and the files; `nil` if the program cannot be told from
  /// another one.
  private func key(of files: [(path: String, bytes: [UInt8])]) -> String? {
    guard let program = ProgramIdentity.text, let names else { return nil }
    var all: [UInt8] = []
    func add(_ bytes: some Collection<UInt8>) {
      all += Array("\(bytes.count):".utf8)
      all += bytes
    }
    add(program.utf8)
    add("\(names.count) \(files.count)".utf8)
    for name in names { add(name.utf8) }
    for (path, bytes) in files {
      add(path.utf8)
      add(bytes)
    }
    return Digest(of: all).value
  }
}
