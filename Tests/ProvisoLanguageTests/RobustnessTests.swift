import Foundation
import ProvisoKernel
import ProvisoTerraform
import TestSupport
import Testing

@testable import ProvisoLanguage
@testable import ProvisoSyntax

@Suite("No input crashes or hangs")
struct RobustnessTests {
  static let seed =
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) } ?? 20_261_123
  /// Multiplies the number of mutations: 25 makes 100,000.
  static let factor =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) } ?? 1

  @Test(
    "deep nesting is a diagnostic",
    arguments: [
      String(repeating: "(", count: 100_000),
      String(repeating: "not ", count: 100_000) + "plan.complete",
      "plan.complete" + String(repeating: " implies plan.complete", count: 100_000),
      String(repeating: "[", count: 100_000),
      String(repeating: "- ", count: 100_000) + "1 == 1",
      "1" + String(repeating: " + 1", count: 100_000) + " == 1",
      "plan" + String(repeating: ".a", count: 100_000),
      String(repeating: "if plan.complete then true else ", count: 100_000),
      String(repeating: "if plan.complete then true elif ", count: 10_000),
      String(repeating: "once { ", count: 100_000),
      String(repeating: "every r in resources { ", count: 100_000),
      String(repeating: "some r in ", count: 100_000),
      String(repeating: "a[", count: 100_000), String(repeating: "abs(", count: 100_000),
      String(repeating: "count(r in ", count: 100_000), String(repeating: "! ", count: 100_000),
      "1 == " + String(repeating: "not 1 == ", count: 100_000),
      "1" + String(repeating: " < 1", count: 100_000),
    ])
  func deep(_ text: String) {
    let loaded = load(property(text))
    #expect(loaded.spec == nil)
    let codes: Set<DiagnosticCode> = [.tooDeep, .chainedComparison, .tooMany]
    #expect(loaded.diagnostics.contains { codes.contains($0.code) })
    #expect(loaded.diagnostics.count <= SpecLoader.maximumDiagnosticCount + 1)
  }

  @Test("definitions that grow when they are expanded")
  func growth() {
    var text = "define f0() = plan.complete\n"
    for i in 1...64 { text += "define f\(i)() = f\(i - 1)() and f\(i - 1)()\n" }
    let wide = load(spec(text + "invariant p \"t\" { f64() }"))
    #expect(wide.diagnostics.map(\.code) == [.tooLarge], "\(shown(wide))")
    text = "define f0() = plan.complete\n"
    for i in 1...3_000 { text += "define f\(i)() = f\(i - 1)()\n" }
    let deep = load(spec(text + "invariant p \"t\" { f3000() }"))
    #expect(deep.diagnostics.map(\.code) == [.tooLarge], "\(shown(deep))")
    text = "let n0 = 10\nlet s0 = \"ab\"\nlet l0 = [1]\n"
    for i in 1...64 {
      text += "let n\(i) = n\(i - 1) * n\(i - 1)\nlet s\(i) = s\(i - 1) + s\(i - 1)\n"
      text += "let l\(i) = [l\(i - 1), l\(i - 1)]\n"
    }
    let large = load(spec(text))
    #expect(large.diagnostics.map(\.code) == [.tooLarge, .tooLarge, .tooLarge], "\(shown(large))")
  }

  @Test("random bytes")
  func randomBytes() {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let loader = SpecLoader(vocabularies: [.terraform, .agent]) { (_) throws(SourceReadError) in
      throw SourceReadError("none")
    }
    let head = Array("spec s for terraform\ninvariant p \"t\" { ".utf8)
    let letters = Array("(){}[]\"'\\.,:=<>!&|+-*/% \n\tabrsin0123\u{e9}日#;?$@".utf8)
    for round in 0..<(8_000 * Self.factor) {
      let length = Int.random(in: 0...60, using: &random)
      let bytes: [UInt8] = (0..<length).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &random)
          : letters[Int.random(in: 0..<letters.count, using: &random)]
      }
      let loaded = loader.load(path: "x", text: round % 3 == 0 ? bytes : head + bytes)
      #expect((loaded.spec == nil) == loaded.diagnostics.contains { $0.level == .error })
      if round % 20 == 0 { _ = shown(loaded) }
    }
  }

  @Test("mutations of valid specs")
  func mutations() {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let source =
      ExampleTests.production.replacing("use \"naming.proviso\"", with: "") + """

        table price { "a": 1.5 }
        assume failures <= 2
        assume { every r in resources where r.type == "x" { r.after.y > 0 } }
        possible q "q" severity low message "\\(r.name + "x")" tags "a", "b" {
          every r in resources where (some s in json(r.now.p).S where s.a in [1, "b"]) {
            exactly 2 c in changes where c.resource == r { whenever c starts { not once { r.exists } } }
            or sum(x in r.now.list: x * 2 - 1) / 3 >= price["a"] and r.name.matches("^a(b|c)*[d-f]$")
          }
        }
        """
    var lexer = Lexer(bytes: Array(source.utf8), file: 0)
    let pieces = lexer.tokenize().dropLast().map { token in
      String(decoding: Array(source.utf8)[token.span.start..<token.span.end], as: UTF8.self)
    }
    #expect(load(source).spec != nil, "\(shown(load(source)))")
    let world = SpecFormatter.tokens(Array(FormattedWorld.text.utf8)).dropLast().map(\.text)
    let extra = [
      "(", ")", "{", "}", "not", "every", "in", "\"", "where", "=", ",", ".", "null", "r",
    ]
    for round in 0..<(1_600 * Self.factor) {
      var mutated = round % 5 == 4 ? world : pieces
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<mutated.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: mutated.remove(at: index)
        case 1: mutated.insert(mutated[index], at: index)
        case 2: mutated.swapAt(index, Int.random(in: 0..<mutated.count, using: &random))
        default: mutated.insert(extra[Int.random(in: 0..<extra.count, using: &random)], at: index)
        }
      }
      let text = mutated.joined(separator: round % 2 == 0 ? " " : "\n")
      let loaded = load(text)
      #expect((loaded.spec == nil) == loaded.diagnostics.contains { $0.level == .error })
      if round % 20 == 0 { _ = shown(loaded) }
      guard checkForm(of: Array(text.utf8)) else { return }
    }
  }

  /// Every file that the parser accepts can be formatted, and formatting it again changes nothing.
  ///
  /// - Returns: whether that is true of the file.
  private func checkForm(of bytes: [UInt8]) -> Bool {
    do throws(FormattingError) {
      let once = try SpecFormatter().format(bytes, path: "x")
      let twice = try SpecFormatter().format(once, path: "x")
      #expect(once == twice)
      return once == twice
    } catch {
      guard case .unexpected(let index) = error else { return true }
      Issue.record(
        "\(index.line):\(index.column): the formatter does not understand:\n\(String(decoding: bytes, as: UTF8.self))"
      )
      return false
    }
  }

  @Test("a megabyte of anything", arguments: ["bytes", "text", "tokens", "lines"])
  func megabyte(_ kind: String) {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let size = 1 << 20
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    let words =
      Sign.allCases.map(\.rawValue) + ReservedWords.words.sorted() + [
        "spec", "for", "terraform", "world", "let", "define", "invariant", "possible", "entity",
        "action", "agent", "test", "waive", "\"a\"", "1", "2027-01-31", "0.5", "r", "resources",
        "// c\n", "/// d\n", "\n", "\"\\(",
      ]
    while bytes.count < size {
      switch kind {
      case "bytes": bytes.append(UInt8.random(in: 0...255, using: &random))
      case "text": bytes.append(UInt8.random(in: 0x20...0x7E, using: &random))
      case "tokens": bytes += Array((words.randomElement(using: &random) ?? "").utf8) + [0x20]
      default:
        bytes += (0..<40).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) } + [0x0A]
      }
    }
    let loader = SpecLoader(vocabularies: [.terraform, .agent]) { (_) throws(SourceReadError) in
      throw SourceReadError("none")
    }
    let heads = ["text": "", "lines": "world w\n"]
    let head = heads[kind] ?? "spec s for terraform\nlet a = "
    let text = Array(head.utf8) + bytes
    let loaded = loader.load(path: "x", text: text)
    #expect(loaded.spec == nil)
    #expect(!loaded.diagnostics.isEmpty)
    #expect(loaded.diagnostics.count <= SpecLoader.maximumDiagnosticCount + 1)
    // An expectation with the call in it describes the megabyte, byte by byte.
    let isFormatted = (try? SpecFormatter().format(text, path: "x")) != nil
    #expect(!isFormatted)
  }

}
