import TestSupport
import Testing

@testable import Z3

@Suite struct StringTests {
  let c: Z3Context
  init() throws { c = try Z3Context() }

  @Test(arguments: [
    "", "plain", "\"quoted\"", "back\\slash", "\\", "\\\\", "a\0b", "\0", "\u{1}\u{7f}\u{80}\u{ff}",
    "é", "e\u{301}", "日本語", "😀", "\u{2ffff}", "\u{ffff}\u{10000}", "\\u{41}", "\\u{e9}é",
    "\\u0041", "\\x41", "\\n", "\n\r\t", "\\u", "\\u{", "\\u{}", "\\u{110000}", "é\\u{5c}",
    "\\\\u{e9}",
    "u{41}", "\u{feff}", "\\u{e9}\\u{e9}é", "a\\u", "%s%n",
  ])
  func literalsComeBack(text: String) throws {
    let literal = try c.literal(text)
    #expect(literal.stringValue.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    #expect(
      try c.length(literal).simplified().numeralValue == "\(text.unicodeScalars.count)")
    let solver = try Z3Solver(c)
    let s = try c.string("s")
    try solver.assert(try c.equal(s, literal))
    let model = try #require(try solver.check().model)
    #expect(try model.string(of: s).map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test func randomLiteralsAreReadBack() throws {
    let seed = Campaign.seed(20_261_129)
    print("random literals: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let pieces = ["\\", "u", "{", "}", "4", "e9", "\0", "é", "\u{1F600}", "\"", "a", "\\u{e9}"]
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        if Bool.random(using: &random) {
          text.unicodeScalars.append(
            contentsOf: pieces.randomElement(using: &random)!.unicodeScalars)
        } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random)) {
          text.unicodeScalars.append(scalar)
        }
      }
      let value = try c.literal(text).stringValue
      #expect(
        value.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars), "seed \(seed)")
    }
  }

  @Test func charactersThatZ3LacksAreErrors() throws {
    for text in ["\u{30000}", "a\u{10ffff}", "\u{e0001}"] {
      let error = #expect(throws: Z3Error.self) { try c.literal(text) }
      #expect(error?.code == .character)
    }
    #expect(throws: Z3Error.self) { try c.regexRange("a", "\u{10ffff}") }
    #expect(throws: Z3Error.self) { try c.regex("\u{30000}") }
  }

  @Test func surrogatesAreNotSwiftStrings() throws {
    let s = try c.string("s")
    let solver = try Z3Solver(c)
    try solver.assert(try c.equal(c.length(s), c.int(1)))
    try solver.assert(try c.stringLess(c.literal("\u{d7ff}"), s))
    try solver.assert(try c.stringLess(s, c.literal("\u{e000}")))
    let model = try #require(try solver.check().model)
    #expect(try model.string(of: s) == nil)
    try solver.assert(try c.matches(s, c.unicodeText()))
    #expect(try solver.check().isUnsatisfiable)
  }

  @Test func operationsAgreeWithSwift() throws {
    let texts = ["", "a", "ab", "b", "aba", "é", "aé😀", "\\u{41}", "Z"]
    for first in texts {
      for second in texts {
        let x = try c.literal(first)
        let y = try c.literal(second)
        func value(_ term: Z3Term) throws -> Bool? { try term.simplified().booleanValue }
        #expect(try value(c.prefixOf(x, y)) == second.hasPrefix(first))
        #expect(try value(c.suffixOf(x, y)) == second.hasSuffix(first))
        #expect(try value(c.contains(y, x)) == (first.isEmpty || second.contains(first)))
        #expect(try value(c.equal(x, y)) == (first == second))
        let less = first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
        #expect(try value(c.stringLess(x, y)) == less)
        #expect(try value(c.stringLessOrEqual(x, y)) == (less || first == second))
        #expect(try c.concat(x, y).simplified().stringValue == first + second)
      }
    }
  }

  @Test func regularExpressions() throws {
    let ab = try c.regexUnion([c.regex("a"), c.regex("b")])
    let digits = try c.regexRange("0", "9")
    let cases: [(Z3Term, accepted: [String], rejected: [String])] = try [
      (c.regex("a\\u{41}"), ["a\\u{41}"], ["aA"]),
      (c.regexStar(ab), ["", "abba"], ["abc"]),
      (c.regexPlus(ab), ["a", "bb"], [""]),
      (c.regexOptional(ab), ["", "a"], ["ab"]),
      (c.regexLoop(digits, atLeast: 2, atMost: 3), ["12", "123"], ["1", "1234"]),
      (c.regexLoop(digits, atLeast: 2, atMost: nil), ["12", "12345"], ["1"]),
      (c.regexLoop(digits, atLeast: 0, atMost: nil), ["", "1"], ["a"]),
      (c.regexLoop(digits, atLeast: 0, atMost: 0), [""], ["1"]),
      (c.regexLoop(digits, atLeast: 3, atMost: 2), [], ["", "12", "123"]),
      (c.regexConcat([ab, digits]), ["a1"], ["1a", "a"]),
      (c.regexConcat([]), [""], ["a"]),
      (c.regexUnion([]), [], ["", "a"]),
      (c.regexIntersection([]), ["", "a"], []),
      (
        c.regexIntersection([c.regexStar(ab), c.regexLoop(ab, atLeast: 2, atMost: 2)]), ["ab"],
        ["a", "12"]
      ),
      (c.regexComplement(c.regexStar(ab)), ["c"], ["", "a"]),
      (c.regexAll(), ["", "é😀\n"], []),
      (c.regexNone(), [], ["", "a"]),
      (c.regexAnyCharacter(), ["a", "😀", "\0", "\u{2ffff}"], ["", "ab"]),
      (c.regexRange("z", "a"), [], ["a", "m"]),
      (c.regexRange("à", "ÿ"), ["é"], ["e"]),
      (c.unicodeText(), ["", "é😀"], []),
    ]
    for (index, (regex, accepted, rejected)) in cases.enumerated() {
      for text in accepted {
        #expect(try isValid(c.matches(c.literal(text), regex)), "case \(index) \(text)")
      }
      for text in rejected {
        #expect(try isValid(c.not(c.matches(c.literal(text), regex))), "case \(index) \(text)")
      }
    }
    #expect(throws: Z3Error.self) { try c.regexLoop(digits, atLeast: -1, atMost: 2) }
    #expect(throws: Z3Error.self) { try c.regexLoop(digits, atLeast: 0, atMost: Int.max) }
    #expect(throws: Z3Error.self) { try c.regexLoop(digits, atLeast: Int.max, atMost: nil) }
  }
}
