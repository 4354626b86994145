import Foundation
import TestSupport
import Testing

@testable import ProvisoKernel

/// Texts that Swift compares and cuts as programs that look at bytes do.
@Suite struct TextSpellingTests {
  @Test(arguments: [
    "plain text\r\nwith lines\n", "naïve café, Größe, Łódź", "Ελλάδα άλφα", "Привет, йод", "你好,世界",
    "カタカナがぎ", "한국어 문장", "ภาษาไทย", "हिन्दी में", "עִבְרִית", "العربيّة", "👩‍👩‍👧 ❤️ ✅ 🇪🇺 👍🏽",
    "1️⃣ first 2️⃣ second",
  ])
  func usualTextsHaveOneSpelling(_ text: String) {
    // The source file has them in form C.
    #expect(!text.precomposedStringWithCanonicalMapping.hasOtherSpelling)
  }

  @Test(arguments: [
    "e\u{301}", "\u{212A}eep", "\u{212B}", "a/\u{301}x", "a\u{338}", "=\u{338}", "#\u{301}",
    "'\u{301}",
    " \u{200D}", "/\u{FE0F}", "\u{600}/", "#️⃣", "\u{1100}\u{1161}", "\u{915}\u{93C}", "\u{2126}",
    "か\u{3099}", "a\u{327}\u{301}",
  ])
  func otherSpellingsAreFound(_ text: String) { #expect(text.hasOtherSpelling) }

  /// Each text that passes is in form C, so canonical equivalence is equality, and every sign of ASCII is a character of its
  /// own.
  @Test func textsWithOneSpellingAreInFormC() {
    let seed = Campaign.seed(20_260_117)
    var random = SeededGenerator(seed: seed)
    let marks: [UInt32] =
      Array(0x300...0x36F) + [0x93C, 0x94D, 0x5B4, 0x651, 0x653, 0x3099, 0x200D, 0xFE0F]
    var passed = 0
    for _ in 0..<40_000 * Campaign.factor {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let code: UInt32 =
          switch Int.random(in: 0..<6, using: &random) {
          case 0: .random(in: 0x20...0x7E, using: &random)
          case 1: marks.randomElement(using: &random) ?? 0x301
          case 2: .random(in: 0xA0...0x6FF, using: &random)
          case 3: .random(in: 0x900...0x1FFF, using: &random)
          case 4: .random(in: 0x2000...0x33FF, using: &random)
          default: .random(in: 0xA000...0x1FFFF, using: &random)
          }
        if let scalar = Unicode.Scalar(code) { text.append(scalar) }
      }
      let string = String(text)
      guard !string.hasOtherSpelling else { continue }
      passed += 1
      let composed = string.precomposedStringWithCanonicalMapping
      #expect(composed.utf8.elementsEqual(string.utf8), "seed \(seed): \(text.map(\.escape))")
      for sign in string.unicodeScalars where sign.isASCII && !("0"..."9").contains(sign) {
        #expect(string.contains(Character(sign)), "seed \(seed): \(text.map(\.escape))")
      }
    }
    #expect(passed > 1_000)
  }

  @Test func namesInValuesAreFound() {
    #expect(Value.map(["a": .list([.string("e\u{301}")])]).textWithOtherSpelling == "e\u{301}")
    #expect(Value.map(["\u{212A}": .null]).textWithOtherSpelling != nil)
    #expect(Value.list([.string("é"), .number(Number(1))]).textWithOtherSpelling == nil)
  }

  @Test func pathsAreCutByteByByte() {
    #expect(FilePath("a/\u{301}x/../../b").text == "b")
    #expect(FilePath("data").contains(FilePath("data/\u{301}x")) == true)
    #expect(FilePath("é").isSame(as: FilePath("e\u{301}")) == false)
    #expect(FilePath.shortest("/p/\u{301}x", from: "/p") == "\u{301}x")
    #expect(WebAddress("https://prod.example/delete#\u{301}") == nil)
  }
}
