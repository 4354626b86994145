import ProvisoSyntax
import Testing

@testable import ProvisoLanguage

/// Mistakes of people who know another language, each with the decisive part of its message. What a
/// message proposes to write is put in place, and then the file has no mistake.
@Suite("Mistakes of beginners")
struct BeginnersMistakesTests {
  /// A file with a mistake.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let text: String
    /// A part of the message or of its fix.
    let says: String
    /// The number of messages.
    var count = 1
    var testDescription: String { text }
  }

  @Test("in specs for plans", arguments: declarations + conditions)
  func inSpecs(_ mistake: Mistake) { check(mistake) }

  @Test("in worlds", arguments: worlds)
  func inWorlds(_ mistake: Mistake) { check(mistake) }

  @Test("in headers", arguments: headers)
  func inHeaders(_ mistake: Mistake) { check(mistake) }

  @Test("that no text can mend", arguments: unmended)
  func withoutMending(_ mistake: Mistake) {
    let loaded = load(mistake.text, others)
    expect(mistake, in: loaded)
  }

  /// The files beside the one with the mistake.
  private let others = [
    "x.proviso": "spec x for terraform\n", "pouring.proviso": "world pouring\n",
  ]

  private func check(_ mistake: Mistake) {
    let loaded = load(mistake.text, others)
    expect(mistake, in: loaded)
    var text = mistake.text
    var latest = loaded
    // A fix can uncover the next mistake.
    for _ in 0..<3 where !latest.diagnostics.isEmpty {
      text = latest.mending(text)
      latest = load(text, others)
    }
    #expect(latest.diagnostics.isEmpty, "\(shown(loaded))\n\(text)\n\(shown(latest))")
  }

  private func expect(_ mistake: Mistake, in loaded: LoadedSpec) {
    let texts = loaded.diagnostics.map { $0.message + " / " + ($0.fix?.text ?? "") }
    #expect(texts.contains { $0.contains(mistake.says) }, "\(mistake.says)\n\(shown(loaded))")
    #expect(texts.count == mistake.count, "\(shown(loaded))")
  }

  /// The declarations that the files of worlds begin with.
  static let lamp = """
    world lamp
    entity Jug { size: 0..5 = 3 var water: 0..5 = 0 }
    object big: Jug
    var n: 0..3 = 0
    action up() { requires n < 3 n += 1 }
    action fill(jug: Jug) { jug.water = jug.size }

    """
}

extension LoadedSpec {
  /// The text of the loaded file with all fixes that can be made by a tool, from its end to its beginning.
  fileprivate func mending(_ text: String) -> String {
    var bytes = Array(text.utf8)
    var last = Int.max
    let fixes = diagnostics.compactMap(\.fix).filter { $0.span?.file == 0 }
    for fix in fixes.sorted(by: { ($0.span?.start ?? 0) > ($1.span?.start ?? 0) }) {
      guard let span = fix.span, span.end <= last else { continue }
      bytes.replaceSubrange(span.start..<span.end, with: Array(fix.replacement.utf8))
      last = span.start
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
