import JSON
import JSONRPC
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax
import ProvisoTerraform
import YAML

/// The readers, with what must be true for every text: an error has a message and a position in the
/// text, and what was read can be used.
enum FuzzReaders {
  // MARK: Data

  static func json(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(bytes: bytes)
    } catch {
      guard error.kind != .internal else { throw FuzzFault("\(error)") }
      try expect(error.message, error.line, error.column, in: bytes)
      return false
    }
    var rest = [document.root]
    var positions = 0
    while let value = rest.popLast() {
      // The position of each value is counted from the start of the text, so only some are asked for.
      if positions < 20 {
        positions += 1
        try expectPosition(value.position.line, value.position.column, in: bytes, "a value")
      }
      switch value.kind {
      case .array: rest.append(contentsOf: value.elements)
      case .object: rest.append(contentsOf: value.members.map(\.value))
      default: _ = (value.string, value.number?.integer, value.number?.text)
      }
    }
    return true
  }

  /// A message that is accepted means the same after it was written again, on one line.
  static func message(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do throws(RPCMessage.Refusal) {
      let message = try RPCMessage(bytes)
      let json =
        switch message {
        case .request(let request): request.json
        case .notification(let notification): notification.json
        case .response(let response): response.json
        }
      let written = CompactJSON.bytes(of: json)
      guard written.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
        controlCharacter(in: String(decoding: written, as: UTF8.self)) == nil
      else { throw RPCMessage.Refusal(nil, .internal("more than one line")) }
      guard (try? RPCMessage(written)) != nil,
        let again = try? JSONDocument(bytes: written).root, again.kernelValue == json.kernelValue,
        CompactJSON.bytes(of: again) == written
      else { throw RPCMessage.Refusal(nil, .internal("another message")) }
      return true
    } catch {
      guard error.error.code != -32603 else { throw FuzzFault(error.error.message) }
      guard [-32700, -32600].contains(error.error.code), !error.error.message.isEmpty,
        controlCharacter(in: error.error.message) == nil
      else { throw FuzzFault("refused by \(error.error)") }
      return false
    }
  }

  static func yaml(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do throws(YAMLError) {
      _ = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
      return true
    } catch {
      // The text has other bytes where these are not UTF-8.
      try expect(
        error.message, error.line, error.column,
        in: Array(String(decoding: bytes, as: UTF8.self).utf8))
      return false
    }
  }

  // MARK: Terraform

  static func plan(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    guard let document = try? JSONDocument(bytes: bytes) else { return try json(bytes) }
    do throws(TerraformPlanError) {
      let plan = try TerraformPlan(document: document)
      for wait in plan.waits where plan.explanation(of: wait).isEmpty {
        throw TerraformPlanError("no explanation of \(wait)")
      }
      for index in plan.resources.indices {
        for attribute in ["id", "in", "ingress", "bucket"] {
          _ = plan.references(of: index, attribute: [attribute, "0", "y"])
        }
        for other in plan.resources.indices { _ = plan.dependsOn(index, other) }
      }
      _ = try TerraformUniverse(plan)
      return true
    } catch {
      if error.message.hasPrefix("no explanation") { throw FuzzFault(error.message) }
      try expect(error.message, error.line, error.column, in: bytes, isPositionKnown: false)
      return false
    }
  }

  private static let planOfGraphs: TerraformPlan? = {
    let texts = FuzzCorpus.files(in: "examples/two-replicas", ending: "plan.json")
    return texts.first.flatMap { try? JSONDocument(bytes: $0) }.flatMap {
      try? TerraformPlan(document: $0)
    }
  }()

  static func graph(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    guard var plan = planOfGraphs else { throw FuzzFault("the example is no plan") }
    var isGraph = false
    do throws(GraphError) {
      let graph = try TerraformGraph(dot: bytes)
      isGraph = true
      try plan.takeOrder(from: graph)
    } catch {
      try expect(error.message, error.line, error.column, in: bytes, isPositionKnown: false)
    }
    return isGraph
  }

  // MARK: Specs

  static func spec(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    let loader = SpecLoader(vocabularies: [.terraform, .agent]) { (_) throws(SourceReadError) in
      throw SourceReadError("there are no files")
    }
    let loaded = loader.load(path: "fuzz.proviso", text: bytes)
    try expect(loaded.diagnostics, in: loaded.sources)
    let isWrong = loaded.diagnostics.contains { $0.level == .error }
    guard (loaded.spec == nil) == isWrong else {
      throw FuzzFault("a spec \(isWrong ? "despite an error" : "is missing without an error")")
    }
    return !isWrong
  }

  static func form(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do throws(FormattingError) {
      let once = try SpecFormatter().format(bytes, path: "fuzz.proviso")
      guard try SpecFormatter().format(once, path: "fuzz.proviso") == once else {
        throw FormattingError.unexpected(SourceLocation(path: "formatted", line: 1, column: 1))
      }
      return true
    } catch {
      switch error {
      case .mistakes(let mistakes, let sources):
        try expect(mistakes, in: sources)
        guard !mistakes.isEmpty else { throw FuzzFault("no form, and no mistake") }
        return false
      case .unexpected(let place):
        throw FuzzFault("the formatter fails at \(place.path):\(place.line):\(place.column)")
      }
    }
  }

  private static func expect(
    _ diagnostics: [Diagnostic], in sources: SourceSet
  ) throws(FuzzFault) {
    for diagnostic in diagnostics {
      guard sources.files.indices.contains(diagnostic.span.file) else {
        throw FuzzFault("\(diagnostic.code) is in no file")
      }
      let size = sources.files[diagnostic.span.file].bytes.count
      guard 0 <= diagnostic.span.start, diagnostic.span.start <= diagnostic.span.end,
        diagnostic.span.end <= size
      else { throw FuzzFault("\(diagnostic.code) is at \(diagnostic.span) of \(size) bytes") }
    }
    let shown = DiagnosticRenderer().render(diagnostics, in: sources)
    for line in shown.split(separator: "\n") where line.utf8.count > 4_000 {
      throw FuzzFault("a line of \(line.utf8.count) bytes: \(line.prefix(200))")
    }
    if let scalar = controlCharacter(in: shown) {
      throw FuzzFault("a diagnostic shows U+\(String(scalar.value, radix: 16))")
    }
  }

  // MARK: Agents

  static func record(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do throws(AgentFormatError) {
      for trace in try AgentImporter.readAll(bytes) { _ = try AgentUniverse(trace) }
      return true
    } catch {
      for mistake in error.all {
        try expect(
          mistake.message, mistake.line, mistake.column, in: bytes, isPositionKnown: false)
      }
      return false
    }
  }

  static func agentPlan(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do throws(AgentFormatError) {
      let shell = { ShellReader.read($0, position: $1, identifiers: "fuzz", from: $2) }
      let plan = try AgentPlanReader.read(bytes, shell: shell) { (_) throws(AgentFormatError) in
        throw AgentFormatError("there are no files")
      }
      guard !plan.agents.isEmpty else { throw AgentFormatError("no agents") }
      return true
    } catch {
      for mistake in error.all where mistake.file == nil {
        guard mistake.message != "no agents" else { throw FuzzFault("a plan without agents") }
        try expect(mistake.message, mistake.line, mistake.column, in: bytes)
      }
      return false
    }
  }

  static func shell(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    let reading = ShellReader.read(String(decoding: bytes, as: UTF8.self), position: nil)
    guard reading.gaps.allSatisfy({ !$0.isEmpty }) else { throw FuzzFault("an empty gap") }
    return reading.gaps.isEmpty
  }

  // MARK: Expectations

  private static func expect(
    _ message: String, _ line: Int?, _ column: Int?, in bytes: [UInt8],
    isPositionKnown: Bool = true
  ) throws(FuzzFault) {
    guard !message.isEmpty else { throw FuzzFault("an error without a message") }
    if let line, let column {
      try expectPosition(line, column, in: bytes, message)
    } else if (isPositionKnown || line != nil) && bytes.first != 0xFE && bytes.first != 0xFF {
      // An error in the encoding of UTF-16 has the offset of a byte, in the message.
      throw FuzzFault("no position: \(message)")
    }
  }

  private static func expectPosition(
    _ line: Int, _ column: Int, in bytes: [UInt8], _ message: String
  ) throws(FuzzFault) {
    // In these encodings, and with these other ends of lines, positions are counted otherwise.
    let isUTF16 = bytes.first == 0xFE || bytes.first == 0xFF
    if isUTF16 || bytes.contains(0x0D) || bytes.contains(0xC2) || bytes.contains(0xE2) {
      guard line > 0, column > 0 else { throw FuzzFault("\(line):\(column): \(message)") }
      return
    }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    // An error at the end of a text that ends with its line may be on the line after it.
    guard 1...(lines.count + 1) ~= line,
      1...((lines.indices.contains(line - 1) ? lines[line - 1].count : 0) + 2) ~= column
    else { throw FuzzFault("\(line):\(column) is outside the text: \(message)") }
  }

  /// A character that a terminal would obey or hide, apart from the end of a line.
  static func controlCharacter(in text: String) -> Unicode.Scalar? {
    text.unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
      default: false
      }
    }
  }
}
