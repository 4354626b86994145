import Foundation
import ProvisoKernel
import ProvisoReport
import ProvisoResult
import TestSupport
import Testing

/// The width of lines, and colours.
@Suite struct TextWidthTests {
  private static let graphCommand = "proviso check plan.json --graph graph.dot --format text"

  private static func settings(
    _ width: Int, hasColors: Bool, detail: ReportSettings.Detail = .full
  ) -> ReportSettings {
    ReportSettings(
      width: width, hasColors: hasColors, detail: detail,
      help: .init(checkWithGraph: [graphCommand]))
  }

  static func withoutColors(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9]+m/, with: "")
  }

  /// The lines that a reader can copy, which are not wrapped.
  private static func copyable(_ results: [CheckResult]) -> Set<String> {
    var lines: Set<String> = [graphCommand]
    for result in results {
      for property in result.properties {
        let words = [result.input.words] + [property.carrier?.words].compactMap(\.self)
        for case .graph(_, let commands)? in words.map(\.openOrder) { lines.formUnion(commands) }
        let violations = property.violations + [property.witness].compactMap(\.self)
        for hint in violations.flatMap(\.hints) {
          lines.formUnion(
            hint.split(separator: "\n").dropFirst().map {
              $0.trimmingCharacters(in: .whitespaces)
            })
        }
      }
    }
    return lines
  }

  /// Whether a line has only one word, after the label of a property.
  private static func isOneWord(_ line: String) -> Bool {
    var words = line.split(separator: " ")
    if ["violated", "undecided", "trusted", "tolerated", "proved", "vacuous"].contains(words.first)
    {
      words.removeFirst()
    }
    return words.count <= 1
  }

  @Test(arguments: [40, 41, 47, 60, 79, 80, 100, 133, 200], [false, true])
  func linesAreNoWiderThanTheTerminal(_ width: Int, _ hasColors: Bool) {
    let seed = Campaign.seed(20_261_129)
    var random = RandomResult(seed: seed)
    for count in 0..<20 {
      let results = (0...(count % 2)).map { _ in random.result() }
      let detail = ReportSettings.Detail.allCases[count % 4]
      let text = TextReport(Self.settings(width, hasColors: hasColors, detail: detail))
        .render(results)
      let copyable = Self.copyable(results)
      if !hasColors { #expect(!text.contains("\u{1B}"), "seed \(seed)") }
      for line in Self.withoutColors(text).split(separator: "\n").map(String.init)
      where line.count > width {
        let isCopyable = copyable.contains(line.trimmingCharacters(in: .whitespaces))
        #expect(isCopyable || Self.isOneWord(line), "seed \(seed), width \(width): \(line)")
      }
    }
  }

  /// Colours change no character and no line, and each line ends the colours that it begins.
  @Test(arguments: [40, 80, 200]) func colorsChangeNoText(_ width: Int) {
    let seed = Campaign.seed(20_261_129)
    var random = RandomResult(seed: seed)
    for _ in 0..<20 {
      let results = [random.result()]
      let plain = TextReport(Self.settings(width, hasColors: false)).render(results)
      let colored = TextReport(Self.settings(width, hasColors: true)).render(results)
      #expect(Self.withoutColors(colored) == plain, "seed \(seed)")
      for line in colored.split(separator: "\n") where line.contains("\u{1B}") {
        let last = line.matches(of: /\u{1B}\[([0-9]+)m/).last?.output.1
        #expect(last == "0", "seed \(seed): \(line)")
      }
    }
  }

  @Test func smallWidthsCountAsForty() {
    var random = RandomResult(seed: 7)
    let results = [random.result()]
    let text = TextReport(Self.settings(1, hasColors: false)).render(results)
    #expect(text == TextReport(Self.settings(40, hasColors: false)).render(results))
  }

  @Test func textsAreCompleteAtEveryWidth() {
    let seed = Campaign.seed(20_261_129)
    var random = RandomResult(seed: seed)
    for _ in 0..<20 {
      let results = [random.result()]
      let texts = [40, 90, 1000].map { width in
        TextReport(Self.settings(width, hasColors: false)).render(results)
          .split(whereSeparator: \.isWhitespace)
      }
      #expect(texts[0] == texts[1] && texts[1] == texts[2], "seed \(seed)")
    }
  }
}
