import Essentials
import Proviso
import ProvisoInput
import ProvisoResult

/// The files that an answer rests on, with their digests.
struct CheckedFiles {
  struct Tool: Codable {
    let name: String
    let version: String
    let solver: String
  }

  struct Input: Codable {
    let path: String
    let kind: String
    let sha256: String
  }

  /// A file beside the input: a spec, the graph, or the settings.
  struct File: Codable, Equatable {
    enum Role: String, Codable {
      case spec, graph, settings, conventions
    }

    let path: String
    let role: Role
    /// Whether an option of the command line named it, rather than the settings.
    let isOption: Bool
    let sha256: String

    private enum CodingKeys: String, CodingKey {
      case path, role, sha256
      case isOption = "is_option"
    }

    init(_ path: String, _ role: Role, isOption: Bool = false, bytes: [UInt8]) {
      self.path = path
      self.role = role
      self.isOption = isOption
      sha256 = Digest(of: bytes).value
    }
  }

  let tool: Tool
  let input: Input
  let files: [File]
  /// The specs as the command line named them; empty for those of the settings, or the standard pack.
  let specs: [String]

  /// The files of one result.
  ///
  /// - Parameters:
  ///   - others: the files that the result does not know.
  ///   - specs: the specs as the command line named them.
  init(of result: CheckResult, with others: [File], specs: [String]) {
    self.specs = specs
    tool = Tool(
      name: result.tool.name, version: result.tool.version, solver: result.tool.solver)
    input = Input(
      path: result.input.path, kind: result.input.kind.rawValue, sha256: result.input.sha256)
    files = result.specFiles.map { File($0.path, .spec, bytes: $0.bytes) } + others
  }
}

/// Reads and writes the files of evidence.
enum EvidenceFile {
  /// Reads a JSON file.
  ///
  /// - Parameter what: the expected content, such as `a counterexample`.
  static func read<Content: Decodable>(
    _ path: String, limit: Int, as what: String
  ) throws(InputError) -> Content {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: limit)
    } catch {
      throw InputError("\(path): \(error.reason(expected: what))")
    }
    do {
      return try JSONDecoder().decode(Content.self, from: Data(bytes))
    } catch {
      throw InputError("\(path): this is not \(what) that Proviso has written")
    }
  }

  /// The text of a JSON file.
  static func text(_ content: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(content)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
