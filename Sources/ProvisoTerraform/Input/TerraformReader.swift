import Essentials
import JSON
import ProvisoInput
import ProvisoKernel

/// A Terraform plan that has been read.
struct ReadPlan {
  let document: JSONDocument
  let universe: TerraformUniverse
  /// The file that was read: the path itself, or the saved plan of a directory.
  let path: String
  /// The bytes that were given, if they are not those of the document.
  let given: [UInt8]?
  /// Why Terraform gave no graph, in words; `nil` if it was not asked, or gave one.
  var graphFailure: String?
}

/// Reads plans: JSON, JSON with other lines around it, saved plans, and directories with one.
struct TerraformReader: Sendable {
  let options: TerraformOptions
  let context: InputContext

  /// The deepest nesting of a plan's JSON: far deeper than the schema of any provider.
  static let maximumDepth = 500

  /// Reads JSON, a saved plan, or a directory with one.
  func read(_ source: InputSource) throws(InputError) -> ReadPlan {
    guard let path = source.file else { return try readBytes(source) }
    guard let opened = try source.pathToOpen(), !opened.isEmpty else {
      throw InputError("the path of the plan is empty")
    }
    if source.isDirectory {
      return try readSaved(try SavedPlan.find(in: path), of: source)
    }
    if SavedPlan.isArchive(source.head) { return try readSaved(path, of: source) }
    let document: JSONDocument
    do {
      document = try JSONDocument.load(
        path: opened, name: path, maximumDepth: Self.maximumDepth)
    } catch {
      guard Self.canBeNoise(error), let bytes = try? source.bytes() else {
        throw Self.failure(error, isPlan: Self.beginsAsPlan(source.head))
      }
      let document = try Self.withoutNoise(bytes, named: path, error: error)
      return try plan(from: document, named: path, path: path, given: bytes)
    }
    return try plan(from: document, named: path, path: path)
  }

  private func readBytes(_ source: InputSource) throws(InputError) -> ReadPlan {
    let bytes = try source.bytes()
    if SavedPlan.isArchive(bytes) {
      throw InputError(
        "\(source.name): a saved plan can only be read from a file: give its path")
    }
    let (document, isWhole) = try Self.document(bytes, named: source.name)
    return try plan(
      from: document, named: source.name, path: source.path, given: isWhole ? nil : bytes)
  }

  private func readSaved(_ path: String, of source: InputSource) throws(InputError) -> ReadPlan {
    // A name that ends in `.json` asks for no program, whatever a repository puts there.
    let isInput =
      !source.isDirectory && !context.isCarried && source.scope.isUnlimited
      && !path.lowercased().hasSuffix(".json")
    switch options.consent {
    case .all: break
    case .inputs where isInput: break
    case .never, .inputs:
      throw InputError(
        "\(path): this is a saved plan, and no program is run unasked to read it, because it would "
          + "start the providers of that directory; expected the output of "
          + "`terraform show -json \(path.shellWord)`",
        remedy: .consent(plan: path, isInput: !context.isCarried))
    }
    let tool = try TerraformTool(
      options.program, for: path, limit: options.timeLimit, activity: context.activity,
      times: context.programs, isCancelled: context.isCancelled)
    let answer = try tool.read(path, withGraph: options.graph == nil && options.asksForGraph)
    let name = "\(tool.name) show -json \(path)"
    let (document, _) = try Self.document(answer.plan, named: name)
    let graph = answer.graph.map { (text: $0, name: "\(tool.name) graph -plan=\(path)") }
    var read = try plan(
      from: document, named: name, path: path, graph: graph, given: Self.bytes(of: path))
    read.graphFailure = answer.graphFailure
    return read
  }

  private static func bytes(of path: String) throws(InputError) -> [UInt8] {
    try InputSource(path: path).bytes()
  }

  /// The plan in a document.
  ///
  /// - Parameters:
  ///   - name: the name of the document in messages.
  ///   - path: the path of the plan in results.
  ///   - graph: the graph that came with a saved plan.
  ///   - given: the bytes that the caller gave, if they are not those of the document.
  private func plan(
    from document: JSONDocument, named name: String, path: String,
    graph: (text: [UInt8], name: String)? = nil, given: [UInt8]? = nil
  ) throws(InputError) -> ReadPlan {
    do {
      var plan = try TerraformPlan(document: document)
      if let graph {
        try Self.takeOrder(of: &plan, from: graph.text, named: graph.name)
      } else if let file = options.graph {
        let source = InputSource(path: file, in: options.graphScope)
        try Self.takeOrder(of: &plan, from: source.bytes(), named: source.name)
      }
      return ReadPlan(
        document: document, universe: try TerraformUniverse(plan), path: path, given: given)
    } catch let error as TerraformPlanError {
      throw InputError(
        InputError.position(name, line: error.line, column: error.column) + error.message)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(name): \(error)")
    }
  }

  private static func takeOrder(
    of plan: inout TerraformPlan, from text: [UInt8], named name: String
  ) throws(InputError) {
    do {
      try plan.takeOrder(from: TerraformGraph(dot: utf8(text)))
    } catch {
      throw InputError(
        InputError.position(name, line: error.line, column: error.column) + error.message)
    }
  }

  // MARK: Text that is not JSON

  private static func failure(_ error: JSONError, isPlan: Bool = true) -> InputError {
    switch error.kind {
    case .notJSON, .empty:
      InputError(
        error.description
          + "; a plan is what `terraform show -json PLANFILE` prints, or a plan of agents, which has "
          + "`schema: proviso.plan/1`")
    case .trailingContent:
      InputError(
        error.description
          + "; a plan is one JSON object, as `terraform show -json PLANFILE` prints it")
    case .notRegularFile: InputError(error.description, remedy: .standardInput)
    case .duplicateKey where !isPlan:
      // The message of the parser quotes the key, which could be a secret of another file.
      InputError(
        InputError.position(error.name, line: error.line, column: error.column)
          + error.messageWithoutContent)
    default: InputError(error.description)
    }
  }

  /// Parses a text, without the lines around the plan if there are any.
  ///
  /// - Returns: the document, and whether it is the whole text.
  private static func document(
    _ bytes: [UInt8], named name: String
  ) throws(InputError) -> (document: JSONDocument, isWhole: Bool) {
    do {
      return (try JSONDocument(bytes: bytes, name: name, maximumDepth: maximumDepth), true)
    } catch {
      guard canBeNoise(error) else { throw failure(error, isPlan: beginsAsPlan(bytes)) }
      return (try withoutNoise(bytes, named: name, error: error), false)
    }
  }

  /// Whether bytes begin as the JSON of a plan does.
  private static func beginsAsPlan(_ bytes: [UInt8]) -> Bool {
    ["\"format_version\"", "\"resource_changes\"", "\"planned_values\""].contains {
      InputSource.contains(Array(bytes.prefix(InputSource.headSize)), $0)
    }
  }

  private static func canBeNoise(_ error: JSONError) -> Bool {
    switch error.kind {
    case .notJSON, .syntax, .trailingContent, .truncated, .invalidUTF8: true
    default: false
    }
  }

  /// The plan in a text that is not JSON as a whole.
  ///
  /// - Parameter error: why the whole text is not JSON.
  private static func withoutNoise(
    _ bytes: [UInt8], named name: String, error: JSONError
  ) throws(InputError) -> JSONDocument {
    let text = utf8(bytes)
    var search = NoisyText(text)
    switch search.find() {
    case .none: throw failure(error)
    case .several(let first, let second):
      throw InputError(
        InputError.position(name, line: second.line, column: second.column)
          + "another plan begins here (the first: line \(first)); a plan is one JSON object, as "
          + "`terraform show -json PLANFILE` prints it")
    case .object(let range):
      do {
        return try JSONDocument(
          bytes: NoisyText.blanked(text, outside: range), name: name, maximumDepth: maximumDepth)
      } catch {
        throw InputError(error.description)
      }
    }
  }

  /// A text with a byte order mark of UTF-16 as UTF-8.
  private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) else { return bytes }
    return String(data: Data(bytes), encoding: .utf16).map { Array($0.utf8) } ?? bytes
  }
}
