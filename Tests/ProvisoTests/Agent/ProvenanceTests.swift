import ProvisoAgent
import ProvisoKernel
import Testing

/// The rules that find flows from an output into an argument (`--flow explicit`).
@Suite("Argument provenance")
struct ProvenanceTests {
  static func flows(
    _ argument: Value, _ output: Value?, user: [String] = []
  ) throws -> Bool? {
    let trace = AgentCases.trace(
      [
        AgentCases.call(0, to: "a", output: output),
        AgentCases.call(1, to: "b", with: ["argument": argument]),
      ], userTexts: user)
    let universe = try AgentUniverse(trace, flow: .explicit)
    let store = TermStore()
    let calls = universe.objects(in: 0)
    let term = universe.relation(.flowsTo, between: calls[0], and: calls[1], in: store)
    return term == .always ? true : term == .never ? false : nil
  }

  private static func text(_ string: String) -> Value { .string(Text(string)) }
  private static func number(_ literal: String) -> Value {
    .number(Number(literal: literal) ?? .zero)
  }

  @Test(
    "texts",
    arguments: [
      ("ab", "ab", true), ("ab", " ab\n", true), ("ab", "abc", false), ("abc", "xabc", false),
      ("abcd", "xabcd", true), ("xabcd", "abcd", true), ("abcd", "abxd", false), ("", "", false),
      (" ", "  ", false), ("Abcd", "abcd", false),
      ("please pay to x-17", "send it to x-17, at once", true),
      ("please pay it", "please do not", false),
      ("see https://a.example/p now", "at https://a.example/p, of course", true),
      ("he said the quick brown fox jumped", "then the quick brown fox slept", true),
      ("é1é1", "xé1é1", true),
    ])
  func texts(_ argument: String, output: String, expected: Bool) throws {
    #expect(try Self.flows(Self.text(argument), Self.text(output)) == expected)
    #expect(
      try Self.flows(
        .list([.map(["m": Self.text(argument)])]), .map(["n": .list([Self.text(output)])]))
        == expected)
  }

  @Test("numbers are compared by value, also in texts")
  func numbers() throws {
    #expect(try Self.flows(Self.number("1250.50"), Self.number("1250.5")) == true)
    #expect(try Self.flows(Self.number("1250.5"), Self.text("pay 1250.50.")) == true)
    #expect(try Self.flows(Self.text("pay 1250.50."), Self.number("1250.5")) == true)
    #expect(try Self.flows(Self.text("no. 7"), Self.text("7 of them")) == false)
    #expect(try Self.flows(Self.number("7"), Self.text("a7")) == false)
    #expect(try Self.flows(Self.number("7"), Self.number("8")) == false)
    #expect(try Self.flows(Self.number("7"), Self.number("7"), user: ["send 7"]) == false)
    #expect(try Self.flows(Self.number("7"), Self.number("7"), user: ["send 70"]) == true)
  }

  @Test("truth values and null do not flow, nor does a member name into a member name")
  func names() throws {
    #expect(try Self.flows(.bool(true), .bool(true)) == false)
    #expect(try Self.flows(.null, .null) == false)
    let named = Value.map(["status": .bool(true)])
    #expect(try Self.flows(named, named) == false)
    #expect(try Self.flows(Self.text("status"), named) == true)
    #expect(try Self.flows(named, Self.text("status")) == true)
  }

  @Test("a text that the user wrote does not flow from an output")
  func user() throws {
    let address = Self.text("bob@a.example")
    #expect(try Self.flows(address, address, user: ["Write to bob@a.example, please"]) == false)
    #expect(try Self.flows(address, address, user: ["Write to rob@a.example"]) == true)
    #expect(try Self.flows(Self.text("ok"), Self.text("ok"), user: ["look"]) == true)
    #expect(try Self.flows(Self.text("ok"), Self.text("ok"), user: ["say ok"]) == false)
  }

  @Test("a missing output may flow into any text")
  func missing() throws {
    #expect(try Self.flows(Self.text("x"), nil) == nil)
    #expect(try Self.flows(.bool(true), nil) == false)
  }
}
