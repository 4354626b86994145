import ProvisoInput
import ProvisoKernel
import ProvisoResult
import YAML

/// A toy kind of input: a list of file operations in YAML, one after the other. It is a complete front-end:
/// its own format, vocabulary and universe, in a folder of its own.
///
/// ```yaml
/// operations:
///   - write: config.new
///   - delete: config
/// ```
struct FileOperations: InputKind {
  let name: InputKindName = "file-operations"
  let description = "a list of file operations"

  var vocabulary: VocabularySchema? { FileUniverse.files }

  var words: InputWords {
    InputWords(
      input: .init("list"), run: "run", resource: .init("file"), step: .init("operation"))
  }

  func likelihood(of source: InputSource) -> Likelihood {
    source.path.hasSuffix(".ops") ? .certain : .no
  }

  func read(_ source: InputSource, in context: InputContext) throws(InputError) -> Subject {
    let bytes = try source.bytes()
    let root: YAMLNode?
    do {
      root = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw InputError(
        InputError.position(source.name, line: error.line, column: error.column) + error.message)
    }
    guard case .mapping(let pairs)? = root?.content,
      let list = pairs.first(where: { $0.key.written == "operations" })?.value,
      case .sequence(let elements) = list.content
    else {
      throw InputError(
        InputError.position(source.name, line: 1, column: 1) + "expected `operations:` with a list")
    }
    let operations = try elements.map { (element) throws(InputError) in
      try Operation(element, in: source.name)
    }
    let universe = try FileUniverse(operations, named: source.name)
    return Subject(
      kind: self, model: .order(universe), notes: Notes(), path: source.path,
      resources: universe.paths.count, steps: operations.count, digest: Digest(of: bytes))
  }

  private struct Notes: InputNotes {
    var incompleteness: String? { nil }
    var notModelled: [String] { [] }
    func assumptions(using relations: Set<Relation>) -> [String] {
      ["nothing else changes the files"]
    }
  }
}

/// One operation.
struct Operation {
  enum Verb: String { case write, delete }

  let verb: Verb
  let path: String

  init(_ node: YAMLNode, in name: String) throws(InputError) {
    guard case .mapping(let pairs) = node.content, pairs.count == 1, let pair = pairs.first,
      let verb = pair.key.written.flatMap(Verb.init), let path = pair.value.written
    else {
      throw InputError(
        InputError.position(name, line: node.line, column: node.column)
          + "expected `write: PATH` or `delete: PATH`")
    }
    self.verb = verb
    self.path = path
  }
}
