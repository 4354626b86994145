import ProvisoKernel
import TestSupport
import Testing

@testable import ProvisoEngine

/// Compares compiled terms with the evaluator, which defines the meaning of terms, on values of
/// every kind and size.
@Suite struct TermMachineTests {
  private struct Maker {
    var random: SeededGenerator
    let store = TermStore()
    static let variables = 5

    static let values: [Value] =
      [
        .null, .bool(true), .bool(false), .string("a"), .string("Ab"), .string(""), .list([]),
        .list([.bool(true)]), .object(ObjectID(entity: 0, index: 1)), .map(["k": .null]),
      ]
      + [
        "0", "1", "-1", "2", "7", "1/2", "-7/3", "4611686018427387903", "4611686018427387904",
        "-4611686018427387904", "-4611686018427387905", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "100000000000000000000000000",
      ].compactMap { Number(literal: $0) }.map(Value.number)

    mutating func pick<T>(_ elements: [T], else other: T) -> T {
      elements.randomElement(using: &random) ?? other
    }

    mutating func anyValue() -> Value { pick(Self.values, else: .null) }

    mutating func value(_ depth: Int) -> Term {
      switch Int.random(in: 0..<(depth > 0 ? 9 : 3), using: &random) {
      case 0: return store.constant(anyValue())
      case 1, 2: return store.variable(Int.random(in: 0..<Self.variables, using: &random))
      case 3: return store.ite(condition(depth - 1), then: value(depth - 1), else: value(depth - 1))
      case 4: return store.size(value(depth - 1))
      case 5: return store.lowerASCII(value(depth - 1))
      case 6:
        let parts = (0..<3).map { _ in
          WeightedTerm(number(), condition(depth - 1))
        }
        return store.sum(number(), plus: parts)
      default:
        let op = pick([.add, .subtract, .multiply, .divide, .modulo], else: TermArithmetic.add)
        return store.arithmetic(op, of: value(depth - 1), value(depth - 1))
      }
    }

    private mutating func number() -> Number {
      while true { if case .number(let number) = anyValue() { return number } }
    }

    mutating func condition(_ depth: Int) -> Term {
      switch Int.random(in: 0..<(depth > 0 ? 10 : 1), using: &random) {
      case 0: return store.isTrue(value(0))
      case 1: return store.not(condition(depth - 1))
      case 2: return store.and((0..<3).map { _ in condition(depth - 1) })
      case 3: return store.or((0..<3).map { _ in condition(depth - 1) })
      case 4:
        return store.ite(
          condition(depth - 1), then: condition(depth - 1), else: condition(depth - 1))
      case 5: return store.equal(value(depth - 1), value(depth - 1))
      case 6: return store.less(value(depth - 1), value(depth - 1))
      case 7: return store.isKind(value(depth - 1), pick(Value.Kind.allCases, else: .null))
      case 8:
        let test = pick([.startsWith, .endsWith, .contains], else: StringTest.contains)
        return store.stringTest(test, of: value(depth - 1), value(depth - 1))
      default: return store.matches("^[aA]b?$", store.variable(0))
      }
    }
  }

  @Test func theMachineAgreesWithTheEvaluator() throws {
    var truths = 0
    for seed in UInt64(0)..<UInt64(400 * ExplicitSearchTests.factor) {
      var maker = Maker(random: SeededGenerator(seed: seed))
      let roots = (0..<6).map { $0 % 2 == 0 ? maker.condition(3) : maker.value(3) }
      let evaluator = TermEvaluator(store: maker.store, system: .empty)
      for sharing in [true, false] {
        let codes = ValueCodes()
        let machine = TermMachine(
          try TermCompiler(
            roots, of: maker.store, variables: Maker.variables, codes: codes, sharing: sharing))
        for _ in 0..<8 {
          let state = (0..<Maker.variables).map { _ in maker.anyValue() }
          for (index, value) in state.enumerated() { machine.set(index, to: codes.code(value)) }
          machine.runShared()
          for (index, root) in roots.enumerated() {
            let expected = evaluator.value(of: root, at: Moment(values: state))
            let found = codes.value(machine.code(of: index))
            #expect(found == expected, "seed \(seed), sharing \(sharing): \(state)")
            // The machine compares codes, so equal values must have equal codes.
            #expect(codes.code(expected) == machine.code(of: index), "seed \(seed)")
            if found == .bool(true) { truths += 1 }
          }
          #expect(machine.failure == nil, "seed \(seed)")
        }
      }
    }
    #expect(truths > 2_000)
  }
}
