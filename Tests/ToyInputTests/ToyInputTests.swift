import Proviso
import ProvisoInput
import ProvisoReport
import ProvisoResult
import Testing

/// A kind of input is added by its own folder and one line of the list.
@Suite struct ToyInputTests {
  /// The line of the list.
  static var verifier: Verifier {
    var verifier = Verifier(specs: [.text(spec, name: "files.proviso")])
    verifier.kinds.list.append(FileOperations())
    return verifier
  }

  static let spec = """
    spec files for files
    invariant config_exists "There is always a configuration" {
      some f in files where f.path.startsWith("config") { f.exists }
    }
    """

  static func check(_ text: String) async throws -> CheckResult {
    try await verifier.check(.text(text, name: "deploy.ops"))
  }

  @Test func anOrderThatIsSafeIsProved() async throws {
    let result = try await Self.check("operations:\n  - write: config.new\n  - delete: config\n")
    #expect(result.verdict == .proved)
    #expect(result.input.kind == "file-operations")
    #expect(result.input.resources == 2)
    #expect(result.assumptions == ["nothing else changes the files"])
  }

  @Test func anOrderThatIsNotIsBrokenByARun() async throws {
    let result = try await Self.check("operations:\n  - delete: config\n  - write: config.new\n")
    let violation = try #require(result.properties.first?.violations.first)
    #expect(violation.trace.map { "\($0.action) \($0.step)" } == ["delete config"])
    #expect(violation.trace.first?.changes.map(\.what) == ["config.exists"])
    let text = TextReport(ReportSettings()).render([result])
    #expect(text.contains("deploy.ops: 2 files, 2 operations\n1 violated"), "\(text)")
  }

  @Test func aMistakeHasItsPosition() async throws {
    do {
      _ = try await Self.check("operations:\n  - rename: config\n")
      Issue.record("the list is wrong")
    } catch let error as InputError {
      #expect(
        error.description == "error: deploy.ops:2:5: expected `write: PATH` or `delete: PATH`")
    }
  }

  @Test func specsForAnotherVocabularyAreRefused() async throws {
    var verifier = Self.verifier
    verifier.specs = ["standard"]
    do {
      _ = try await verifier.check(.text("operations: []", name: "deploy.ops"))
      Issue.record("the specs are for Terraform plans")
    } catch {
      #expect(error.remedy == .specs(vocabulary: "files", packs: []))
      #expect(error.description.contains("this is a list of file operations"))
    }
  }
}
