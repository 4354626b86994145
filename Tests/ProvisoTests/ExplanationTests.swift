import JSON
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoReport
import ProvisoSyntax
import Testing

@testable import Proviso

/// The explanation of every diagnostic code, as `proviso explain` prints it.
@Suite("Explanations")
struct ExplanationTests {
  /// The only code that no known spec causes: a safety net of the checker.
  static let withoutExample: Set<DiagnosticCode> = [.notChecked]

  @Test("every code has an explanation", arguments: DiagnosticCode.allCases)
  func every(_ code: DiagnosticCode) throws {
    let found = try Explainer().explain(code.rawValue)
    #expect(found.code == code.rawValue && found.title == code.title)
    #expect(found.rule.split(separator: " ").count > 10)
    #expect(!found.rule.contains("—"))
    #expect(
      found.passing.diagnostics.isEmpty,
      "\(found.passing.diagnostics.map(\.rendered).joined())")
    guard let failing = found.failing else {
      #expect(Self.withoutExample.contains(code))
      return
    }
    #expect(!Self.withoutExample.contains(code))
    let codes = failing.diagnostics.map(\.code)
    let told = failing.diagnostics.map(\.rendered).joined()
    switch code {
    case .tooMany:
      // The report of too many errors comes after those errors.
      #expect(codes.last == code.rawValue, "\(told)")
    case .otherVocabulary:
      // The other vocabulary may itself be unknown.
      #expect(codes.first == code.rawValue, "\(told)")
    default:
      #expect(codes == [code.rawValue], "\(told)")
    }
    #expect(failing.text != found.passing.text || failing.files != found.passing.files)
  }

  @Test("the plan of the examples is read")
  func plan() throws {
    let failing = try Explainer().explain("PV0704").failing
    #expect(failing?.plan != nil)
    _ = try JSONDocument(text: Explanation.plan)
  }

  @Test(
    "codes as people write them",
    arguments: [
      ("PV0301", "PV0301"), ("pv0301", "PV0301"), ("0301", "PV0301"), ("301", "PV0301"),
    ])
  func spelling(_ written: String, _ code: String) throws {
    #expect(try Explainer().explain(written).code == code)
  }

  @Test("unknown codes are errors, with the nearest one", arguments: ["PV0199", "PV031", "P0301"])
  func unknown(_ written: String) {
    #expect {
      _ = try Explainer().explain(written)
    } throws: { error in
      "\(error)".contains("there is no code `\(written)`; did you mean PV0")
    }
    #expect(throws: InputError.self) { try Explainer().explain("") }
    #expect(throws: InputError.self) { try Explainer().explain("everything") }
  }

  @Test("text for a terminal")
  func text() throws {
    let text = ExplanationReport(ReportSettings(width: 80)).render(
      try Explainer().explain("PV0704"))
    #expect(text.hasPrefix("PV0704, warning: an attribute that no resource of the plan has\n\n"))
    #expect(text.contains("checked against a plan that deletes `aws_s3_bucket.logs`."))
    #expect(text.contains("warning[PV0704]: no `aws_s3_bucket` of this plan has `tag`"))
    #expect(text.contains("This passes:\n\n    spec example for terraform\n"))
    // Prose is wrapped at the width.
    #expect(
      text.split(separator: "\n").allSatisfy { $0.hasPrefix("    ") || $0.count <= 80 })
  }
}
