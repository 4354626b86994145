import Foundation
import ProvisoInput
import ProvisoResult
import Testing

@testable import Proviso

/// Commands of the project that a world declares: `command … touches …`.
@Suite struct DeclaredCommandTests {
  private static let declarations = """
    command "npm test" touches nothing
    command "npm run build" touches "dist", "data/cache"
    command "npm run clean" touches "data"
    command "make" in "api" touches "api/out"
    command "bash scripts/check.sh" touches nothing
    command "pytest -k 'not slow'" touches nothing
    command "rm -rf data" touches nothing
    command "cp" touches nothing
    """

  /// The result of a plan with one command line, given with keys of the plan.
  private static func result(
    _ line: String, _ keys: [String: Any] = [:], declarations: String = declarations
  ) throws -> CheckResult {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-declared-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try """
    world guarded
    use "proviso:tools.proviso"
    object ledger: Path { name: "data/ledger.db" }
    object built: Path { name: "api/out/x" }
    \(declarations)
    invariant stays "The ledger is not lost" { not ledger.lost and not built.lost }
    """.write(to: folder.appendingPathComponent("w.proviso"), atomically: true, encoding: .utf8)
    var plan: [String: Any] = [
      "schema": "proviso.plan/1", "world": "w.proviso", "steps": [["shell": line]],
    ]
    plan.merge(keys) { $1 }
    let path = folder.appendingPathComponent("plan.json")
    try JSONSerialization.data(withJSONObject: plan).write(to: path)
    return try Verifier().check(planAt: path.path)
  }

  @Test(
    arguments: [
      ("npm test", .proved), ("npm  'test' | tail -5", .proved), ("timeout 60 npm test", .proved),
      ("npm test && npm run build; npm test > log.txt 2>&1", .proved),
      ("git status && bash scripts/check.sh", .proved), ("pytest -k \"not slow\"", .proved),
      ("cd api && make", .violated), ("npm run clean", .violated),
      ("npm run build && rm -rf data", .violated),
      // Another command line, directory, environment, input or user.
      ("npm test -- --fix", .undecided), ("npm", .undecided), ("npm run", .undecided),
      ("cd api && npm test", .undecided), ("make", .undecided), ("A=1 npm test", .undecided),
      ("env A=1 npm test", .undecided), ("export A=1; npm test", .undecided),
      ("A=1; npm test", .undecided), ("echo y | npm test", .undecided),
      ("npm test < x", .undecided), ("sudo npm test", .undecided),
      ("echo test | xargs npm", .undecided),
      ("npm $x", .undecided), ("npm te*", .undecided), ("./npm test", .undecided),
      ("bash -c 'npm test'", .proved), ("bash scripts/other.sh", .undecided),
      ("find . -exec npm test \\;", .undecided), ("npm test &", .proved),
      ("cd x; npm test", .undecided),
      // A contract is not replaced.
      ("rm -rf data", .violated), ("cp", .undecided),
    ] as [(String, Verdict)])
  func declarationIsAboutOneCommandLine(_ line: String, _ expected: Verdict) throws {
    #expect(try Self.result(line).verdict == expected, "\(line)")
  }

  @Test func declarationIsAnAssumption() throws {
    let result = try Self.result("npm test && npm run build")
    #expect(
      result.assumptions.contains(
        "`npm test` changes nothing, whatever the files of the project contain"))
    #expect(
      result.assumptions.contains(
        "`npm run build` changes only files at or in `dist`, `data/cache`, whatever the files of the project contain"
      ))
    #expect(try Self.result("npm test", declarations: "").verdict == .undecided)
  }

  /// A step that starts in the directory of a declaration, in one of its spellings.
  @Test func directoryHasOneName() throws {
    let steps = [["shell": "make", "cwd": "/srv/shop/api"]]
    #expect(
      try Self.result("", ["cwd": "/srv/shop", "steps": steps]).verdict == .violated)
    #expect(
      try Self.result("", ["cwd": "/srv", "steps": steps]).verdict == .undecided)
  }
}
