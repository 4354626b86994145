import ProvisoResult
import Testing

/// A violation that stood before the plan is tolerated only if the plan adds nothing to it.
@Suite struct PreexistingTests {
  /// One object: its value before the plan, after it, and the marks of unknown parts.
  struct Object: Sendable {
    var before: String? = nil
    var after: String? = nil
    var unknown = "{}"
    var isReplaced = false
    var isGoneFirst = false

    static func same(_ value: String) -> Object { Object(before: value, after: value) }

    func change(_ name: String) -> String {
      let actions =
        switch (before, after) {
        case (nil, _): #"["create"]"#
        case (_, nil): #"["delete"]"#
        case (let before, let after):
          isReplaced
            ? isGoneFirst ? #"["delete","create"]"# : #"["create","delete"]"#
            : before == after && unknown == "{}" ? #"["no-op"]"# : #"["update"]"#
        }
      return MeaningTests.change(
        name, actions: actions,
        values:
          #""before":\#(before ?? "null"),"after":\#(after ?? "null"),"after_unknown":\#(unknown)"#)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let body: String
    let objects: [Object]
    /// Whether the plan leaves the violation as it is, or repairs it.
    let isTolerated: Bool
    var isRepaired = false

    var testDescription: String { "\(body): \(objects.map { "\($0)" })" }
  }

  private static let closed =
    "every r in resources { every p in r.now.ports { not (p.port == 22 and p.from == 0) } }"
  private static let listed = "every r in resources { no p in r.now.ports where p.from == 0 }"
  private static let few = "at most 1 r in resources where r.exists { r.now.kind == \"a\" }"
  private static let counted = "count(r in resources where r.exists and r.now.kind == \"a\") <= 1"
  private static let many = "at least 3 r in resources where r.exists { r.now.kind == \"a\" }"
  private static let served =
    "every r in resources where r.now.kind == \"b\" { some s in resources where s.now.of == r.now.id }"
  private static let alone =
    "every r in resources where r.now.kind == \"b\" { no s in resources where s.now.of == r.now.id }"
  private static let flags =
    "every r in resources { on(r.now.a) and on(r.now.b) and not off(r.now.c) }"
  private static let two = "at least 2 r in resources { r.exists }"
  private static let planned =
    "every g in resources where g.now.kind == \"b\" { no r in resources where r.action == \"delete\" }"
  private static let afterwards =
    "every g in resources where g.now.kind == \"b\" { no r in resources where r.after.of == g.now.id }"
  private static let unplanned =
    "every g in resources where g.now.kind == \"b\" { some r in resources where r.after.of == g.now.id }"
  private static let cheap = "sum(r in resources where r.exists: r.now.cost) <= 10"

  private static func ports(_ list: [(Int, Int)], more: String = "") -> String {
    let blocks = list.map { #"{"port":\#($0.0),"from":\#($0.1)}"# }
    return #"{"ports":[\#(blocks.joined(separator: ","))]\#(more)}"#
  }
  private static func kind(_ kind: String, more: String = "") -> String {
    #"{"kind":"\#(kind)"\#(more)}"#
  }

  static let cases: [Case] = [
    // One object that keeps what is wrong with it.
    Case(body: closed, objects: [.same(ports([(22, 0)]))], isTolerated: true),
    Case(
      body: closed,
      objects: [Object(before: ports([(22, 0)]), after: ports([(22, 0)], more: #","tag":"x""#))],
      isTolerated: true),
    Case(
      body: closed,
      objects: [Object(before: ports([(22, 0)]), after: ports([(22, 0), (443, 0)]))],
      isTolerated: true),
    Case(
      body: listed, objects: [Object(before: ports([(22, 0)]), after: ports([(22, 0), (80, 1)]))],
      isTolerated: true),
    Case(
      body: listed, objects: [Object(before: ports([(22, 0), (80, 0)]), after: ports([(80, 0)]))],
      isTolerated: true),
    // The plan repairs it.
    Case(
      body: closed, objects: [Object(before: ports([(22, 0)]), after: ports([(22, 1)]))],
      isTolerated: true, isRepaired: true),
    Case(
      body: closed,
      objects: [Object(before: ports([(22, 0)]), after: ports([(22, 1)]), isReplaced: true)],
      isTolerated: true, isRepaired: true),
    // The plan adds something.
    Case(
      body: listed,
      objects: [Object(before: ports([(22, 0)]), after: ports([(22, 0), (5432, 0)]))],
      isTolerated: false),
    Case(
      body: closed.replacing("22", with: "80 or p.port > 1000"),
      objects: [Object(before: ports([(2000, 0)]), after: ports([(3000, 0)]))], isTolerated: false),
    // A member of an element that the property does not read makes no difference.
    Case(
      body: listed, objects: [Object(before: ports([(22, 0)]), after: ports([(5432, 0)]))],
      isTolerated: true),
    Case(
      body: "every r in resources { r.now.acl != \"public\" and r.now.acl != \"worse\" }",
      objects: [Object(before: #"{"acl":"public"}"#, after: #"{"acl":"worse"}"#)],
      isTolerated: false),
    Case(
      body: "every r in resources { r.now.a == 1 and r.now.b == 1 }",
      objects: [Object(before: #"{"a":2,"b":1}"#, after: #"{"a":2,"b":2}"#)], isTolerated: false),
    // Another object takes its place.
    Case(
      body: closed,
      objects: [Object(before: ports([(22, 0)]), after: ports([(22, 0)]), isReplaced: true)],
      isTolerated: false),
    // An unknown value may add something.
    Case(
      body: listed,
      objects: [
        Object(
          before: ports([(22, 0)]), after: #"{"ports":[{"port":22,"from":0},{"port":80}]}"#,
          unknown: #"{"ports":[{},{"from":true}]}"#)
      ], isTolerated: false),
    Case(
      body: listed,
      objects: [Object(before: ports([(22, 0)]), after: "{}", unknown: #"{"ports":true}"#)],
      isTolerated: false),
    Case(
      body: listed,
      objects: [
        Object(
          before: ports([(22, 0)]), after: ports([(22, 0)]), unknown: #"{"other":true}"#)
      ], isTolerated: true),
    // Numbers of objects.
    Case(body: few, objects: [.same(kind("a")), .same(kind("a"))], isTolerated: true),
    Case(
      body: few, objects: [.same(kind("a")), .same(kind("a")), Object(after: kind("b"))],
      isTolerated: true),
    Case(
      body: few, objects: [.same(kind("a")), .same(kind("a")), Object(after: kind("a"))],
      isTolerated: false),
    Case(
      body: few,
      objects: [.same(kind("a")), .same(kind("a")), .same(kind("a")), Object(before: kind("a"))],
      isTolerated: true),
    Case(
      body: few,
      objects: [.same(kind("a")), .same(kind("a")), Object(before: kind("b"), after: kind("a"))],
      isTolerated: false),
    Case(
      body: counted, objects: [.same(kind("a")), .same(kind("a")), Object(after: kind("a"))],
      isTolerated: false),
    Case(
      body: counted,
      objects: [.same(kind("a")), .same(kind("a")), .same(kind("a")), Object(before: kind("a"))],
      isTolerated: true),
    Case(
      body: many, objects: [.same(kind("a")), .same(kind("a")), .same(kind("b"))], isTolerated: true
    ),
    Case(body: many, objects: [.same(kind("a")), Object(before: kind("a"))], isTolerated: false),
    Case(
      body: cheap, objects: [.same(#"{"cost":11}"#), Object(after: #"{"tag":"x","cost":0}"#)],
      isTolerated: false),
    Case(
      body: cheap, objects: [.same(#"{"cost":11}"#), Object(after: #"{"cost":5}"#)],
      isTolerated: false),
    // One definition is called in several places.
    Case(
      body: flags, objects: [Object(before: #"{"a":0,"b":1}"#, after: #"{"a":0,"b":0}"#)],
      isTolerated: false),
    Case(
      body: flags, objects: [Object(before: #"{"a":0,"b":1}"#, after: #"{"a":0,"b":1,"t":1}"#)],
      isTolerated: true),
    Case(
      body: flags,
      objects: [Object(before: #"{"a":1,"b":1,"c":0}"#, after: #"{"a":0,"b":1,"c":0}"#)],
      isTolerated: false),
    // It is worse only in between, before a replaced object is there again.
    Case(
      body: two,
      objects: [Object(before: "{}", after: #"{"x":1}"#, isReplaced: true, isGoneFirst: true)],
      isTolerated: false),
    Case(
      body: two, objects: [Object(before: "{}", after: #"{"x":1}"#)], isTolerated: true),
    // It is repaired, but worse on the way: three of one allowed, then none.
    Case(
      body: "at most 1 r in resources where r.exists { r.now.kind == \"a\" }",
      objects: [Object(before: kind("a")), Object(before: kind("a")), Object(after: kind("a"))],
      isTolerated: false),
    Case(
      body: few, objects: [.same(kind("a")), Object(before: kind("a"))], isTolerated: true,
      isRepaired: true),
    // A property of the plan itself is about what stands only if the plan leaves that alone.
    Case(
      body: planned, objects: [.same(kind("b")), Object(before: kind("a"))], isTolerated: false),
    Case(
      body: afterwards,
      objects: [.same(kind("b", more: #","id":1"#)), Object(after: #"{"of":1}"#)],
      isTolerated: false),
    Case(
      body: afterwards, objects: [.same(kind("b", more: #","id":1"#)), .same(#"{"of":1}"#)],
      isTolerated: true),
    Case(
      body: unplanned,
      objects: [.same(kind("b", more: #","id":1"#)), Object(before: #"{"of":2}"#)],
      isTolerated: false),
    // Values that are computed from what is read.
    Case(
      body: "every r in resources { no x in [r.now.size > 10] where x { true } }",
      objects: [Object(before: #"{"size":11}"#, after: #"{"size":99}"#)], isTolerated: false),
    // Other objects that the property asks about.
    Case(
      body: served, objects: [.same(kind("b", more: #","id":1"#)), Object(after: #"{"of":2}"#)],
      isTolerated: true),
    Case(
      body: alone,
      objects: [
        .same(kind("b", more: #","id":1"#)), .same(#"{"of":1}"#), Object(after: #"{"of":2}"#),
      ], isTolerated: true),
    Case(
      body: alone,
      objects: [
        .same(kind("b", more: #","id":1"#)), .same(#"{"of":1}"#), Object(after: #"{"of":1}"#),
      ], isTolerated: false),
    Case(
      body: alone,
      objects: [
        .same(kind("b", more: #","id":1"#)), .same(#"{"of":1}"#),
        Object(after: "{}", unknown: #"{"of":true}"#),
      ], isTolerated: false),
  ]

  @Test(arguments: cases) func tolerance(_ example: Case) throws {
    let changes = example.objects.enumerated().map { $0.element.change("o\($0.offset)") }
    let plan =
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":["#
      + changes.joined(separator: ",") + #"],"configuration":{"root_module":{"resources":[]}}}"#
    let result = try MeaningTests.check(
      """
      define on(flag: Value) = flag == 1
      define off(flag: Value) = flag == 0
      invariant p "p" { \(example.body) }
      """, plan: plan)
    #expect(result.verdict == .violated)
    #expect(!result.violations.isEmpty)
    for violation in result.violations {
      #expect(violation.isPreexisting == example.isTolerated)
      #expect(violation.isRepaired == example.isRepaired)
      // An addition of the plan is shown with the steps that make it.
      if !example.isTolerated && !example.objects.allSatisfy({ $0.before == $0.after }) {
        #expect(!violation.trace.isEmpty || example.isOpen || example.isOfPlan)
      }
    }
  }
}

extension PreexistingTests.Case {
  /// Whether an unknown value is the reason, for which no run is certain to add anything.
  fileprivate var isOpen: Bool { objects.contains { $0.unknown != "{}" } }

  /// Whether the property is about the plan itself, and so has the same value at every moment.
  fileprivate var isOfPlan: Bool { body.contains(".after") || body.contains(".action") }
}
