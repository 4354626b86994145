import Foundation
import ProvisoKernel
import TestSupport
import Testing

/// The lowered term, its encoding for Z3 and the interpreter agree on every operator, with operands
/// that are null, unknown, known or without a value.
@Suite struct OperatorTests {
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1
  static let first = UInt64(ProcessInfo.processInfo.environment["PROVISO_SEED"] ?? "") ?? 1

  /// Operands of every kind. They have the type `Value`, so that every operator accepts them.
  static let operands = [
    #"json("null")"#, #"json("true")"#, #"json("false")"#, #"json("0")"#, #"json("1")"#,
    #"json("2.5")"#, #"json("\"x\"")"#, #"json("\"\"")"#, #"json("[]")"#, #"json("[1]")"#,
    #"json("[\"x\", null]")"#, #"json("{}")"#, #"json("{\"k\": 1}")"#, "r.after.u", "r.after.u.k",
    "r.after.v", #"json("?")"#,
  ]

  /// Conditions with two operands.
  static let binary = [
    "A == B", "A != B", "A < B", "A <= B", "A > B", "A >= B", "A in B", "A has B",
    "A.startsWith(B)", "A.endsWith(B)", "A.contains(B)", "A == true and B == true",
    "A == true or B == true", "A == true implies B == true", "A + B == 2", "A - B <= 1",
    "A * B == 1", "A / B > 0", "A % B == 0", #"A + B == "xx""#, "min(A, B) == 1", "max(A, B) < 2",
    "cidrContains(A, B)", "cidrOverlaps(A, B)", "namedIn(A, B)", "[A] == [B]", "[A, 1] has B",
    "A in [B, 1]",
    "(if A == true then B else A) == B", "A[B] == 1", "A.get(B, 7) == 1", "A.get(B, 7) == 7",
    "[x for x in [A, B] where x == 1] == [1]", "A.get(\"k\", B) == 1",
  ]

  /// Conditions with one operand.
  static let unary = [
    "not (A == true)", "-A < 0", "abs(A) == 1", "A.size() == 1", #"A.lowerAscii() == "x""#,
    #"A.matches("^x")"#, #"A.split("x") == ["", ""]"#, "json(A) == null", "known(A)", "A.k == 1",
    "A[0] == 1", #"A["k"] != null"#, "rows[A] == 1", "some x in A where x == 1",
    "count(x in A) == 1", "sum(x in A: x) == 1", #"A has "k""#, "A in [1, null]", "A == null",
    "A < null", "namedIn(A, [1, \"an x\"])", "scalarsOf(A) == [1]", "linesOf(A) == [\"x\"]",
    "some w in wordsOf(A) where w == \"x\"", "partsOf(A) == [\"x\"]",
    "openToEveryone(A)", "coversInternet(A)", "coversInternet([A, \"10.0.0.0/8\"])",
    "known(openToEveryone(A))", "known(coversInternet(A))", "keys(A) == [\"k\"]",
    "values(A) == [1]", "known(keys(A))", "rows has A", "rows.get(A, 7) == 7",
    "[x for x in A] == [1]", "[x for x in A where x == 1].size() == 1",
    "known([x for x in A where x == 1]) or true",
  ]

  private static func text(_ form: String, with a: String, _ b: String = "") -> String {
    var out = ""
    for character in form {
      out += character == "A" ? a : character == "B" ? b : String(character)
    }
    return out
  }

  /// Replaces `A` and `B` by operands, but not the `A` in `lowerAscii`.
  static func filled(_ form: String, with a: String, _ b: String = "") -> String {
    text(form.replacing("lowerAscii", with: "lower~scii"), with: a, b)
      .replacing("lower~scii", with: "lowerAscii")
  }

  private static func values(_ random: inout SeededGenerator) -> [String: Value] {
    [
      "u": random.pick(JudgedCondition.pool, or: .null),
      "v": random.pick(JudgedCondition.pool, or: .null),
    ]
  }

  @Test func everyOperatorOverEveryOperand() throws {
    var random = SeededGenerator(seed: Self.first)
    var conditions = 0
    for form in Self.unary + Self.binary {
      for a in Self.operands {
        for b in form.contains("B") ? Self.operands : [""] {
          let text = Self.filled(form, with: a, b)
          guard let judges = try JudgedCondition(text) else {
            Issue.record("refused: \(text)")
            continue
          }
          conditions += 1
          // A campaign judges all values, each also with Z3. A short run judges some values, and
          // only one with Z3.
          let pool =
            Self.factor > 1
            ? JudgedCondition.pool
            : (0..<6).map { _ in random.pick(JudgedCondition.pool, or: .null) }
          for (index, value) in pool.enumerated() {
            let values = ["u": value, "v": random.pick(JudgedCondition.pool, or: .null)]
            let asks = index == 0 && conditions % 2 == 0 || Self.factor > 1
            if let complaint = judges.disagreement(values, withSolver: asks) {
              Issue.record("\(text) \(complaint)")
              break
            }
            if judges.isFolded { break }
          }
        }
      }
    }
    #expect(conditions > 5_000)
  }

  @Test func randomConditions() throws {
    var checked = 0
    let count = UInt64(3_000 * Self.factor)
    for seed in Self.first..<(Self.first + count) {
      var made = RandomCondition(seed: seed)
      let text = made.condition(3)
      // The checker refuses some conditions, for example a division by a literal zero.
      guard let judges = try JudgedCondition(text) else { continue }
      checked += 1
      for round in 0..<6 {
        let values = Self.values(&made.random)
        let asks = round == 0 && (seed % 4 == 0 || Self.factor > 1)
        if let complaint = judges.disagreement(values, withSolver: asks, isDeep: true) {
          Issue.record("seed \(seed): \(text) \(complaint)")
          break
        }
        if judges.isFolded { break }
      }
    }
    #expect(checked > count / 2)
  }
}
