import ProvisoKernel
import Testing

@testable import ProvisoAgent

/// Values are equal up to the writing of their kind.
@Suite("Values of a kind")
struct ValueScannerTests {
  private static func keys(_ text: String) -> [String] {
    ValueScanner.values(in: TextWords.of(text)).map { "\($0.keys[0].kind) \($0.keys[0].text)" }
  }

  @Test(
    "kinds",
    arguments: [
      ("Write to Kim <Kim@A.example>.", ["mail kim@a.example"]),
      ("see https://www.A.example/Path/ now", ["address a.example/Path"]),
      ("www.a.example", ["address a.example"]),
      ("IBAN: DE89 3704 0044 0532 0130 00, please", ["account DE89370400440532013000"]),
      ("GB33BUKB20201555555555", ["account GB33BUKB20201555555555"]),
      ("NO93 8601 1117 947.", ["account NO9386011117947"]),
      ("call +44 20 7946 0999 today", ["phone 442079460999"]),
      ("0171 22 33 445", ["localPhone 1712233445"]),
      ("on June 13", ["date --06-13"]),
      ("am 13. Juni 2026", ["date 2026-06-13"]),
      ("2026-06-13 and 13.06.2026", ["date 2026-06-13", "date 2026-06-13"]),
      ("file 13", ["number 13"]),
      ("at 9:30", ["time 09:30"]),
      ("at 3 pm", ["time 15:00"]),
      ("238,00 EUR", ["amount 238"]),
      ("$1,250.50", ["amount 1250.5"]),
      ("950 Euro", ["amount 950"]),
      ("P-4471, #W7012 and 0000", []),
      ("Order 00A17 has been sent", []),
      ("00- 0-0 00.", []),
    ])
  func kinds(_ text: String, expected: [String]) { #expect(Self.keys(text) == expected) }
}
