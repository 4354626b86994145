import ArgumentParser
import JSON
import JSONOutput
import Proviso
import ProvisoInput
import ProvisoReport
import ProvisoResult

/// The options of `--export tests`.
struct TestExportOptions: ParsableArguments {
  @Option(
    help:
      "The harness of --export tests: json, plain JSON; pytest, over the library; promptfoo, which asks an agent."
  )
  var harness: TestHarness?

  @Option(
    help: ArgumentHelp(
      "A JSON file of an earlier --export tests. Its tests stay, although their runs were repaired.",
      valueName: "file"))
  var earlier: String?

  /// The largest file with tests, in bytes.
  private static let largest = 64 << 20

  /// - Parameter isExported: whether tests are exported.
  func validate(isExported: Bool) throws {
    guard isExported || harness == nil && earlier == nil else {
      throw ValidationError("--harness and --earlier need --export tests.")
    }
  }

  /// Writes the violating runs of a result as tests.
  ///
  /// - Parameters:
  ///   - property: the only property whose runs are written; `nil` for all.
  ///   - specs: the paths of further specs.
  func export(
    _ result: CheckResult, of property: String?, specs: [String], to report: ResultWriter
  ) throws {
    try report.require(property, in: result)
    var result = result
    if let property { result.properties.removeAll { $0.name != property } }
    let (found, without) = RunTest.tests(of: result, specs: specs)
    report.terminal.complain(
      without.map {
        "note: a run of `\($0)` is no test, because it does not end or is no list of calls"
      })
    let earlier: [RunTest]
    do throws(InputError) {
      earlier = try self.earlier.map { (path) throws(InputError) in try Self.tests(at: path) } ?? []
    } catch {
      throw try report.refuse([error])
    }
    let tests = RunTest.merged(found, earlier: earlier)
    let harness = harness ?? .json
    try report.write(text: harness.text(of: tests), as: harness == .json ? .json : .source)
  }

  private static func tests(at path: String) throws(InputError) -> [RunTest] {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: largest)
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
    let root: JSONText
    do throws(JSONError) {
      root = JSONText(try JSONDocument(bytes: bytes, name: path).root)
    } catch {
      throw InputError("\(path): \(error.message)")
    }
    let tests = root["tests"]?.elements?.map { RunTest(json: $0) }
    guard root["schema"] == .string(RunTest.version), let tests,
      !tests.contains(where: { $0 == nil })
    else {
      throw InputError(
        "\(path): these are not tests that Proviso has written (`\(RunTest.version)`)")
    }
    return tests.compactMap(\.self)
  }
}

extension TestHarness: ExpressibleByArgument {}

extension JSONText {
  /// A value that was read. The document's limits bound the depth of the recursion.
  fileprivate init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .bool: self = .scalar(value.bool == true ? "true" : "false")
    case .number: self = .scalar(value.number?.text ?? "null")
    case .string: self = .string(value.string ?? "")
    case .array: self = .list(value.elements.map { JSONText($0) })
    case .object: self = .object(value.members.map { .init($0.key.string, JSONText($0.value)) })
    }
  }
}

extension ResultWriter {
  /// Ends the command if a result has no property of this name.
  func require(_ property: String?, in result: CheckResult) throws {
    guard let property, !result.properties.contains(where: { $0.name == property }) else { return }
    terminal.complain([
      "error: \(result.input.path): there is no property `\(property)`; the properties are "
        + result.properties.map { "`\($0.name)`" }.joined(separator: ", ")
    ])
    throw ProvisoExit.unusable.code
  }
}
